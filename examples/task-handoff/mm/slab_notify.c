// SPDX-License-Identifier: MIT
/*
 * Object caches and memory hotplug: a range can only go if no cache has an
 * object in it that must stay where it is.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/memory.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/numa.h>

#include "objcache.h"

static LIST_HEAD(objcaches);
static DEFINE_MUTEX(objcache_mutex);
static int leaving_nid = NUMA_NO_NODE;

/* False while the memory of a node is being emptied. */
bool objcache_may_use(int nid)
{
	return ACCESS_ONCE(leaving_nid) != nid;
}

void objcache_add(struct objcache *cache)
{
	mutex_lock(&objcache_mutex);
	list_add_tail(&cache->link, &objcaches);
	mutex_unlock(&objcache_mutex);
}

static void objcache_drop_node(int nid)
{
	struct objcache *cache;

	mutex_lock(&objcache_mutex);
	list_for_each_entry(cache, &objcaches, link)
		cache->drop_node(cache, nid);
	mutex_unlock(&objcache_mutex);
}

static int objcache_add_node(int nid)
{
	struct objcache *cache;
	int err = 0;

	mutex_lock(&objcache_mutex);
	list_for_each_entry(cache, &objcaches, link) {
		err = cache->add_node(cache, nid);
		if (err)
			break;
	}
	mutex_unlock(&objcache_mutex);

	return err;
}

static int objcache_going_offline(const struct memory_notify *range)
{
	struct objcache *cache;
	int ret = NOTIFY_OK;

	leaving_nid = range->nid;

	mutex_lock(&objcache_mutex);
	list_for_each_entry(cache, &objcaches, link) {
		if (cache->frozen) {
			ret = NOTIFY_BAD;
			break;
		}
		if (!cache->evacuate(cache, range->start_pfn, range->nr_pages)) {
			ret = notifier_from_errno(-EBUSY);
			break;
		}
	}
	mutex_unlock(&objcache_mutex);

	return ret;
}

static int objcache_memory_event(struct notifier_block *nb, unsigned long event, void *data)
{
	const struct memory_notify *range = data;

	switch (event) {
	case MEM_GOING_ONLINE:
		return notifier_from_errno(objcache_add_node(range->nid));
	case MEM_GOING_OFFLINE:
		return objcache_going_offline(range);
	case MEM_CANCEL_ONLINE:
		objcache_drop_node(range->nid);
		break;
	case MEM_OFFLINE:
		objcache_drop_node(range->nid);
		leaving_nid = NUMA_NO_NODE;
		break;
	case MEM_CANCEL_OFFLINE:
		leaving_nid = NUMA_NO_NODE;
		break;
	}

	return NOTIFY_OK;
}

static struct notifier_block objcache_memory_nb = {
	.notifier_call = objcache_memory_event,
};

static int __init objcache_notify_init(void)
{
	return register_memory_notifier(&objcache_memory_nb);
}
subsys_initcall(objcache_notify_init);
