/** What a hover says, word for word in its short part: kernel developers will hold it to that. */
import { expect, test } from "vitest";
import { hoverAt } from "../../server/src/features/hover";
import { analyse } from "../support/analyse";
import { pointAt } from "../support/cursor";
import { TREE } from "./tree";

const analysed = analyse(TREE);

/** The hover at the mark `|`: the paragraphs above the rule, the text below it. */
async function hoverOf(file: string, marked: string): Promise<{ short: string[]; details: string } | null> {
  const place = ({ file: f, line }: { file: string; line: number }): string => `${f}:${line}`;
  const hover = hoverAt(await analysed, pointAt(TREE, file, marked), place);
  if (!hover) return null;
  const [short = "", ...details] = hover.markdown.split("\n\n---\n\n");
  return { short: short.split("\n\n"), details: details.join("\n\n---\n\n") };
}

interface Case {
  readonly file: string;
  readonly at: string;
  readonly short: readonly string[];
  readonly details?: readonly string[];
}

const CLAIM =
  "**Claim:** `put_task()` (kernel/fork.c:5) calls `free_task()` on the `task_struct` unless `result == NOTIFY_OK`.";
const VETO =
  "**Veto by errno:** `go_online()` (mm/memory.c:18) reads the result with `notifier_to_errno()` and gives up on an error.";

const CASES: readonly Case[] = [
  {
    file: "drivers/taker.c",
    at: "static int taker|_free(",
    short: [
      "`taker_free()` is called 1st or 2nd of 2 on the atomic chain `task_free_notifier` (priority 0).",
      "Returns `NOTIFY_OK`. It takes the `task_struct` when it returns `NOTIFY_OK`.",
      CLAIM,
    ],
    details: [
      "| 1 | **`taker_free()`** | 0 | `NOTIFY_OK` |\n| 2 | `watcher_free()` | 0 | `NOTIFY_DONE` |",
      "Equal priorities are called in the order in which they were registered.",
      "Block `taker_nb`: `register_task_free()` in `taker_start()` drivers/taker.c:27; taken off by `unregister_task_free()` in `taker_stop()` drivers/taker.c:32.",
      "- `put_task()` kernel/fork.c:5: tests `== NOTIFY_OK`",
    ],
  },
  {
    file: "mm/slab.c",
    at: ".notifier_call = slab|_event",
    short: [
      "`slab_event()` is called 1st or 2nd of 2 on the blocking chain `memory_chain` (priority 1).",
      "Returns `notifier_from_errno(-EBUSY)` for `GOING_ONLINE`; otherwise `NOTIFY_BAD`.",
      VETO,
    ],
    details: [
      "| `GOING_ONLINE` | `notifier_from_errno(-EBUSY)` | reads it with `notifier_to_errno()`",
      "| `ONLINE` | `NOTIFY_BAD` | ignores the result |",
      "| any other | `NOTIFY_BAD` |  |",
    ],
  },
  {
    file: "mm/tags.c",
    at: "static int |tags_event(",
    short: [
      "`tags_event()` is called 1st or 2nd of 2 on the blocking chain `memory_chain` (priority TAGS_PRIORITY, a number that is not known here).",
      "Returns `-ENOMEM` or `NOTIFY_OK` for `GOING_ONLINE`; `?` for `OFFLINE`; otherwise `NOTIFY_OK`.",
      VETO,
    ],
    details: ["Line 11 is not fully known: the result of other_file(), whose definition was not found."],
  },
  {
    file: "drivers/taker.c",
    at: "struct notifier_block taker|_nb = {",
    short: [
      "`taker_nb` carries `taker_free()` (drivers/taker.c:3): called 1st or 2nd of 2 on the atomic chain `task_free_notifier` (priority 0).",
      "Returns `NOTIFY_OK`. It takes the `task_struct` when it returns `NOTIFY_OK`.",
      CLAIM,
    ],
  },
  {
    file: "drivers/bus.c",
    at: "client->n|b.notifier_call",
    short: [
      "`struct client.nb` carries `client_event()` (drivers/bus.c:16): the only callback on the srcu chain `struct bus.listeners`, if all are on one object (priority 0).",
      "Returns `NOTIFY_STOP`.",
      "No caller decides anything by the result; `bus_tell()` (drivers/bus.c:13) returns the result; no caller of it was found.",
    ],
  },
  {
    file: "drivers/watcher.c",
    at: "register_task|_free(&nb)",
    short: [
      "Puts `watcher_free()` (drivers/watcher.c:3, block `nb`) on the atomic chain `task_free_notifier` (kernel/profile.c:1): called 1st or 2nd of 2 (priority 0).",
    ],
    details: [CLAIM],
  },
  {
    file: "drivers/taker.c",
    at: "unregister_task|_free(&taker_nb)",
    short: [
      "Takes `taker_free()` (drivers/taker.c:3, block `taker_nb`) off the atomic chain `task_free_notifier` (kernel/profile.c:1); it waits for a grace period.",
    ],
  },
  {
    file: "kernel/profile.c",
    at: "ATOMIC_NOTIFIER_HEAD(task|_free_notifier)",
    short: [
      "`task_free_notifier`: atomic notifier chain, 2 callbacks; callbacks run inside `rcu_read_lock()` and must not sleep.",
      CLAIM,
    ],
    details: [
      "| 2 | `watcher_free()` drivers/watcher.c:3 | 0 | `NOTIFY_DONE` |",
      "Walked by `handoff_task()`",
    ],
  },
  {
    file: "drivers/bus.c",
    at: "struct srcu_notifier_head listen|ers",
    short: [
      "`struct bus.listeners`: the head of one chain per object, srcu notifier chain, 1 callback; callbacks may sleep; a walk holds an SRCU read lock.",
      "No caller decides anything by the result; `bus_tell()` (drivers/bus.c:13) returns the result; no caller of it was found.",
    ],
  },
  {
    file: "drivers/bus.c",
    at: "srcu_notifier_call_chain(&bus->listen|ers",
    short: [
      "`struct bus.listeners`: the head of one chain per object, srcu notifier chain, 1 callback; callbacks may sleep; a walk holds an SRCU read lock.",
      "No caller decides anything by the result; `bus_tell()` (drivers/bus.c:13) returns the result; no caller of it was found.",
    ],
  },
  {
    file: "kernel/profile.c",
    at: "atomic_notifier_call|_chain(",
    short: [
      "Tells 2 callbacks of the atomic chain `task_free_notifier` (kernel/profile.c:1).",
      "What becomes of the result:\n- `put_task()` kernel/fork.c:5: tests `== NOTIFY_OK`",
    ],
  },
  {
    file: "kernel/fork.c",
    at: "handoff|_task(tsk)",
    short: [
      "`handoff_task()` tells 2 callbacks of the atomic chain `task_free_notifier` (kernel/profile.c:1).",
      "What becomes of the result:\n- `put_task()` kernel/fork.c:5: tests `== NOTIFY_OK`",
    ],
  },
  {
    file: "mm/memory.c",
    at: "memory|_notify(GOING_ONLINE",
    short: [
      "`memory_notify()` tells `GOING_ONLINE` to 2 callbacks of the blocking chain `memory_chain` (mm/memory.c:1).",
      "What becomes of the result:\n- `go_online()` mm/memory.c:18 for `GOING_ONLINE`: reads it with `notifier_to_errno()` and tests `!= 0`",
    ],
    details: ["`tags_event()` mm/tags.c:3 | TAGS_PRIORITY | `-ENOMEM` or `NOTIFY_OK` |"],
  },
  {
    file: "drivers/taker.c",
    at: "return NOTIFY|_OK",
    short: [
      "`NOTIFY_OK (0x0001)`: the event suits this callback. The walk goes on; `notifier_to_errno()` makes 0 of it.",
      "`taker_free()` returns `NOTIFY_OK` here for every event, having taken the `task_struct`.",
    ],
    details: [
      "- `put_task()` kernel/fork.c:5 tests `== NOTIFY_OK`: true, taken, so it does not call `free_task()`",
    ],
  },
  {
    file: "drivers/watcher.c",
    at: "return NOTIFY|_DONE",
    short: [
      "`NOTIFY_DONE (0x0000)`: the event does not concern this callback. The walk goes on; `notifier_to_errno()` makes 0 of it.",
      "`watcher_free()` returns `NOTIFY_DONE` here for every event.",
    ],
    details: [
      "- `put_task()` kernel/fork.c:5 tests `== NOTIFY_OK`: false, not taken, so it calls `free_task()`",
    ],
  },
  {
    file: "mm/tags.c",
    at: "return -ENO|MEM",
    short: [
      "`tags_event()` returns `-ENOMEM` here for `GOING_ONLINE`. Ends the walk; `notifier_to_errno()` makes 0 of it: a raw errno ends the walk and is read as success.",
    ],
    details: [
      "- `go_online()` mm/memory.c:18 reads it with `notifier_to_errno()` and tests `!= 0`: no error",
    ],
  },
  {
    file: "mm/slab.c",
    at: "notifier_from|_errno(-EBUSY)",
    short: [
      "`slab_event()` returns `notifier_from_errno(-EBUSY)` here for `GOING_ONLINE`. Ends the walk; `notifier_to_errno()` makes -16 (`-EBUSY`) of it.",
      "`slab_event()` returns `NOTIFY_BAD` here for every event it does not name. Ends the walk; `notifier_to_errno()` makes -1 (`-EPERM`) of it.",
    ],
    details: ["`!= 0`: `-EBUSY`"],
  },
  {
    file: "kernel/profile.c",
    at: "ret == NOTIFY|_OK",
    short: [
      "`NOTIFY_OK (0x0001)`: the event suits this callback. The walk goes on; `notifier_to_errno()` makes 0 of it.",
    ],
  },
  {
    file: "drivers/lost.c",
    at: "static int lost|_event(",
    short: [
      "`lost_event()` is a notifier callback; its chain is not known: its block is handed to elsewhere_register(), which nothing that was read defines.",
      "Returns `NOTIFY_OK`.",
    ],
  },
];

test.each(CASES)("$file: $at", async ({ file, at, short, details = [] }) => {
  const hover = await hoverOf(file, at);
  expect(hover?.short).toEqual(short);
  for (const detail of details) expect(hover?.details).toContain(detail);
});

test.each([
  {
    why: "a parameter hides the block of that name",
    file: "drivers/watcher.c",
    at: "struct notifier_block *n|b, unsigned",
  },
  { why: "another function", file: "drivers/taker.c", at: "static void re|ap(void)" },
  { why: "a local variable", file: "kernel/fork.c", at: "free_task(t|sk)" },
  { why: "a type", file: "drivers/taker.c", at: "static struct notifier|_block taker_nb" },
  { why: "an errno outside a callback's return", file: "mm/memory.c", at: "ret|urn 0;" },
  { why: "white space", file: "kernel/fork.c", at: "|{" },
])("nothing over $why", async ({ file, at }) => {
  expect(await hoverOf(file, at)).toBeNull();
});

test("the range of a hover is its word", async () => {
  const asked = pointAt(TREE, "mm/slab.c", "static int slab_event|(");
  const hover = hoverAt(await analysed, asked, () => "");
  expect(hover?.place).toEqual({ line: 3, column: 12, endLine: 3, endColumn: 22 });
});
