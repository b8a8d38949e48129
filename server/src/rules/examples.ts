/**
 * The common part of the handoff rules' examples: a chain in the manner of Linux 3.4's task_free_notifier, told in this
 * project's own words. Texts only.
 */

/** The chain, its wrapper and the caller that frees what nobody claims. */
export const HANDOFF_CHAIN = `//- /kernel/profile.c
static ATOMIC_NOTIFIER_HEAD(task_free_notifier);

int task_handoff_register(struct notifier_block *nb)
{
	return atomic_notifier_chain_register(&task_free_notifier, nb);
}

int task_handoff_unregister(struct notifier_block *nb)
{
	return atomic_notifier_chain_unregister(&task_free_notifier, nb);
}

void put_task(struct task_struct *task)
{
	int ret = atomic_notifier_call_chain(&task_free_notifier, 0, task);

	if (ret == NOTIFY_OK)
		return;

	free_task(task);
}
`;

/** A callback that takes the task: it parks it on a list and frees it later. What it returns is the question. */
export const takerThatReturns = (answer: string): string => `//- /drivers/profiler.c
static LIST_HEAD(parked);

static int profiler_task_free(struct notifier_block *nb, unsigned long event, void *data)
{
	struct task_struct *task = data;

	list_add(&task->tasks, &parked);
	return ${answer};
}

static struct notifier_block profiler_nb = {
	.notifier_call = profiler_task_free,
};

static void profiler_sync(void)
{
	struct task_struct *task, *next;

	list_for_each_entry_safe(task, next, &parked, tasks)
		free_task(task);
}

int profiler_start(void)
{
	return task_handoff_register(&profiler_nb);
}

void profiler_stop(void)
{
	task_handoff_unregister(&profiler_nb);
}
`;

/** One that says what it has done. */
export const TAKER = takerThatReturns("NOTIFY_OK");

/** A callback that only watches; what it returns is the question. */
export function watcher(answer: string, more = ""): string {
  return `//- /drivers/watcher.c
static int watcher_task_free(struct notifier_block *nb, unsigned long event, void *data)
{
	struct task_struct *task = data;

	if (task == watched)
		watched = NULL;

	return ${answer};
}

static struct notifier_block watcher_nb = {
	.notifier_call = watcher_task_free,${more}
};

int watcher_start(void)
{
	return task_handoff_register(&watcher_nb);
}
`;
}

/** Where the semantics of a handoff come from. */
export const HANDOFF_REFERENCES =
  "linux-kernel, April 2012, “v3.4-rc2 out-of-memory problems”: `profile_handoff_task()`, oprofile and Android's " +
  "lowmemorykiller; the staging driver was then taken off the chain. A walk returns the value of the last callback " +
  "called: `notifier_call_chain()` in `kernel/notifier.c`.";

/** A chain in the manner of memory hotplug: its caller decodes the result into an errno. */
const VETO_CHAIN = `//- /drivers/base/memory.c
static BLOCKING_NOTIFIER_HEAD(memory_chain);

int register_memory_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&memory_chain, nb);
}

int memory_online(struct memory_notify *range)
{
	int ret = blocking_notifier_call_chain(&memory_chain, MEM_GOING_ONLINE, range);

	return notifier_to_errno(ret);
}
`;

/** A callback of {@link VETO_CHAIN} that fails in some way. */
export const pageTags = (answer: string): string => `${VETO_CHAIN}//- /mm/page_tags.c
static int page_tags_event(struct notifier_block *nb, unsigned long event, void *data)
{
	struct memory_notify *range = data;

	if (event != MEM_GOING_ONLINE)
		return NOTIFY_DONE;

	tags = vzalloc(range->nr_pages);
	if (!tags)
		return ${answer};

	return NOTIFY_OK;
}

static struct notifier_block page_tags_nb = {
	.notifier_call = page_tags_event,
};

static int __init page_tags_init(void)
{
	return register_memory_notifier(&page_tags_nb);
}
`;
