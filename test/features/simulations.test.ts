/** What can be simulated from where, and the scenario it makes. */
import { expect, test } from "vitest";
import { scenarioOf, simulationsAt } from "../../server/src/features/simulations";
import { simulate } from "../../server/src/simulator";
import { analyse } from "../support/analyse";
import { pointAt } from "../support/cursor";
import { TREE } from "./tree";

const analysed = analyse(TREE);
const FREE = "kernel/profile.c:task_free_notifier";
const MEMORY = "mm/memory.c:memory_chain";

test.each([
  { file: "kernel/profile.c", at: "HEAD(task_free|_notifier)", found: [[FREE, null]] },
  { file: "mm/memory.c", at: "blocking_notifier_call|_chain(", found: [[MEMORY, null]] },
  { file: "drivers/taker.c", at: ".notifier_call = taker|_free", found: [[FREE, "taker_free"]] },
  { file: "mm/tags.c", at: "if (!tags_alloc(da|ta))", found: [[MEMORY, "tags_event"]] },
  { file: "drivers/taker.c", at: "static void re|ap(void)", found: [] },
])("at $at in $file", async ({ file, at, found }) => {
  const choices = simulationsAt(await analysed, pointAt(TREE, file, at));
  expect(choices.map(({ simulation }) => [simulation.chain, simulation.callback])).toEqual(found);
});

test("the chain as it ordinarily runs, and with the answer of one callback that ends the walk", async () => {
  const context = await analyse(new Map([...TREE].filter(([file]) => file !== "mm/slab.c")));
  const run = (callback: string | null) => {
    const named = scenarioOf(context, { chain: MEMORY, callback });
    if (!named) throw new Error("no scenario");
    const simulation = simulate(named.scenario);
    if (!simulation.ok) throw new Error("not simulated");
    const online = simulation.answer.steps.find((s) => s.op === "call" && s.event === "GOING_ONLINE");
    return { title: named.title, assumptions: named.assumptions, online };
  };
  const ordinary = run(null);
  expect(ordinary.title).toBe("memory_chain");
  const shown = run("tags_event");
  expect(shown.title).toBe("tags_event on memory_chain");
  expect(shown.assumptions[0]).toBe(
    "tags_event can answer -ENOMEM or NOTIFY_OK to GOING_ONLINE: -ENOMEM is shown, because it ends the walk.",
  );
  const answered = (step: typeof shown.online): unknown =>
    step && "visited" in step ? step.visited.find((v) => v.callback === "tags_event")?.returned : null;
  expect(answered(ordinary.online)).toBe(1);
  expect(answered(shown.online)).toBe(-12);
});

test("a chain that is not in the tree has no scenario", async () => {
  expect(scenarioOf(await analysed, { chain: "kernel/none.c:none", callback: null })).toBeNull();
});
