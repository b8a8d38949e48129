/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_PROFILE_H
#define _LINUX_PROFILE_H

#include <linux/types.h>

struct notifier_block;
struct task_struct;

/*
 * For the one who takes dead tasks, and for nobody else: a callback takes the
 * task and answers NOTIFY_OK, always. Who only wants to know that a task is
 * gone does not belong here.
 */
int register_task_taker(struct notifier_block *nb);
int unregister_task_taker(struct notifier_block *nb);

/* True if @task has been taken. */
bool profile_offer_task(struct task_struct *task);

#endif /* _LINUX_PROFILE_H */
