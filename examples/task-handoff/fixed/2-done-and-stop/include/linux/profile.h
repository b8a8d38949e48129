/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_PROFILE_H
#define _LINUX_PROFILE_H

#include <linux/types.h>

struct notifier_block;
struct task_struct;

/*
 * Who only looks answers NOTIFY_DONE. Who takes the task answers NOTIFY_STOP:
 * nobody else may touch a task that has an owner, let alone take it too.
 *
 * Those who look must be called before the task is taken, so a block that
 * takes tasks registers with TASK_FREE_PRIO_TAKER, and no other with less
 * than the default.
 */
#define TASK_FREE_PRIO_TAKER	(-1000)

int register_task_free_watch(struct notifier_block *nb);
int unregister_task_free_watch(struct notifier_block *nb);

/* True if somebody has taken @task and will free it. */
bool profile_pass_on_task(struct task_struct *task);

#endif /* _LINUX_PROFILE_H */
