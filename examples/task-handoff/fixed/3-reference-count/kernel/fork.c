// SPDX-License-Identifier: MIT
/*
 * The end of a task's life: the part of fork.c that undoes what fork did.
 */
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/profile.h>
#include <linux/sched.h>
#include <linux/slab.h>

static struct kmem_cache *task_cachep __read_mostly;

/**
 * free_task - give the memory of a task back
 * @tsk: a task that has exactly one owner, the caller
 */
void free_task(struct task_struct *tsk)
{
	kfree(tsk->stack);
	tsk->stack = NULL;
	kmem_cache_free(task_cachep, tsk);
}
EXPORT_SYMBOL(free_task);

/**
 * put_handoff_task_struct - drop a reference taken while the task was handed off
 * @tsk: the task
 *
 * Whoever comes last frees the task, be it the caller of the chain or one of
 * the callbacks, much later.
 */
void put_handoff_task_struct(struct task_struct *tsk)
{
	if (atomic_dec_and_test(&tsk->usage))
		free_task(tsk);
}
EXPORT_SYMBOL_GPL(put_handoff_task_struct);

/**
 * __put_task_struct - the last reference to a task is gone
 * @tsk: the task
 *
 * The count has reached zero. It starts again from one, which is the
 * reference of this function while the callbacks take theirs.
 */
void __put_task_struct(struct task_struct *tsk)
{
	WARN_ON_ONCE(atomic_read(&tsk->usage) != 0);

	atomic_set(&tsk->usage, 1);
	profile_announce_task(tsk);
	put_handoff_task_struct(tsk);
}
EXPORT_SYMBOL_GPL(__put_task_struct);

void __init task_cache_init(void)
{
	task_cachep = kmem_cache_create("task_struct", sizeof(struct task_struct),
					__alignof__(struct task_struct),
					SLAB_PANIC, NULL);
}
