/** Every use of a head, through wrappers, and every place of a callback's blocks. */
import { expect, test } from "vitest";
import { referencesAt } from "../../server/src/features/references";
import { analyse } from "../support/analyse";
import { pointAt } from "../support/cursor";
import { NAVIGATION_TREE, shown } from "./navigation";

const analysed = analyse(NAVIGATION_TREE);

async function referencesOf(
  file: string,
  at: string,
  withDeclarations: boolean,
): Promise<string[] | undefined> {
  const places = referencesAt(await analysed, pointAt(NAVIGATION_TREE, file, at), withDeclarations);
  return places?.map((place) => shown(NAVIGATION_TREE, place));
}

test("a head: where it is declared, what is put on it through wrappers, who walks it", async () => {
  expect(await referencesOf("kernel/power.c", "HEAD(power|_chain)", true)).toEqual([
    "include/power.h:1 power_chain",
    "kernel/power.c:3 power_chain",
    "drivers/late.c:24 blocking_notifier_chain_register",
    "drivers/late.c:25 blocking_notifier_chain_register",
    "drivers/late.c:30 blocking_notifier_chain_unregister",
    "drivers/late.c:31 blocking_notifier_chain_unregister",
    "kernel/power.c:7 blocking_notifier_call_chain_robust",
    "kernel/power.c:14 blocking_notifier_call_chain",
  ]);
  expect(await referencesOf("mm/memory.c", "_chain_register(&memory|_chain", false)).toEqual([
    "mm/memory.c:10 blocking_notifier_call_chain",
    "mm/memory.c:15 memory_notify",
    "mm/memory.c:20 memory_notify",
    "mm/slab.c:15 register_memory",
    "mm/tags.c:23 register_memory",
  ]);
});

test("a callback: its block, and where that is put on a chain and taken off", async () => {
  const places = [
    "drivers/taker.c:21 taker_nb",
    "drivers/taker.c:27 register_task_free",
    "drivers/taker.c:32 unregister_task_free",
  ];
  expect(await referencesOf("drivers/taker.c", "static int taker|_free(", false)).toEqual(places);
  expect(await referencesOf("drivers/taker.c", ".notifier_call = taker|_free", true)).toEqual([
    "drivers/taker.c:3 taker_free",
    ...places,
  ]);
});

test.each([
  { file: "drivers/taker.c", at: "notifier_block taker|_nb = {" },
  { file: "mm/memory.c", at: "int ret = memory|_notify(" },
  { file: "mm/slab.c", at: "return register|_memory(" },
  { file: "drivers/taker.c", at: "static void re|ap(void)" },
  { file: "mm/slab.c", at: ": NOTIFY|_BAD" },
])("nothing at $at", async ({ file, at }) => {
  expect(await referencesOf(file, at, true)).toBeUndefined();
});
