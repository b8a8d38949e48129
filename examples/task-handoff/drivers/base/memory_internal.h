/* SPDX-License-Identifier: MIT */
#ifndef DRIVERS_BASE_MEMORY_INTERNAL_H
#define DRIVERS_BASE_MEMORY_INTERNAL_H

struct memory_notify;

/* The work between the question and the answer; each returns 0 or -errno. */
int memory_range_populate(const struct memory_notify *range);
int memory_range_migrate(const struct memory_notify *range);

#endif /* DRIVERS_BASE_MEMORY_INTERNAL_H */
