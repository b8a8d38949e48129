/** The tree of features, with a robust call, a wrapper that decides the event, and a header. */
import { parseFixture } from "../support/fixture";
import { TREE } from "./tree";

export const NAVIGATION_TREE: ReadonlyMap<string, string> = new Map([
  ...TREE,
  ...parseFixture(`
//- /include/power.h
extern struct blocking_notifier_head power_chain;
void power_told(void);
//- /kernel/power.c
#include <linux/power.h>

BLOCKING_NOTIFIER_HEAD(power_chain);

int power_prepare(void)
{
	int ret = blocking_notifier_call_chain_robust(&power_chain, POWER_PREPARE, POWER_POST, NULL);

	return notifier_to_errno(ret);
}

void power_told(void)
{
	blocking_notifier_call_chain(&power_chain, POWER_POST, NULL);
	other_work();
}

int power_sleep(void)
{
	int error = power_prepare();

	power_told();
	return error;
}
//- /drivers/late.c
#include <linux/power.h>

static int late_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_DONE;
}

static int early_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}

static struct notifier_block late_nb = {
	.notifier_call = late_event,
};

static struct notifier_block early_nb = {
	.notifier_call = early_event,
	.priority = 7,
};

static int __init late_init(void)
{
	blocking_notifier_chain_register(&power_chain, &late_nb);
	return blocking_notifier_chain_register(&power_chain, &early_nb);
}

static void __exit late_exit(void)
{
	blocking_notifier_chain_unregister(&power_chain, &late_nb);
	blocking_notifier_chain_unregister(&power_chain, &early_nb);
}
`).files,
]);

/** "drivers/late.c:3 late_event": a place, with what stands there. */
export function shown(
  files: ReadonlyMap<string, string>,
  place: { file: string; line: number; column: number; endLine: number; endColumn: number },
): string {
  const line = files.get(place.file)?.split("\n")[place.line - 1] ?? "";
  const end = place.endLine === place.line ? place.endColumn : line.length + 1;
  return `${place.file}:${place.line} ${line.slice(place.column - 1, end - 1)}`;
}
