/** What hovers say of events, and what the simulator says of a chain as the code stands. */
import { expect, test } from "vitest";
import { hoverAt, judgedHover } from "../../server/src/features/hover";
import { verdictText } from "../../server/src/features/verdict";
import { runRules } from "../../server/src/rules";
import { analyse } from "../support/analyse";
import { pointAt } from "../support/cursor";
import { TREE } from "./tree";

const analysed = analyse(TREE);
const at = ({ file, line }: { file: string; line: number }): string => `${file}:${line}`;

const chained = (id: string, answers: readonly string[], caller: string): ReadonlyMap<string, string> =>
  new Map([
    [
      "k.c",
      `static BLOCKING_NOTIFIER_HEAD(k_chain);
${answers
  .map(
    (answer, i) => `static int k${i}(struct notifier_block *nb, unsigned long event, void *data)
{
	${answer}
}
static struct notifier_block nb${i} = { .notifier_call = k${i}, .priority = ${9 - i} };`,
  )
  .join("\n")}
int k_init(void)
{
${answers.map((_, i) => `	blocking_notifier_chain_register(&k_chain, &nb${i});`).join("\n")}
	return 0;
}
int ${id}(struct task_struct *data)
{
	int ret = blocking_notifier_call_chain(&k_chain, GO, data);
	${caller}
	return 0;
}
`,
    ],
  ]);

const FREES = "if (ret != NOTIFY_OK) free_task(data);";

test.each([
  [
    ["return NOTIFY_OK;"],
    FREES,
    null,
    "**Simulated:** `NOTIFY_OK` by `k0()` is read as taken although nobody took the task: it leaks.",
  ],
  [["return NOTIFY_DONE;"], FREES, null, "**Simulated:** the task is freed once, by `free_task()`."],
  [
    ["if (event == GO) return NOTIFY_BAD; return NOTIFY_OK;", "return NOTIFY_OK;", "return NOTIFY_OK;"],
    "return notifier_to_errno(ret);",
    null,
    "**Simulated:** `k0()` ends the walk of `GO` with `NOTIFY_BAD`; `k1()` and 1 more are not called.",
  ],
  [
    ["if (x) return NOTIFY_BAD; return NOTIFY_OK;", "return NOTIFY_OK;"],
    "return notifier_to_errno(ret);",
    "k0",
    "**Simulated:** `k0()` ends the walk of `GO` with `NOTIFY_BAD`; `k1()` is not called.",
  ],
  [["return NOTIFY_OK;"], "return notifier_to_errno(ret);", null, ""],
])("of %j and a caller that says %s", async (answers, caller, callback, verdict) => {
  const context = await analyse(chained("tell", answers, caller));
  const [chain] = context.model.chains;
  if (!chain) throw new Error("no chain");
  expect(verdictText(context, chain, callback)).toBe(verdict);
});

async function shownAt(file: string, marked: string): Promise<string | null> {
  const context = await analysed;
  const hover = hoverAt(context, pointAt(TREE, file, marked), at);
  const findings = runRules(context).filter((finding) => finding.file === file);
  return hover && judgedHover(context, hover, findings, ({ chain }) => `[Run](${chain})`);
}

test("a callback's hover has the verdict, the link and the findings before the details", async () => {
  const [short, details] =
    (await shownAt("drivers/taker.c", "static int taker|_free("))?.split("\n\n---\n\n") ?? [];
  expect(short).toContain("\n\n**Simulated:** ");
  expect(short).toContain(" [Run](kernel/profile.c:task_free_notifier)");
  expect(details).toContain("| callback |");
  const head = await shownAt("kernel/profile.c", "HEAD(task_free|_notifier)");
  expect(head).toContain("[Run](kernel/profile.c:task_free_notifier)");
});

test.each([
  { file: "mm/tags.c", marked: "case GOING|_ONLINE:" },
  { file: "mm/memory.c", marked: "memory_notify(GOING|_ONLINE, arg)" },
  { file: "mm/slab.c", marked: "action == GOING|_ONLINE" },
])("the event at $marked", async ({ file, marked }) => {
  const shown = await shownAt(file, marked);
  expect(shown).toContain(
    "`GOING_ONLINE`: an event of the blocking chain `memory_chain` (mm/memory.c:1), announced by `go_online()` mm/memory.c:15; 2 of 2 callbacks name it.",
  );
  expect(shown).toContain("It announces what is going to happen. `ONLINE` tells that it has happened.");
  expect(shown).toContain("| `tags_event()` mm/tags.c:3 | `-ENOMEM` or `NOTIFY_OK` |");
  expect(shown).toContain("`notifier_to_errno()`");
});

test("an event that closes another says so", async () => {
  expect(await shownAt("mm/memory.c", "memory_notify(ONL|INE, arg)")).toContain(
    "It tells how `GOING_ONLINE` ended: it has happened.",
  );
});

test.each([
  { file: "mm/tags.c", marked: ".priority = TAGS|_PRIORITY" },
  { file: "drivers/taker.c", marked: "list_add(&task->tasks, &dead|_tasks)" },
])("$marked is no event", async ({ file, marked }) => {
  expect(await shownAt(file, marked)).toBeNull();
});
