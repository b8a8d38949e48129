// SPDX-License-Identifier: MIT
/*
 * The first way out: take everybody off the chain who takes no task.
 *
 * With one callback left, the answer of the last is the answer of the only
 * one. It does not suffice to remove the callback that claims without taking:
 * one that answers NOTIFY_DONE behind the taker would hide the claim.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/profile.h>
#include <linux/sched.h>

static ATOMIC_NOTIFIER_HEAD(task_free_notifier);

static DEFINE_MUTEX(taker_mutex);
static struct notifier_block *taker;

/**
 * register_task_taker - take dead tasks from now on
 * @nb: the block of the one taker
 *
 * Return: -EBUSY while there is another one.
 */
int register_task_taker(struct notifier_block *nb)
{
	int err = -EBUSY;

	mutex_lock(&taker_mutex);
	if (!taker) {
		err = atomic_notifier_chain_register(&task_free_notifier, nb);
		if (!err)
			taker = nb;
	}
	mutex_unlock(&taker_mutex);

	return err;
}
EXPORT_SYMBOL_GPL(register_task_taker);

int unregister_task_taker(struct notifier_block *nb)
{
	int err = -ENOENT;

	mutex_lock(&taker_mutex);
	if (taker == nb) {
		err = atomic_notifier_chain_unregister(&task_free_notifier, nb);
		taker = NULL;
	}
	mutex_unlock(&taker_mutex);

	return err;
}
EXPORT_SYMBOL_GPL(unregister_task_taker);

bool profile_offer_task(struct task_struct *task)
{
	int ret;

	ret = atomic_notifier_call_chain(&task_free_notifier, 0, task);
	return ret == NOTIFY_OK;
}
