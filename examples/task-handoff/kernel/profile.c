// SPDX-License-Identifier: MIT
/*
 * Lets a profiler keep a dead task until its samples have been attributed.
 */
#include <linux/export.h>
#include <linux/notifier.h>
#include <linux/profile.h>
#include <linux/sched.h>

/* Atomic: the last reference to a task may go away in interrupt context. */
static ATOMIC_NOTIFIER_HEAD(task_free_notifier);

/**
 * register_task_free_notifier - be told when a task is about to be freed
 * @nb: the block to add
 */
int register_task_free_notifier(struct notifier_block *nb)
{
	return atomic_notifier_chain_register(&task_free_notifier, nb);
}
EXPORT_SYMBOL_GPL(register_task_free_notifier);

/**
 * unregister_task_free_notifier - stop being told
 * @nb: the block to remove
 *
 * May sleep; once it returns, the callback is not running anywhere.
 */
int unregister_task_free_notifier(struct notifier_block *nb)
{
	return atomic_notifier_chain_unregister(&task_free_notifier, nb);
}
EXPORT_SYMBOL_GPL(unregister_task_free_notifier);

/**
 * profile_handoff_task - offer a dead task to whoever wants to keep it
 * @task: a task without references
 *
 * Only one bit comes back, and it is made of the answer of whoever was called
 * last. With more than one block on the chain that answer says little about
 * the others.
 *
 * Return: true if the task has a new owner.
 */
bool profile_handoff_task(struct task_struct *task)
{
	int ret;

	ret = atomic_notifier_call_chain(&task_free_notifier, 0, task);
	return ret == NOTIFY_OK;
}
