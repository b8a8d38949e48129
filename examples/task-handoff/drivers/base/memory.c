// SPDX-License-Identifier: MIT
/*
 * Takes ranges of memory in and out of service. Every subsystem is asked
 * first and may say no, and every subsystem hears how it ended.
 */
#include <linux/export.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/notifier.h>

#include "memory_internal.h"

/* Blocking: callbacks allocate and migrate. */
static BLOCKING_NOTIFIER_HEAD(memory_chain);
static DEFINE_MUTEX(memory_range_mutex);

int register_memory_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&memory_chain, nb);
}
EXPORT_SYMBOL_GPL(register_memory_notifier);

void unregister_memory_notifier(struct notifier_block *nb)
{
	blocking_notifier_chain_unregister(&memory_chain, nb);
}
EXPORT_SYMBOL_GPL(unregister_memory_notifier);

/* Hands the answer of the walk on as it is: the caller converts it. */
int memory_notify(unsigned long event, struct memory_notify *range)
{
	return blocking_notifier_call_chain(&memory_chain, event, range);
}

int memory_range_online(unsigned long start_pfn, unsigned long nr_pages, int nid)
{
	struct memory_notify range = {
		.start_pfn	= start_pfn,
		.nr_pages	= nr_pages,
		.nid		= nid,
	};
	int err;

	mutex_lock(&memory_range_mutex);
	err = notifier_to_errno(memory_notify(MEM_GOING_ONLINE, &range));
	if (!err)
		err = memory_range_populate(&range);

	if (err)
		memory_notify(MEM_CANCEL_ONLINE, &range);
	else
		memory_notify(MEM_ONLINE, &range);
	mutex_unlock(&memory_range_mutex);

	return err;
}
EXPORT_SYMBOL_GPL(memory_range_online);

int memory_range_offline(unsigned long start_pfn, unsigned long nr_pages, int nid)
{
	struct memory_notify range = {
		.start_pfn	= start_pfn,
		.nr_pages	= nr_pages,
		.nid		= nid,
	};
	int ret, err;

	mutex_lock(&memory_range_mutex);
	ret = memory_notify(MEM_GOING_OFFLINE, &range);
	err = notifier_to_errno(ret);
	if (err)
		goto cancel;

	err = memory_range_migrate(&range);
	if (err)
		goto cancel;

	memory_notify(MEM_OFFLINE, &range);
	mutex_unlock(&memory_range_mutex);
	return 0;

cancel:
	/* Also those who never heard the question, after the veto, hear this. */
	memory_notify(MEM_CANCEL_OFFLINE, &range);
	mutex_unlock(&memory_range_mutex);
	return err;
}
EXPORT_SYMBOL_GPL(memory_range_offline);
