/** `error-path-leak`: a function registers a block, then fails, and leaves the block on the chain. */
import { oncePer } from "../base/once";
import type { ExitFact } from "../facts/facts";
import type { Chain } from "../model/model";
import { POWER_CHAIN } from "./registrationExamples";
import {
  isManaged,
  liesInAllocatedMemory,
  REMOVES_A_NOTIFIER,
  type Registered,
  registrationsOn,
  removersOf,
  roleOf,
} from "./registrations";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { called, related } from "./words";

function checkChain(chain: Chain): RuleFinding[] {
  return registrationsOn(chain).flatMap((registered) => {
    const [first, ...others] = leakingExits(registered);
    return first ? [finding(chain, registered, first, others)] : [];
  });
}

const leakingExits = oncePer((registered: Registered): readonly ExitFact[] =>
  isManaged(registered) || isUndoneByCallers(registered)
    ? []
    : registered.around.errorExits.filter((exit) => leaves(exit, registered)),
);

function isUndoneByCallers({ around, callback }: Registered): boolean {
  const removers = removersOf(callback);
  return around.cleanUps.byCallers.some((name) => removers.has(name));
}

/** Named heuristic: drops a reference; with the last one the object's release function is called (drivers/base/core.c). */
const DROPS_REFERENCE = /^(?:device_unregister|put_device|kobject_put|\w+_put_device)$/;

/**
 * Whether a way to an exit calls nothing that takes the block off. Where nobody ever takes the
 * block off it is meant to stay, or its chain goes with it, unless its memory goes.
 */
function leaves(exit: ExitFact, registered: Registered): boolean {
  const removers = removersOf(registered.callback);
  const isKnown = removers.size > 0;
  const isReleased = [...removers].some((name) => /release/.test(name));
  const removes = (name: string): boolean =>
    removers.has(name) ||
    /add_action/.test(name) ||
    (!isKnown && REMOVES_A_NOTIFIER.test(name)) ||
    (isReleased && DROPS_REFERENCE.test(name));
  if (!isKnown && whatIsFreed(registered, exit) === null) return false;
  return exit.ways.some((way) => !way.some(removes));
}

function finding(
  chain: Chain,
  registered: Registered,
  exit: ExitFact,
  others: readonly ExitFact[],
): RuleFinding {
  const { callback } = registered;
  const { registeredBy } = callback;
  const freed = whatIsFreed(registered, exit);
  const also = others.length === 0 ? "" : ` (and at ${others.length} more)`;
  const consequence = freed
    ? `${freed}, and the next walk calls into freed memory`
    : liesInAllocatedMemory(registered)
      ? "a walk calls it for something that was never set up, and calls into freed memory once that goes"
      : "trying again registers the same block twice, and a walk calls it for something that was never set up";
  return {
    ...{ file: registeredBy.file, ...exit.place },
    message:
      `${called(registeredBy.function)} gives up here${also} after ${called(registeredBy.call)} has put ` +
      `${callback.block} (${called(callback.function)}) on ${chain.name}, and does not take it off: ${consequence}. ` +
      `Unregister the block on this way out, or register it last.`,
    chain: chain.id,
    related: [
      related(registeredBy, `${called(callback.function)} is put on the chain here`),
      ...others.map((other) =>
        related({ file: registeredBy.file, ...other.place }, "the block stays on the chain here too"),
      ),
      ...callback.unregisteredBy
        .slice(0, 2)
        .map((site) => related(site, "the block is taken off here otherwise")),
    ],
    witness: null,
    fix: null,
    severity: freed ? "error" : "warning",
  };
}

const isFree = (name: string): boolean => /^kv?free$/.test(name);

/** Why the memory that the chain points to is gone; null where it stays. */
function whatIsFreed(registered: Registered, exit: ExitFact): string | null {
  const { around } = registered;
  if (
    liesInAllocatedMemory(registered) &&
    /^devm_/.test(around.allocatedBy ?? "") &&
    roleOf(registered, "probe")
  )
    return "the memory of the block is freed when probing fails";
  if (/^kv?[mzc]alloc/.test(around.allocatedBy ?? "") && exit.ways.some((way) => way.some(isFree)))
    return "the memory of the block is freed on the way out";
  // include/linux/module.h: in a module every initcall is its module_init().
  if (around.life.unloads && roleOf(registered, "init")) return "a module whose start fails is unloaded";
  return null;
}

const driver = (unwind: string): string => `${POWER_CHAIN}//- /drivers/lamp.c
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
	int ret;

	if (!lamp)
		return -ENOMEM;

	lamp->nb.notifier_call = lamp_power;
	ret = register_power_notifier(&lamp->nb);
	if (ret)
		return ret;

	ret = led_attach(pdev, &lamp->led);
	if (ret)${unwind}

	platform_set_drvdata(pdev, lamp);
	return 0;
}

static int lamp_remove(struct platform_device *pdev)
{
	struct lamp *lamp = platform_get_drvdata(pdev);

	unregister_power_notifier(&lamp->nb);
	return 0;
}

static struct platform_driver lamp_driver = {
	.probe = lamp_probe,
	.remove = lamp_remove,
};
module_platform_driver(lamp_driver);
MODULE_LICENSE("GPL");
`;

const docs: RuleDocs = {
  summary: "A function registers a notifier block, then fails and leaves the block on the chain.",
  reports:
    "A return statement that reports an error, reached after a registration has succeeded, on a way on which nothing " +
    "takes the block off again. Ways are followed through `goto`, clean-up functions of the same file, configuration " +
    "branches and conditions that are asked again in the same words. `devm_` registrations end by themselves.",
  why:
    "After a failed probe the memory of a driver's state is freed, after a failed `module_init()` the module's text is. " +
    "The block stays on the chain, so the next walk calls through freed memory. Where the block is static and built " +
    "in, the next attempt registers it a second time.",
  bad: driver("\n\t\treturn ret;"),
  good: driver(" {\n\t\tunregister_power_notifier(&lamp->nb);\n\t\treturn ret;\n\t}"),
  fixSafety:
    "There is no automatic fix: where in the unwinding the block has to come off depends on what else is undone.",
  whenNotToWorry:
    "Whoever calls the function takes the block off when it fails, or the failure is the end of the machine's start.",
  pastFixes:
    "*mpls: add missing unregister_netdevice_notifier to mpls_init* (99600f79b28c); *net/mlx5: Unregister notifier on " +
    "eswitch init failure* (1da9cfd6c41c); *wifi: ath11k: unregister PM notifier on QMI init failure path*.",
};

export const errorPathLeak: Rule = { id: "error-path-leak", severity: "error", docs, checkChain };
