/* SPDX-License-Identifier: MIT */
#ifndef OPROFILE_BUFFER_SYNC_H
#define OPROFILE_BUFFER_SYNC_H

int sync_start(void);
void sync_stop(void);
void sync_buffer(int cpu);

/* Attributes the samples of one CPU; lives with the CPU buffers. */
void drain_cpu_buffer(int cpu);

#endif /* OPROFILE_BUFFER_SYNC_H */
