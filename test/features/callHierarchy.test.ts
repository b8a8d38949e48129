/** Who calls whom through a chain, as it reads in an editor's view. */
import { expect, test } from "vitest";
import {
  type Call,
  hierarchyAt,
  incomingCalls,
  outgoingCalls,
} from "../../server/src/features/callHierarchy";
import { analyse } from "../support/analyse";
import { pointAt } from "../support/cursor";
import { NAVIGATION_TREE } from "./navigation";

const analysed = analyse(NAVIGATION_TREE);

const lineOf = ({ item, places }: Call): string =>
  `${item.name} [${item.detail}] at ${places.map((p) => p.line).join(", ")}`;

async function checkHierarchy(
  { file, at }: { file: string; at: string },
  wanted: { items: string[]; incoming: string[] | null; outgoing: string[] | null },
): Promise<void> {
  const context = await analysed;
  const items = hierarchyAt(context, pointAt(NAVIGATION_TREE, file, at));
  const [item] = items;
  expect(items.map(({ name, detail, place }) => `${place.file}:${place.line} ${name} [${detail}]`)).toEqual(
    wanted.items,
  );
  if (!item) return;
  expect(incomingCalls(context, item.key)?.map(lineOf) ?? null).toEqual(wanted.incoming);
  expect(outgoingCalls(context, item.key)?.map(lineOf) ?? null).toEqual(wanted.outgoing);
}

test("a callback is called by the functions that walk its chain", () =>
  checkHierarchy(
    { file: "drivers/late.c", at: "static int late|_event(" },
    {
      items: ["drivers/late.c:3 late_event [2nd of 2 on power_chain]"],
      incoming: [
        "power_prepare [walks power_chain for POWER_PREPARE, POWER_POST] at 7",
        "power_told [walks power_chain for POWER_POST] at 14",
      ],
      outgoing: [],
    },
  ));

test("a walk calls the callbacks in order, and undoes; who calls it is known where that was looked for", () =>
  checkHierarchy(
    { file: "kernel/power.c", at: "int power|_prepare(void)" },
    {
      items: ["kernel/power.c:5 power_prepare [walks power_chain for POWER_PREPARE, POWER_POST]"],
      incoming: ["power_sleep [] at 20"],
      outgoing: [
        "early_event [1st of 2 on power_chain, NOTIFY_OK to POWER_PREPARE, undone with POWER_POST] at 7",
        "late_event [2nd of 2 on power_chain, NOTIFY_DONE to POWER_PREPARE, undone with POWER_POST] at 7",
      ],
    },
  ));

test("a wrapper has callers with their events", () =>
  checkHierarchy(
    { file: "mm/memory.c", at: "int ret = memory|_notify(" },
    {
      items: ["mm/memory.c:8 memory_notify [walks memory_chain]"],
      incoming: ["go_online [walks memory_chain for GOING_ONLINE, ONLINE] at 15, 20"],
      outgoing: [
        "slab_event [1st or 2nd of 2 on memory_chain] at 10",
        "tags_event [1st or 2nd of 2 on memory_chain] at 10",
      ],
    },
  ));

test("a head, and the call of a primitive, are the chain itself", async () => {
  const wanted = {
    items: ["kernel/profile.c:1 task_free_notifier [atomic chain, 2 callbacks]"],
    incoming: ["handoff_task [walks task_free_notifier for 0] at 15"],
    outgoing: [
      "taker_free [1st or 2nd of 2 on task_free_notifier] at 1",
      "watcher_free [1st or 2nd of 2 on task_free_notifier] at 1",
    ],
  };
  await checkHierarchy({ file: "kernel/profile.c", at: "HEAD(task_free|_notifier)" }, wanted);
  await checkHierarchy({ file: "kernel/profile.c", at: "atomic_notifier_call|_chain(" }, wanted);
});

test("a function that calls wrappers leads to them", () =>
  checkHierarchy(
    { file: "kernel/fork.c", at: "!handoff|_task(" },
    {
      items: ["kernel/profile.c:13 handoff_task [walks task_free_notifier for 0]"],
      incoming: ["put_task [] at 5"],
      outgoing: [
        "taker_free [1st or 2nd of 2 on task_free_notifier, NOTIFY_OK to 0] at 15",
        "watcher_free [1st or 2nd of 2 on task_free_notifier, NOTIFY_DONE to 0] at 15",
      ],
    },
  ));

test.each([
  { file: "drivers/taker.c", at: "static void re|ap(void)" },
  { file: "drivers/taker.c", at: "notifier_block taker|_nb = {" },
  { file: "mm/slab.c", at: "return register|_memory(" },
  { file: "mm/slab.c", at: ": NOTIFY|_BAD" },
  { file: "kernel/power.c", at: "\tother|_work();" },
  { file: "mm/memory.c", at: "val, void |*v)" },
])("no item at $at", async (where) => {
  await checkHierarchy(where, { items: [], incoming: null, outgoing: null });
});

test("what is not there any more is no item", async () => {
  const context = await analysed;
  expect(incomingCalls(context, { kind: "chain", id: "kernel/none.c:none" })).toBeNull();
  expect(outgoingCalls(context, { kind: "function", file: "mm/slab.c", name: "none" })).toBeNull();
});
