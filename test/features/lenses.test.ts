/** What stands above callbacks, heads and walks: where, and in which words. */
import { expect, test } from "vitest";
import { lensesOf, lensTitle } from "../../server/src/features/lenses";
import { runRules } from "../../server/src/rules";
import { analyse } from "../support/analyse";
import { TREE } from "./tree";

/** Line, kind and text of each lens of a file. */
async function checkLenses(
  files: ReadonlyMap<string, string>,
  file: string,
  lenses: readonly (readonly [line: number, kind: string, title: string])[],
): Promise<void> {
  const context = await analyse(files);
  const findings = runRules(context);
  const found = lensesOf(context, file).map((lens) => [
    lens.place.line,
    lens.kind,
    lensTitle(context, lens, () => findings),
  ]);
  expect(found).toEqual(lenses);
}

test.each<{ file: string; lenses: readonly (readonly [number, string, string])[] }>([
  {
    file: "kernel/profile.c",
    lenses: [
      [1, "head", "Run simulation · 2 callbacks · 1 finding"],
      [15, "walk", "Tells 2 callbacks"],
    ],
  },
  { file: "kernel/fork.c", lenses: [[5, "walk", "Tells 2 callbacks"]] },
  {
    file: "drivers/taker.c",
    lenses: [[3, "callback", "Run simulation · 1st or 2nd of 2 on task_free_notifier · takes the task"]],
  },
  {
    file: "drivers/watcher.c",
    lenses: [[3, "callback", "Run simulation · 1st or 2nd of 2 on task_free_notifier"]],
  },
  {
    file: "mm/slab.c",
    lenses: [[3, "callback", "Run simulation · 1st or 2nd of 2 on memory_chain · can veto GOING_ONLINE"]],
  },
  {
    file: "mm/tags.c",
    lenses: [[3, "callback", "Run simulation · 1st or 2nd of 2 on memory_chain"]],
  },
  {
    file: "drivers/bus.c",
    lenses: [
      [4, "head", "Run simulation · 1 callback"],
      [13, "walk", "Tells up to 1 callback"],
      [16, "callback", "Run simulation on listeners"],
    ],
  },
  {
    file: "mm/memory.c",
    lenses: [
      [1, "head", "Run simulation · 2 callbacks · 2 findings"],
      [10, "walk", "Tells 2 callbacks"],
      [15, "walk", "Tells 2 callbacks"],
      [20, "walk", "Tells 2 callbacks"],
    ],
  },
  { file: "drivers/lost.c", lenses: [] },
  { file: "not/there.c", lenses: [] },
])("lenses of $file", async ({ file, lenses }) => {
  await checkLenses(TREE, file, lenses);
});

const BOTH = `static int both_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_DONE;
}
static struct notifier_block one_nb = { .notifier_call = both_event, .priority = -5 };
static struct notifier_block two_nb = { .notifier_call = both_event };
int both_init(void)
{
	register_memory(&one_nb);
	return register_task_free(&two_nb);
}
`;

test("a callback on two chains has a lens for each, and the titles tell them apart", async () => {
  await checkLenses(new Map([...TREE, ["drivers/both.c", BOTH]]), "drivers/both.c", [
    [1, "callback", "Run simulation · 1st to 3rd of 3 on task_free_notifier"],
    [1, "callback", "Run simulation · 2nd or 3rd of 3 on memory_chain"],
  ]);
});

test.each([
  ["if (ret & NOTIFY_STOP_MASK) return -EIO;", "NOTIFY_BAD", "can veto A"],
  ["if (ret & NOTIFY_STOP_MASK) return -EIO;", "NOTIFY_OK", null],
  ["if (notifier_to_errno(ret)) return -EIO;", "notifier_from_errno(-EIO)", "can veto A"],
  ["if (notifier_to_errno(ret)) return -EIO;", "NOTIFY_STOP", null],
  ["if (ret == NOTIFY_STOP) return 1;", "NOTIFY_STOP", "can take over A"],
  ["if (ret == NOTIFY_STOP) return 1;", "NOTIFY_BAD", null],
  ["(void)ret;", "NOTIFY_BAD", "answer ignored"],
])("of a caller that says %s and the answer %s: %s", async (caller, answer, role) => {
  const file = "kernel/x.c";
  const text = `static RAW_NOTIFIER_HEAD(x_chain);
static int x_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return event == A ? ${answer} : NOTIFY_DONE;
}
static struct notifier_block x_nb = { .notifier_call = x_event };
int x_init(void)
{
	return raw_notifier_chain_register(&x_chain, &x_nb);
}
int x_tell(void)
{
	int ret = raw_notifier_call_chain(&x_chain, A, NULL);
	${caller}
	return 0;
}
`;
  const context = await analyse(new Map([[file, text]]));
  const lens = lensesOf(context, file).find(({ kind }) => kind === "callback");
  const title = lens && lensTitle(context, lens, () => []);
  const place = "Run simulation · the only callback on x_chain";
  expect(title).toBe(role === null ? place : `${place} · ${role}`);
});
