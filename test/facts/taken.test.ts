/** What callbacks do to the object behind `data`, path by path: the heuristics of handoff, held to kernel style. */
import { describe, it } from "vitest";
import { checkFacts } from "./checkFacts";

/** A callback `on_free` with this body, its endings as expected, and other code around it. */
function checkTaken(expected: string, body: string, around: { before?: string; after?: string } = {}) {
  return checkFacts(
    "taken",
    `#include <linux/notifier.h>
${around.before ?? ""}
static int on_free(struct notifier_block *nb, unsigned long event, void *data)
//         ^^^^^^^ fact[taken]: ${expected}
{
	struct task_struct *task = data;
${body}
}
${around.after ?? ""}
`,
  );
}

const REAPER = `
static void reap(void)
{
	struct task_struct *task, *next;

	list_for_each_entry_safe(task, next, &dead, node)
		free_task(task);
}`;

describe("an object is taken", () => {
  it.each<[string, string, string]>([
    ["by being freed", "default: frees with NOTIFY_OK", "	free_task(task);\n	return NOTIFY_OK;"],
    [
      "by kfree() under the parameter's own name",
      "default: frees with NOTIFY_OK",
      "	kfree(data);\n	return NOTIFY_OK;",
    ],
    ["by being put", "default: frees with NOTIFY_OK", "	put_task_struct(task);\n	return NOTIFY_OK;"],
    [
      "by a list",
      "default: keeps with NOTIFY_OK",
      "	list_add_tail(&task->node, &dead);\n	return NOTIFY_OK;",
    ],
    [
      "by a work queue",
      "default: keeps with NOTIFY_OK",
      "	queue_work(wq, &task->work);\n	return NOTIFY_OK;",
    ],
    ["by a global", "default: keeps with NOTIFY_OK", "	last_task = task;\n	return NOTIFY_OK;"],
    [
      "by a member of something else",
      "default: keeps with NOTIFY_OK",
      "	state.last = data;\n	return NOTIFY_OK;",
    ],
    ["by an array", "default: keeps with NOTIFY_OK", "	slots[0] = task;\n	return NOTIFY_OK;"],
    ["by a reference", "default: reference with NOTIFY_OK", "	get_task_struct(task);\n	return NOTIFY_OK;"],
    ["by _hold()", "default: reference with NOTIFY_OK", "	dev_hold(data);\n	return NOTIFY_OK;"],
    [
      "by kref_get() of a member",
      "default: reference with NOTIFY_OK",
      "	kref_get(&task->ref);\n	return NOTIFY_OK;",
    ],
    [
      "under an alias by container_of()",
      "default: frees with NOTIFY_OK",
      "	struct job *job = container_of(task, struct job, task);\n\n	kfree(job);\n	return NOTIFY_OK;",
    ],
    [
      "under a second name",
      "default: frees with NOTIFY_OK",
      "	struct task_struct *other;\n\n	other = (struct task_struct *)task;\n	free_task(other);\n	return NOTIFY_OK;",
    ],
  ])("%s", (_, expected, body) => checkTaken(expected, body));

  it("and freed later in the file: then it is not kept for ever", () =>
    checkTaken("default: frees with NOTIFY_OK", "	list_add(&task->node, &dead);\n	return NOTIFY_OK;", {
      after: REAPER,
    }));

  it("and something of another type is freed later: it is kept", () =>
    checkTaken("default: keeps with NOTIFY_OK", "	list_add(&task->node, &dead);\n	return NOTIFY_OK;", {
      after: "static void drop(struct page *page)\n{\n	free_page(page);\n}",
    }));
});

describe("path by path", () => {
  it.each<[string, string, string]>([
    [
      "on one side of a branch",
      "default: keeps with NOTIFY_OK, no with NOTIFY_DONE",
      "	if (!enabled)\n		return NOTIFY_DONE;\n	list_add(&task->node, &dead);\n	return NOTIFY_OK;",
    ],
    [
      "for one event",
      "EXIT: frees with NOTIFY_OK | default: no with NOTIFY_OK",
      "	if (event == EXIT)\n		free_task(task);\n	return NOTIFY_OK;",
    ],
    [
      "with the same value either way",
      "default: no with NOTIFY_OK, frees with NOTIFY_OK",
      "	if (enabled)\n		free_task(task);\n	return NOTIFY_OK;",
    ],
    [
      "got and put again: nothing",
      "default: no with NOTIFY_OK",
      "	get_task_struct(task);\n	put_task_struct(task);\n	return NOTIFY_OK;",
    ],
    [
      "got, put where it fails",
      "default: no with NOTIFY_DONE, reference with NOTIFY_OK",
      "	get_task_struct(task);\n	if (full) {\n		put_task_struct(task);\n		return NOTIFY_DONE;\n	}\n	return NOTIFY_OK;",
    ],
  ])("%s", (_, expected, body) => checkTaken(expected, body));
});

describe("an object is not taken", () => {
  it.each<[string, string]>([
    ["by being looked at", "	return task->pid == 1 ? NOTIFY_OK : NOTIFY_OK;"],
    ["by being printed", '	pr_info("%p %d", task, task->pid);\n	return NOTIFY_OK;'],
    ["by being written to", "	task->seen = 1;\n	return NOTIFY_OK;"],
    [
      "by being put into a local",
      "	struct task_struct *other = task;\n\n	other->seen = 1;\n	return NOTIFY_OK;",
    ],
    ["by handing on one of its values", "	account(task->pid);\n	return NOTIFY_OK;"],
    ["by its locks", "	task_lock(task);\n	task_unlock(task);\n	return NOTIFY_OK;"],
    ["by an accessor that is named like a reference", "	dev_get_drvdata(data);\n	return NOTIFY_OK;"],
    ["by pointing into itself", "	task->self = task;\n	return NOTIFY_OK;"],
    ["by freeing something else", "	kfree(cache);\n	return NOTIFY_OK;"],
    ["by freeing what it points to", "	kfree(task->comm);\n	return NOTIFY_OK;"],
    ["by freeing what it leads to", "	struct job *job = task->job;\n\n	kfree(job);\n	return NOTIFY_OK;"],
    [
      "by being tested",
      "	if (is_global_init(task) || task_is_dead(task))\n		seen++;\n	return NOTIFY_OK;",
    ],
  ])("%s", (_, body) => checkTaken("default: no with NOTIFY_OK", body));
});

describe("helpers", () => {
  it("of the same file that take it", () =>
    checkTaken("default: keeps with NOTIFY_OK, no with NOTIFY_DONE", "	return take(task);", {
      before: `static int take(struct task_struct *t)
{
	if (!enabled)
		return NOTIFY_DONE;
	list_add(&t->node, &dead);
	return NOTIFY_OK;
}`,
    }));

  it("of the same file, the object second and the event with it", () =>
    checkTaken(
      "EXIT: frees with NOTIFY_OK | default: no with NOTIFY_OK",
      "	handle(event, task);\n	return NOTIFY_OK;",
      {
        before: `static void handle(unsigned long what, struct task_struct *t)
{
	if (what == EXIT)
		free_task(t);
}`,
      },
    ));

  it("of the same file that only look", () =>
    checkTaken("default: no with NOTIFY_OK", "	peek(task);\n	return NOTIFY_OK;", {
      before: "static void peek(struct task_struct *t)\n{\n	seen += t->pid;\n}",
    }));

  it("of another file: it is not known", () =>
    checkTaken("default: unknown with NOTIFY_OK", "	somewhere_else(task);\n	return NOTIFY_OK;"));
});
