/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_PROFILE_H
#define _LINUX_PROFILE_H

struct notifier_block;
struct task_struct;

/*
 * A callback that wants to keep the task takes a reference on task->usage and
 * drops it with put_handoff_task_struct() when it is done. Any number of them
 * may do so. What a callback returns has no meaning.
 */
int register_task_ref_notifier(struct notifier_block *nb);
int unregister_task_ref_notifier(struct notifier_block *nb);

void profile_announce_task(struct task_struct *task);

/*
 * Not put_task_struct(): that one would announce the same task again when the
 * last reference goes.
 */
void put_handoff_task_struct(struct task_struct *task);

#endif /* _LINUX_PROFILE_H */
