/** A small tree for the features: a claim, a veto by errno, a chain per object, and what cannot be told. */
import { parseFixture } from "../support/fixture";

export const TREE = parseFixture(`
//- /kernel/profile.c
static ATOMIC_NOTIFIER_HEAD(task_free_notifier);

int register_task_free(struct notifier_block *nb)
{
	return atomic_notifier_chain_register(&task_free_notifier, nb);
}

int unregister_task_free(struct notifier_block *nb)
{
	return atomic_notifier_chain_unregister(&task_free_notifier, nb);
}

bool handoff_task(struct task_struct *task)
{
	int ret = atomic_notifier_call_chain(&task_free_notifier, 0, task);

	return ret == NOTIFY_OK;
}
//- /kernel/fork.c
#include <linux/profile.h>

void put_task(struct task_struct *tsk)
{
	if (!handoff_task(tsk))
		free_task(tsk);
}
//- /drivers/taker.c
#include <linux/notifier.h>

static int taker_free(struct notifier_block *self, unsigned long event, void *data)
{
	struct task_struct *task = data;

	list_add(&task->tasks, &dead_tasks);
	return NOTIFY_OK;
}

static void reap(void)
{
	struct task_struct *task, *next;

	list_for_each_entry_safe(task, next, &dead_tasks, tasks) {
		list_del(&task->tasks);
		free_task(task);
	}
}

static struct notifier_block taker_nb = {
	.notifier_call = taker_free,
};

int taker_start(void)
{
	return register_task_free(&taker_nb);
}

void taker_stop(void)
{
	unregister_task_free(&taker_nb);
	reap();
}
//- /drivers/watcher.c
#include <linux/notifier.h>

static int watcher_free(struct notifier_block *nb, unsigned long event, void *data)
{
	seen++;
	return NOTIFY_DONE;
}

static struct notifier_block nb = {
	.notifier_call = watcher_free,
};

int watcher_start(void)
{
	return register_task_free(&nb);
}
//- /mm/memory.c
static BLOCKING_NOTIFIER_HEAD(memory_chain);

int register_memory(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&memory_chain, nb);
}

static int memory_notify(unsigned long val, void *v)
{
	return blocking_notifier_call_chain(&memory_chain, val, v);
}

int go_online(void *arg)
{
	int ret = memory_notify(GOING_ONLINE, arg);

	ret = notifier_to_errno(ret);
	if (ret)
		return ret;
	memory_notify(ONLINE, arg);
	return 0;
}
//- /mm/tags.c
#include <linux/notifier.h>

static int tags_event(struct notifier_block *nb, unsigned long action, void *data)
{
	switch (action) {
	case GOING_ONLINE:
		if (!tags_alloc(data))
			return -ENOMEM;
		break;
	case OFFLINE:
		return other_file(data);
	}
	return NOTIFY_OK;
}

static struct notifier_block tags_nb = {
	.notifier_call = tags_event,
	.priority = TAGS_PRIORITY,
};

static int __init tags_init(void)
{
	return register_memory(&tags_nb);
}
//- /mm/slab.c
#include <linux/notifier.h>

static int slab_event(struct notifier_block *nb, unsigned long action, void *data)
{
	return action == GOING_ONLINE ? notifier_from_errno(-EBUSY) : NOTIFY_BAD;
}

static struct notifier_block slab_nb = {
	.notifier_call = slab_event,
	.priority = 1,
};

static int __init slab_init(void)
{
	return register_memory(&slab_nb);
}
//- /drivers/bus.c
#include <linux/notifier.h>

struct bus {
	struct srcu_notifier_head listeners;
};

struct client {
	struct notifier_block nb;
};

int bus_tell(struct bus *bus)
{
	return srcu_notifier_call_chain(&bus->listeners, BUS_RESET, bus);
}

static int client_event(struct notifier_block *block, unsigned long event, void *data)
{
	return NOTIFY_STOP;
}

int client_add(struct bus *bus, struct client *client)
{
	client->nb.notifier_call = client_event;
	return srcu_notifier_chain_register(&bus->listeners, &client->nb);
}
//- /drivers/lost.c
#include <linux/notifier.h>

static int lost_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}

static struct notifier_block lost_nb = {
	.notifier_call = lost_event,
};

int lost_init(void)
{
	return elsewhere_register(&lost_nb);
}
`).files;
