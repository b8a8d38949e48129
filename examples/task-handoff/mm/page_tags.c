// SPDX-License-Identifier: MIT
/*
 * One byte of debugging tag for every page of a node, allocated when the
 * memory arrives and dropped when it has left. A node comes and goes as a
 * whole, in one range.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/memory.h>
#include <linux/nodemask.h>
#include <linux/notifier.h>
#include <linux/vmalloc.h>

static u8 *page_tags[MAX_NUMNODES];

static void page_tags_drop(int nid)
{
	vfree(page_tags[nid]);
	page_tags[nid] = NULL;
}

/*
 * Without its tags the memory must not come online, hence the error. But a
 * bare errno is no answer a chain understands: every small negative number
 * has the stop bit set, so nobody behind this callback is asked, and
 * notifier_to_errno() then makes success of it.
 */
static int page_tags_event(struct notifier_block *nb, unsigned long event, void *data)
{
	const struct memory_notify *range = data;

	switch (event) {
	case MEM_GOING_ONLINE:
		page_tags[range->nid] = vzalloc(range->nr_pages);
		if (!page_tags[range->nid])
			return -ENOMEM;
		break;
	case MEM_CANCEL_ONLINE:
	case MEM_OFFLINE:
		page_tags_drop(range->nid);
		break;
	}

	return NOTIFY_OK;
}

static struct notifier_block page_tags_nb = {
	.notifier_call	= page_tags_event,
	.priority	= 5,
};

static int __init page_tags_init(void)
{
	return register_memory_notifier(&page_tags_nb);
}
subsys_initcall(page_tags_init);
