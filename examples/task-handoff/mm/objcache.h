/* SPDX-License-Identifier: MIT */
#ifndef MM_OBJCACHE_H
#define MM_OBJCACHE_H

#include <linux/list.h>
#include <linux/types.h>

/**
 * struct objcache - a cache of equal objects
 * @link: place in the list of all caches
 * @frozen: objects may not be moved at all, whatever the reason
 * @add_node: prepare for objects on a new node, 0 or -errno
 * @drop_node: undo @add_node, harmless where there was none
 * @evacuate: move every object out of a range, false if one is pinned
 */
struct objcache {
	struct list_head link;
	bool frozen;
	int (*add_node)(struct objcache *cache, int nid);
	void (*drop_node)(struct objcache *cache, int nid);
	bool (*evacuate)(struct objcache *cache, unsigned long pfn, unsigned long nr);
};

void objcache_add(struct objcache *cache);
bool objcache_may_use(int nid);

#endif /* MM_OBJCACHE_H */
