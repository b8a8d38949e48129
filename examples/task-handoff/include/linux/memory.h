/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MEMORY_H
#define _LINUX_MEMORY_H

struct notifier_block;

/*
 * The GOING_ events ask, the others tell. Who cannot live with a GOING_ event
 * vetoes it, and everybody then hears the CANCEL_ event of the same pair.
 */
#define MEM_GOING_ONLINE	0x01
#define MEM_CANCEL_ONLINE	0x02
#define MEM_ONLINE		0x04
#define MEM_GOING_OFFLINE	0x08
#define MEM_CANCEL_OFFLINE	0x10
#define MEM_OFFLINE		0x20

struct memory_notify {
	unsigned long start_pfn;
	unsigned long nr_pages;
	int nid;
};

int register_memory_notifier(struct notifier_block *nb);
void unregister_memory_notifier(struct notifier_block *nb);
int memory_notify(unsigned long event, struct memory_notify *range);

int memory_range_online(unsigned long start_pfn, unsigned long nr_pages, int nid);
int memory_range_offline(unsigned long start_pfn, unsigned long nr_pages, int nid);

#endif /* _LINUX_MEMORY_H */
