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
 * __put_task_struct - the last reference to a task is gone
 * @tsk: the task
 *
 * If nobody takes the task it is freed here. If somebody does, touching it
 * after the handoff would be a use after free.
 */
void __put_task_struct(struct task_struct *tsk)
{
	WARN_ON_ONCE(atomic_read(&tsk->usage) != 0);

	if (!profile_pass_on_task(tsk))
		free_task(tsk);
}
EXPORT_SYMBOL_GPL(__put_task_struct);

void __init task_cache_init(void)
{
	task_cachep = kmem_cache_create("task_struct", sizeof(struct task_struct),
					__alignof__(struct task_struct),
					SLAB_PANIC, NULL);
}
