// SPDX-License-Identifier: MIT
/*
 * The second way out: answers that mean what they say.
 *
 * A walk goes on after NOTIFY_OK and returns what comes last, so NOTIFY_OK
 * can be overwritten and can be given twice. NOTIFY_STOP can be neither: it
 * ends the walk, hence it is the result, and there is no second taker.
 */
#include <linux/export.h>
#include <linux/notifier.h>
#include <linux/profile.h>
#include <linux/sched.h>

static ATOMIC_NOTIFIER_HEAD(task_free_notifier);

int register_task_free_watch(struct notifier_block *nb)
{
	return atomic_notifier_chain_register(&task_free_notifier, nb);
}
EXPORT_SYMBOL_GPL(register_task_free_watch);

int unregister_task_free_watch(struct notifier_block *nb)
{
	return atomic_notifier_chain_unregister(&task_free_notifier, nb);
}
EXPORT_SYMBOL_GPL(unregister_task_free_watch);

/**
 * profile_pass_on_task - show a dead task around, and let one of them have it
 * @task: a task without references
 *
 * NOTIFY_STOP is the claim bit together with the stop bit. The test is for
 * the claim: a bare stop would not be one.
 *
 * Return: true if the task has a new owner.
 */
bool profile_pass_on_task(struct task_struct *task)
{
	int ret;

	ret = atomic_notifier_call_chain(&task_free_notifier, 0, task);
	return ret & NOTIFY_OK;
}
