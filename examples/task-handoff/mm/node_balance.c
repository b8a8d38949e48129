// SPDX-License-Identifier: MIT
/*
 * Keeps the share of each node in the free memory reserve in step with the
 * memory that the node really has.
 */
#include <linux/atomic.h>
#include <linux/init.h>
#include <linux/memory.h>
#include <linux/nodemask.h>
#include <linux/notifier.h>
#include <linux/swap.h>

#define NODE_RESERVE_SHIFT	7

static atomic_long_t node_pages[MAX_NUMNODES];

static void node_balance_recompute(void)
{
	unsigned long reserve = 0;
	int nid;

	for_each_online_node(nid)
		reserve += atomic_long_read(&node_pages[nid]) >> NODE_RESERVE_SHIFT;

	totalreserve_pages = reserve;
}

/*
 * Has no objection to anything, and is called first: a walk that ended at
 * NOTIFY_OK would keep the event from everybody behind this callback.
 */
static int node_balance_event(struct notifier_block *nb, unsigned long event, void *data)
{
	const struct memory_notify *range = data;

	switch (event) {
	case MEM_ONLINE:
		atomic_long_add(range->nr_pages, &node_pages[range->nid]);
		node_balance_recompute();
		break;
	case MEM_OFFLINE:
		atomic_long_sub(range->nr_pages, &node_pages[range->nid]);
		node_balance_recompute();
		break;
	}

	return NOTIFY_OK;
}

static struct notifier_block node_balance_nb = {
	.notifier_call	= node_balance_event,
	.priority	= 10,		/* others size their pools by the reserve */
};

static int __init node_balance_init(void)
{
	return register_memory_notifier(&node_balance_nb);
}
core_initcall(node_balance_init);
