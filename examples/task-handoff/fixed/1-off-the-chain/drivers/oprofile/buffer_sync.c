// SPDX-License-Identifier: MIT
/*
 * Moves samples from the CPU buffers to the event buffer. A sample names its
 * task by address, so a dead task must stay where it is until every buffer
 * that may mention it has been drained.
 */
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/profile.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "buffer_sync.h"

/*
 * Two rounds of dead tasks: parked[young] collects those that die now, the
 * other holds those that have seen one sync already and go at the next.
 */
static struct list_head parked[2] = {
	LIST_HEAD_INIT(parked[0]),
	LIST_HEAD_INIT(parked[1]),
};
static unsigned int young;
static DEFINE_SPINLOCK(parked_lock);
static DEFINE_MUTEX(sync_mutex);

/* The task is ours from here on; release_parked() frees it two syncs later. */
static int oprofile_task_free(struct notifier_block *self, unsigned long event, void *data)
{
	struct task_struct *task = data;
	unsigned long flags;

	spin_lock_irqsave(&parked_lock, flags);
	list_add(&task->tasks, &parked[young]);
	spin_unlock_irqrestore(&parked_lock, flags);

	return NOTIFY_OK;
}

static struct notifier_block oprofile_task_free_nb = {
	.notifier_call = oprofile_task_free,
};

/* Frees the older round and lets the younger one grow old. */
static void release_parked(void)
{
	struct task_struct *task, *next;
	unsigned long flags;
	LIST_HEAD(due);

	spin_lock_irqsave(&parked_lock, flags);
	list_splice_init(&parked[!young], &due);
	young = !young;
	spin_unlock_irqrestore(&parked_lock, flags);

	list_for_each_entry_safe(task, next, &due, tasks) {
		list_del(&task->tasks);
		free_task(task);
	}
}

void sync_buffer(int cpu)
{
	mutex_lock(&sync_mutex);
	drain_cpu_buffer(cpu);
	release_parked();
	mutex_unlock(&sync_mutex);
}

int sync_start(void)
{
	return register_task_taker(&oprofile_task_free_nb);
}

/* No task arrives once the block is off the chain: both rounds can go. */
void sync_stop(void)
{
	unregister_task_taker(&oprofile_task_free_nb);

	mutex_lock(&sync_mutex);
	release_parked();
	release_parked();
	mutex_unlock(&sync_mutex);
}
