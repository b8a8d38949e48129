/** Where "go to implementations" leads, and that it stays silent about everything else. */
import { expect, test } from "vitest";
import { implementationsAt } from "../../server/src/features/implementations";
import { analyse } from "../support/analyse";
import { pointAt } from "../support/cursor";
import { NAVIGATION_TREE, shown } from "./navigation";

const analysed = analyse(NAVIGATION_TREE);

const MEMORY = ["mm/slab.c:3 slab_event", "mm/tags.c:3 tags_event"];
const POWER = ["drivers/late.c:8 early_event", "drivers/late.c:3 late_event"];
const FREE = ["drivers/taker.c:3 taker_free", "drivers/watcher.c:3 watcher_free"];

test.each([
  { what: "a walk", file: "mm/memory.c", at: "return blocking_notifier_call|_chain(", found: MEMORY },
  { what: "a robust walk", file: "kernel/power.c", at: "call_chain_rob|ust(", found: POWER },
  { what: "the call of a wrapper", file: "mm/memory.c", at: "int ret = memory|_notify(", found: MEMORY },
  {
    what: "the definition of a wrapper",
    file: "mm/memory.c",
    at: "static int memory|_notify(",
    found: MEMORY,
  },
  { what: "a wrapper that decides the event", file: "kernel/fork.c", at: "!handoff|_task(", found: FREE },
  {
    what: "a walk through a member",
    file: "drivers/bus.c",
    at: "srcu_notifier_call|_chain(",
    found: ["drivers/bus.c:16 client_event"],
  },
  { what: "a head, in the order of a walk", file: "kernel/power.c", at: "HEAD(power|_chain)", found: POWER },
  { what: "a head that is used", file: "kernel/power.c", at: "call_chain(&power|_chain,", found: POWER },
  {
    what: "a registration",
    file: "mm/slab.c",
    at: "return register|_memory(",
    found: ["mm/slab.c:3 slab_event"],
  },
  {
    what: "taking off",
    file: "drivers/taker.c",
    at: "\tunregister|_task_free(",
    found: ["drivers/taker.c:3 taker_free"],
  },
])("$what: $at", async ({ file, at, found }) => {
  const places = implementationsAt(await analysed, pointAt(NAVIGATION_TREE, file, at));
  expect(places?.map((place) => shown(NAVIGATION_TREE, place))).toEqual(found);
});

test.each([
  { what: "a callback", file: "mm/slab.c", at: "static int slab|_event(" },
  { what: "a block", file: "mm/slab.c", at: "notifier_block slab|_nb = {" },
  { what: "a function that walks and does more", file: "kernel/power.c", at: "void power|_told(void)" },
  { what: "a parameter", file: "mm/memory.c", at: "val, void |*v)" },
  { what: "a value", file: "mm/slab.c", at: ": NOTIFY|_BAD" },
  { what: "any other call", file: "drivers/taker.c", at: "list|_add(&task->tasks" },
  { what: "no word", file: "mm/slab.c", at: "return action =|= GOING_ONLINE" },
])("nothing for $what", async ({ file, at }) => {
  expect(implementationsAt(await analysed, pointAt(NAVIGATION_TREE, file, at))).toBeNull();
});
