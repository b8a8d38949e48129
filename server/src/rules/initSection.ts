/** `init-section`: a callback, or its block, is freed once the kernel has started, and stays on a chain. */
import type { Callback, Chain } from "../model/model";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { called, placeOf, registrationOf } from "./words";

function checkChain(chain: Chain): RuleFinding[] {
  return chain.callbacks.flatMap((callback) => {
    const freed = whatIsFreed(callback);
    if (freed === null || comesOffInTime(callback)) return [];
    const place = callback.isInit ? callback : (callback.blockPlace ?? callback);
    return [
      {
        ...placeOf(place),
        message:
          `${freed} once the kernel has started, and ${called(callback.registeredBy.function)} leaves it on ` +
          `${chain.name}: the next walk calls into freed memory. Take the annotation off, or unregister the block ` +
          "before the start has ended.",
        chain: chain.id,
        related: [registrationOf(callback)],
        witness: null,
        fix: null,
        once: `${place.file}:${place.line}:${place.column}`,
      },
    ];
  });
}

function whatIsFreed({ isInit, blockIsInit, function: name, block }: Callback): string | null {
  if (isInit) return `${called(name)} is __init: its code is freed`;
  return blockIsInit ? `${block} is __initdata: its memory is freed` : null;
}

/** Whether something that itself runs only at the start takes the block off: int3_selftest() of x86 does. */
function comesOffInTime({ unregisteredBy }: Callback): boolean {
  return unregisteredBy.some(({ around }) => around?.life.isInit ?? false);
}

const code = (section: string): string => `//- /drivers/core/power.c
static BLOCKING_NOTIFIER_HEAD(power_chain);

int register_power_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&power_chain, nb);
}

void power_changed(unsigned long event)
{
	blocking_notifier_call_chain(&power_chain, event, NULL);
}
//- /arch/lamp.c
static int ${section}lamp_power(struct notifier_block *nb, unsigned long event, void *data)
{
	lamp_level = event;
	return NOTIFY_OK;
}

static struct notifier_block lamp_nb = {
	.notifier_call = lamp_power,
};

static int __init lamp_start(void)
{
	return register_power_notifier(&lamp_nb);
}
device_initcall(lamp_start);
`;

const docs: RuleDocs = {
  summary: "A callback or block that is freed once the kernel has started stays on a chain.",
  reports:
    "A callback with `__init`, or a notifier block with `__initdata`, that is registered and that nothing with `__init` " +
    "takes off again.",
  why:
    "`free_initmem()` gives these sections back when the kernel has started, and a module's when its `module_init()` has " +
    "returned. The chain still points there: the next walk runs whatever lies there now.",
  bad: code("__init "),
  good: code(""),
  fixSafety: "There is no automatic fix: taking the annotation off may need others to follow.",
  whenNotToWorry:
    "The block is taken off by a function without `__init` that is known to run before the start has ended, as in a " +
    "late initcall of another file.",
  pastFixes:
    "A port of the ARM GIC kept `gic_cpu_notifier` in `__initdata`. The many `__cpuinit` and `__refdata` clean-ups of 2008 " +
    "to 2013 were of this kind. Linux 6.1 has none left; int3_selftest() of x86 takes its block off in time.",
};

export const initSection: Rule = { id: "init-section", severity: "error", docs, checkChain };
