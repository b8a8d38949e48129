/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_OPROFILE_TASK_H
#define _LINUX_OPROFILE_TASK_H

#include <linux/types.h>

struct task_struct;

/*
 * Gives a dead task to the profiler, from atomic context. True if the task is
 * the profiler's now, to be freed by it; false if it does not want the task.
 * A direct call cannot reach into a module: CONFIG_OPROFILE is y or n.
 */
#ifdef CONFIG_OPROFILE
bool oprofile_take_task(struct task_struct *task);
#else
static inline bool oprofile_take_task(struct task_struct *task)
{
	return false;
}
#endif

#endif /* _LINUX_OPROFILE_TASK_H */
