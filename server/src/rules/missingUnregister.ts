/** `missing-unregister`: a block is registered for a device or by a module, and nothing ever takes it off. */
import type { Chain } from "../model/model";
import { POWER_CHAIN } from "./registrationExamples";
import { isManaged, liesInAllocatedMemory, type Registered, registrationsOn, roleOf } from "./registrations";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { called, related } from "./words";

function checkChain(chain: Chain): RuleFinding[] {
  return registrationsOn(chain).flatMap((registered) => {
    const { callback } = registered;
    if (callback.unregisteredBy.length > 0 || isManaged(registered)) return [];
    const end = endOf(chain, registered);
    if (end === null) return [];
    const { registeredBy } = callback;
    const { file, line, column, endLine, endColumn } = registeredBy;
    return [
      {
        ...{ file, line, column, endLine, endColumn },
        message:
          `${called(registeredBy.function)} puts ${callback.block} (${called(callback.function)}) on ${chain.name}, and ` +
          `nothing takes it off: ${end}, and the next walk calls into freed memory. Unregister it where ` +
          `the rest is undone, or register it with a devm_ function if the chain has one.`,
        chain: chain.id,
        related: callback.blockPlace ? [related(callback.blockPlace, "the block")] : [],
        witness: null,
        fix: null,
      },
    ];
  });
}

/** What ends the life of a registered block's memory or code; null where nothing is seen to. */
function endOf(chain: Chain, registered: Registered): string | null {
  const { around, callback } = registered;
  const { unloads, staysBound, isInit } = around.life;
  // A chain of the same file goes with its callbacks.
  if (chain.file === callback.registeredBy.file) return null;
  const probe = roleOf(registered, "probe");
  if (liesInAllocatedMemory(registered) && probe && !staysBound && !isInit) {
    if (/^devm_/.test(around.allocatedBy ?? ""))
      return "its memory is freed when the driver is unbound from the device";
    if (unloads) return "its memory and its code go when the driver is unbound or unloaded";
  }
  // The chain of an object may go with the object, which may be the driver's own.
  if (!unloads || chain.id.startsWith("struct ")) return null;
  return probe || roleOf(registered, "init")?.by === "module_init"
    ? "its code goes when the module is unloaded"
    : null;
}

const driver = (remove: string, entry: string): string => `${POWER_CHAIN}//- /drivers/lamp.c
struct lamp {
	struct notifier_block nb;
	struct led *led;
};

static int lamp_power(struct notifier_block *nb, unsigned long event, void *data)
{
	struct lamp *lamp = container_of(nb, struct lamp, nb);

	led_update(lamp->led, event);
	return NOTIFY_OK;
}

static int lamp_probe(struct platform_device *pdev)
{
	struct lamp *lamp = devm_kzalloc(&pdev->dev, sizeof(*lamp), GFP_KERNEL);

	if (!lamp)
		return -ENOMEM;

	platform_set_drvdata(pdev, lamp);
	lamp->nb.notifier_call = lamp_power;
	return register_power_notifier(&lamp->nb);
}
${remove}
static struct platform_driver lamp_driver = {
	.probe = lamp_probe,${entry}
};
module_platform_driver(lamp_driver);
MODULE_LICENSE("GPL");
`;

const REMOVE = `
static int lamp_remove(struct platform_device *pdev)
{
	struct lamp *lamp = platform_get_drvdata(pdev);

	unregister_power_notifier(&lamp->nb);
	return 0;
}
`;

const docs: RuleDocs = {
  summary: "A driver or module registers a notifier block and never takes it off.",
  reports:
    "A registration in a probe function, or in a module's start, of a block that no call of the tree unregisters, where " +
    "the file says that the driver can be unbound or the module unloaded. `devm_` registrations end by themselves; " +
    "drivers with `suppress_bind_attrs` that are always built in stay silent.",
  why:
    "The chain keeps pointing to the block. Once its memory is freed with the device, or its callback's code with the " +
    "module, the next walk jumps into whatever lies there now.",
  bad: driver("", ""),
  good: driver(REMOVE, "\n\t.remove = lamp_remove,"),
  fixSafety: "There is no automatic fix: the call belongs into a function that may not exist yet.",
  whenNotToWorry: "The configuration allows the driver only built in, and nobody unbinds it by hand.",
  pastFixes:
    "*gpio: eic-sprd: unregister from the irq notifier on remove()* (dbd31c71c5b2); *watchdog: unregister PM notifier on " +
    "watchdog unregister* (a298c7302ee9); *UBI: unregister reboot notifier in ubi_wl_close*.",
};

export const missingUnregister: Rule = { id: "missing-unregister", severity: "error", docs, checkChain };
