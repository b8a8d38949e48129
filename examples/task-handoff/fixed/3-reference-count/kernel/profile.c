// SPDX-License-Identifier: MIT
/*
 * The third way out: count the owners instead of asking who is one.
 */
#include <linux/export.h>
#include <linux/notifier.h>
#include <linux/profile.h>
#include <linux/sched.h>

static ATOMIC_NOTIFIER_HEAD(task_free_notifier);

int register_task_ref_notifier(struct notifier_block *nb)
{
	return atomic_notifier_chain_register(&task_free_notifier, nb);
}
EXPORT_SYMBOL_GPL(register_task_ref_notifier);

int unregister_task_ref_notifier(struct notifier_block *nb)
{
	return atomic_notifier_chain_unregister(&task_free_notifier, nb);
}
EXPORT_SYMBOL_GPL(unregister_task_ref_notifier);

/**
 * profile_announce_task - let everybody see a dead task and keep it if need be
 * @task: a task on which the caller holds the only reference
 *
 * The result of the walk is dropped: it is the answer of one callback, and
 * the number of references is the answer of all of them.
 */
void profile_announce_task(struct task_struct *task)
{
	atomic_notifier_call_chain(&task_free_notifier, 0, task);
}
