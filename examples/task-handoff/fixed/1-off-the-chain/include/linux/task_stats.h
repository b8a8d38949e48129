/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_TASK_STATS_H
#define _LINUX_TASK_STATS_H

/* Counts one more freed task; from any context. */
void task_stats_count(void);

#endif /* _LINUX_TASK_STATS_H */
