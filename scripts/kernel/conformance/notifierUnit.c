/*
 * The kernel's own file, and a way in from outside to its two static walks. Compiled with -fsanitize-coverage=trace-pc,
 * so that each turn of its loops is told to the driver.
 */
#include "kernel/notifier.c"

int static_walk(struct notifier_block **list, unsigned long event, int nr_to_call, int *nr_calls)
{
	return notifier_call_chain(list, event, NULL, nr_to_call, nr_calls);
}

int static_walk_robust(struct notifier_block **list, unsigned long up, unsigned long down)
{
	return notifier_call_chain_robust(list, up, down, NULL);
}
