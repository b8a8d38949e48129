/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_PROFILE_H
#define _LINUX_PROFILE_H

#include <linux/types.h>

struct notifier_block;
struct task_struct;

/*
 * Called with a task nobody refers to any more, from atomic context.
 *
 * A callback that wants to keep the task for a while answers NOTIFY_OK and
 * frees it with free_task() when it is done. Every other answer leaves the
 * task with the caller, who frees it on the spot.
 */
int register_task_free_notifier(struct notifier_block *nb);
int unregister_task_free_notifier(struct notifier_block *nb);

/* True if somebody has taken @task and will free it. */
bool profile_handoff_task(struct task_struct *task);

#endif /* _LINUX_PROFILE_H */
