/** What the panel shows for a state, and what each action makes of it. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { comparisonRows } from "../../client/src/webview/logic/comparison";
import { type Action, reduce } from "../../client/src/webview/logic/reduce";
import { openScenario, runScenario } from "../../client/src/webview/logic/scenario";
import { chainOrigin, freshState, isChanged, type PanelState } from "../../client/src/webview/logic/state";
import { copiedText, savedScenario } from "../../client/src/webview/logic/text";
import { whatCanGoWrong } from "../../client/src/webview/logic/wrong";
import { comparisonText } from "../../server/src/report/comparison";
import { simulationText } from "../../server/src/report/simulation";
import { readScenario } from "../../server/src/scenario/readScenario";
import { type Answer, compare, simulate } from "../../server/src/simulator";
import { acted, chainOfFiles, exampleChain, fileState, handoffState, seen } from "./shown";

const OPROFILE = "oprofile_task_free";
const LOWMEM = "lowmem_task_free";
const STATS = "task_stats_notify";
const off = (callback: string): Action => ({ type: "on", callback, on: false });

/** What the simulator itself says of what a state stands for. */
function simulated(state: PanelState) {
  const simulation = simulate(runScenario(state));
  if (!simulation.ok) throw new Error(JSON.stringify(simulation.mistakes));
  return simulation.answer;
}

describe("the chain of 2012", () => {
  test("opens with the double free, told by who took the task and who hid it", async () => {
    const view = seen(await handoffState());
    expect(view.verdict).toMatchObject({ kind: "double-free", tone: "bad", headline: "Double free" });
    expect(view.verdict?.sentence).toContain(`${OPROFILE}() took the task_struct`);
    expect(view.verdict?.sentence).toContain(`${STATS}() was called last and returned NOTIFY_DONE`);
    expect(view.cards.map(({ name, did, tookIt }) => [name, tookIt, did.join(", ")])).toEqual([
      [OPROFILE, true, "returned NOTIFY_OK (0x0001), took the task_struct"],
      [LOWMEM, false, "returned NOTIFY_OK (0x0001)"],
      [STATS, false, "returned NOTIFY_DONE (0x0000)"],
    ]);
    expect(view.conclusion).toContain("so it frees it");
  });

  const cases: readonly (readonly [string, readonly Action[], string])[] = [
    ["without the observer", [off(STATS)], "ok"],
    ["two claims, nobody took it", [off(STATS), off(OPROFILE)], "leak"],
    ["the observer only", [off(LOWMEM), off(OPROFILE)], "ok"],
    ["or-ed results", [{ type: "policy", policy: "or" }], "ok"],
    [
      "or-ed, two takers",
      [
        { type: "policy", policy: "or" },
        { type: "taking", callback: LOWMEM, taking: "frees" },
      ],
      "double-free",
    ],
    ["reference counts", [{ type: "protocol", protocol: "refcount" }], "ok"],
    ["the observer claims", [{ type: "value", callback: STATS, value: "NOTIFY_OK" }], "ok"],
    ["the taker stops", [{ type: "value", callback: OPROFILE, value: "NOTIFY_STOP" }], "double-free"],
    [
      "the taker stops, the caller tests the bit",
      [
        { type: "taking", callback: OPROFILE, taking: "frees" },
        { type: "value", callback: OPROFILE, value: "NOTIFY_STOP" },
        { type: "claim", claim: "& NOTIFY_OK" },
      ],
      "ok",
    ],
    ["the taker is last", [{ type: "move", callback: OPROFILE, to: 2 }], "ok"],
    ["the taker has the lowest priority", [{ type: "priority", callback: OPROFILE, priority: -200 }], "ok"],
    ["taken for good", [{ type: "taking", callback: OPROFILE, taking: "keeps" }], "dangling"],
  ];

  test.each(cases)("%s", async (_, actions, kind) => {
    const state = acted(await handoffState(), ...actions);
    expect(seen(state).verdict?.kind).toBe(kind);
    const { outcome, dangling = [] } = simulated(state).handoff ?? {};
    expect(kind).toBe(outcome === "ok" && dangling.length > 0 ? "dangling" : outcome);
  });

  test("a callback that is moved keeps its priority where the order of registration is enough", async () => {
    const start = await handoffState();
    const cards = (state: PanelState) => seen(state).cards.map(({ name, priority }) => [name, priority]);
    const second = acted(start, { type: "move", callback: OPROFILE, to: 1 });
    expect(cards(second)).toEqual([
      [LOWMEM, 0],
      [OPROFILE, 0],
      [STATS, -100],
    ]);
    const last = acted(second, { type: "move", callback: OPROFILE, to: 2 });
    expect(cards(last)).toEqual([
      [LOWMEM, 0],
      [STATS, -100],
      [OPROFILE, -100],
    ]);
    expect(simulated(last).steps.at(-1)).toMatchObject({
      visited: [{ callback: LOWMEM }, { callback: STATS }, { callback: OPROFILE }],
    });
    expect(acted(start, { type: "move", callback: "nobody", to: 0 })).toEqual(start);
  });

  test("step by step: where the walk is, what has happened, what has not", async () => {
    const at = async (position: number) => seen(acted(await handoffState(), { type: "position", position }));
    expect((await at(0)).cards.map(({ phase }) => phase)).toEqual(["waiting", "waiting", "waiting"]);
    expect((await at(0)).moments[0]?.sentence).toBe(
      "The caller walks task_free_notifier with event 0 and hands out one task_struct. 3 callbacks are on the chain.",
    );
    const second = await at(2);
    expect(second.cards.map(({ phase }) => phase)).toEqual(["called", "at", "waiting"]);
    expect(second.cards[2]?.did).toEqual([]);
    const beyond = await at(99);
    expect(beyond.moment).toBe(4);
    expect(beyond.cards.map(({ phase }) => phase)).toEqual(["called", "called", "called"]);
  });

  test("the comparison is the simulator's, and changes with every change", async () => {
    const outcomes = (state: PanelState) => {
      const { comparison, comparedCall } = seen(state);
      return comparison === null
        ? []
        : comparisonRows(comparison, comparedCall).map((row) => [row.policy, row.claim, row.outcome]);
    };
    const start = await handoffState();
    expect(seen(start).comparison).toEqual(
      (({ comparison }) => comparison)(compare(runScenario(start)) as { comparison: unknown }),
    );
    expect(outcomes(start)).toContainEqual(["last", "== NOTIFY_OK", "double free"]);
    expect(outcomes(acted(start, off(OPROFILE), off(STATS)))).toContainEqual([
      "last",
      "== NOTIFY_OK",
      "leak",
    ]);
  });

  test("what can go wrong names the leak without the others, and loads it", async () => {
    const state = await handoffState();
    const wrong = whatCanGoWrong(state);
    expect(wrong?.outcomes.map(({ key }) => key)).toEqual(["outcome double-free"]);
    expect(wrong?.fewer.map(({ key, tone, title }) => [key, tone, title])).toEqual([
      ["fewer leak", "bad", `Leak, without ${OPROFILE}() and ${STATS}()`],
      ["fewer ok", "good", `Freed once, without ${OPROFILE}()`],
    ]);
    const [leak] = wrong?.fewer ?? [];
    const loaded = acted(state, {
      type: "witness",
      title: "x",
      scenario: leak?.scenario ?? runScenario(state),
    });
    expect(seen(loaded).verdict?.kind).toBe("leak");
    expect(
      seen(loaded)
        .cards.filter(({ on }) => on)
        .map(({ name }) => name),
    ).toEqual([LOWMEM]);
    expect(seen(loaded).cards.map(({ name }) => name)).toEqual([OPROFILE, LOWMEM, STATS]);
    expect(seen(reduce(loaded, { type: "reset" }))).toEqual(seen(state));
  });

  test("each finding's witness shows its harm in the cards", async () => {
    const state = await handoffState();
    const findings = seen(state).findings;
    expect(findings.map(({ rule }) => rule).sort()).toEqual([
      "masked-claim",
      "multiple-claimants",
      "phantom-claim",
    ]);
    for (const { rule, witness } of findings) {
      const scenario = readScenario(witness);
      if (!scenario.ok) throw new Error(`${rule}: ${JSON.stringify(scenario.mistakes)}`);
      const loaded = acted(state, { type: "witness", title: rule, scenario: scenario.scenario });
      // The story of a callback that leaves the chain is no single walk: it is shown on its own.
      expect(loaded.home).toBe(rule === "multiple-claimants" ? state.origin : null);
      const shown = seen(loaded);
      const told = simulate(scenario.scenario);
      expect(told.ok && told.answer.handoff?.outcome, rule).toBe(shown.verdict?.kind);
      expect(shown.verdict?.tone, rule).toBe("bad");
    }
  });
});

describe("a chain of vetoes", () => {
  const memory = async (callback?: string) =>
    freshState(chainOrigin(await exampleChain("drivers/base/memory.c:memory_chain", callback)));

  test("offers the values of the code first, and begins with an event at which there is something to see", async () => {
    const view = seen(await memory());
    expect(["MEM_GOING_ONLINE", "MEM_GOING_OFFLINE"]).toContain(view.call);
    const state = acted(await memory(), { type: "call", key: "MEM_GOING_OFFLINE" });
    const slab = seen(state).cards.find(({ name }) => name === "objcache_memory_event");
    expect(slab?.values[0]?.groups[0]).toEqual({
      label: "The code can return",
      options: ["NOTIFY_OK", "notifier_from_errno(-EBUSY)", "NOTIFY_BAD"].map((value) => ({
        value,
        label: value,
      })),
    });
  });

  test("a raw errno is a lost error, a wrapped one a veto", async () => {
    const online = acted(await memory(), { type: "call", key: "MEM_GOING_ONLINE" });
    const set = (value: string) =>
      seen(acted(online, { type: "value", callback: "page_tags_event", value })).verdict;
    expect(set("-ENOMEM")).toMatchObject({ kind: "lost-error", tone: "bad" });
    expect(set("notifier_from_errno(-ENOMEM)")).toMatchObject({ kind: "veto", tone: "note" });
    expect(set("NOTIFY_OK")).toMatchObject({ kind: "told", tone: "good" });
    expect(set("22")).toMatchObject({ kind: "lost-error" });
    expect(set("notifier_from_errno(-ENOMEM)")?.notes).toEqual(["Never told: objcache_memory_event()."]);
  });

  test("the callback that is asked about is shown with the answer that ends the walk", async () => {
    const view = seen(await memory("objcache_memory_event"));
    expect(view.cards.find(({ name }) => name === "objcache_memory_event")?.ended).toBe(true);
  });

  test("what to know: who can end the walk with what, and in one sentence who may not be told", async () => {
    const state = acted(await memory(), { type: "call", key: "MEM_GOING_ONLINE" });
    const wrong = whatCanGoWrong(state);
    expect(wrong?.outcomes.map(({ key }) => key)).toEqual([
      "outcome stopped",
      "outcome vetoed",
      "outcome completed",
    ]);
    expect(wrong?.toKnow.map(({ key, title }) => [key, title])).toEqual([
      [
        "stopped-with-success page_tags_event MEM_GOING_ONLINE",
        "Cut short, and success reported: page_tags_event()",
      ],
      ["result -12", "Ended with -ENOMEM, read as success"],
      ["result 32791", "Ended with notifier_from_errno(-EINVAL), read as -EINVAL"],
      ["untold", "1 callback may not be told"],
    ]);
    for (const { key, scenario } of wrong?.toKnow ?? []) {
      const loaded = acted(state, { type: "witness", title: key, scenario });
      expect(loaded.home, key).toBeNull();
      expect(seen(loaded).verdict?.kind, key).toBe(key === "result 32791" ? "veto" : "lost-error");
    }
  });

  test("what the code can return and nobody can tell is said, with the reason", async () => {
    const state = acted(await memory(), { type: "call", key: "MEM_GOING_ONLINE" });
    const slab = seen(state).cards.find(({ name }) => name === "objcache_memory_event");
    expect(slab?.unknown.join(" ")).toContain("notifier_from_errno(...)");
  });
});

describe("scenario files", () => {
  const names = readdirSync(path.join(import.meta.dirname, "../../examples/scenarios"))
    .filter((name) => name.endsWith(".notifier.json"))
    .map((name) => name.replace(".notifier.json", ""));

  test.each(names)("%s is shown as the simulator runs it", (name) => {
    const state = fileState(name);
    const view = seen(state);
    const written = simulate(state.origin.scenario);
    if (!written.ok) throw new Error(JSON.stringify(written.mistakes));
    expect(view.mistakes).toEqual([]);
    const walks = (answer: Answer) => answer.steps.filter((step) => "visited" in step);
    expect(walks(simulated(state))).toEqual(walks(written.answer));
    expect(simulated(state).handoff).toEqual(written.answer.handoff);
    expect(view.verdict).not.toBeNull();
  });

  test.each([
    ["robust-rolled-back-and-succeeded", "rolled-back"],
    ["lost-behind-a-cycle", "endless"],
    ["two-takers", "double-free"],
    ["leak", "leak"],
    ["raw-errno", "lost-error"],
    ["veto", "veto"],
    ["empty-chain", "nobody"],
    ["stop", "stopped"],
  ])("%s: %s", (name, kind) => {
    const state = fileState(name);
    const kinds = seen(state).calls.map(({ key }) => seen(acted(state, { type: "call", key })).verdict?.kind);
    expect(kinds).toContain(kind);
  });

  test("what a callback answers in the walk that undoes can be changed", () => {
    const state = fileState("robust-rollback");
    const [first] = seen(state).cards;
    const [up, down] = first?.values ?? [];
    expect([up?.event, down?.event]).toEqual(["PM_SUSPEND_PREPARE", "PM_POST_SUSPEND"]);
    const set: Action = {
      type: "value",
      callback: first?.name ?? "",
      event: "PM_POST_SUSPEND",
      value: "NOTIFY_BAD",
    };
    const step = simulated(acted(state, set)).steps.at(-1);
    expect(step).toMatchObject({ rolledBack: true, rollbackStoppedBy: first?.name });
    expect(seen(acted(state, set)).cards[0]?.values.map(({ value }) => value)).toEqual([
      up?.value,
      "NOTIFY_BAD",
    ]);
  });

  test("callbacks told of a first event and never how it ended are named", () => {
    expect(seen(fileState("never-cancelled")).verdict?.notes.join(" ")).toContain("never how it ended");
  });

  test("an order that the program fixes cannot be moved, but values can be changed", () => {
    const state = fileState("registered-twice-4.19");
    expect(seen(state).isMovable).toBe(false);
    const [first] = state.origin.scenario.callbacks;
    expect(acted(state, { type: "move", callback: first?.name ?? "", to: 1 })).toEqual(state);
    const changed = acted(state, { type: "kernel", kernel: "6.1" });
    expect(seen(changed).verdict?.kind).not.toBe(seen(state).verdict?.kind);
  });
});

test("a witness of another shape is shown on its own, and reset goes back to the code", async () => {
  const state = await handoffState();
  const away = acted(state, {
    type: "witness",
    title: "ring",
    scenario: fileState("lost-behind-a-cycle").origin.scenario,
  });
  expect(seen(away)).toMatchObject({ isAway: true, loaded: "ring" });
  expect(seen(reduce(away, { type: "reset" }))).toEqual(seen(state));
});

test("a state survives the editor's store", async () => {
  const state = acted(
    await handoffState(),
    off(STATS),
    { type: "move", callback: OPROFILE, to: 1 },
    { type: "position", position: 1 },
  );
  expect(seen(JSON.parse(JSON.stringify(state)))).toEqual(seen(state));
});

test("another reading of the code keeps what the person changed of callbacks that are still there", async () => {
  const state = acted(await handoffState(), off(STATS), {
    type: "value",
    callback: LOWMEM,
    value: "NOTIFY_DONE",
  });
  const { origin } = await handoffState();
  const gone = new Set([LOWMEM]);
  const scenario = {
    ...origin.scenario,
    callbacks: origin.scenario.callbacks.filter(({ name }) => !gone.has(name)),
  };
  const program = scenario.program?.filter((one) => !("register" in one && gone.has(one.register))) ?? [];
  const again = acted(state, {
    type: "load",
    keep: true,
    origin: { ...origin, scenario: { ...scenario, program } },
  });
  expect(again.changes.off).toEqual([STATS]);
  expect(again.changes.values).toEqual({});
  expect(seen(again).verdict?.kind).toBe("ok");
  expect(isChanged(acted(state, { type: "load", keep: false, origin }).changes)).toBe(false);
});

test("the copied text is the report's own", async () => {
  const state = await handoffState();
  const text = copiedText(state);
  const scenario = runScenario(state);
  const compared = compare(scenario);
  const answer = simulated(state);
  expect(text).toContain(
    simulationText({ scenario, answer, assumptions: state.origin.assumptions }).trimEnd(),
  );
  expect(compared.ok && text.includes(comparisonText(scenario, compared.comparison))).toBe(true);
  const changed = copiedText(acted(state, off(STATS)));
  expect(changed).toContain("What if changed in the panel:");
  expect(changed).toContain("outcome: double-free -> ok");
  expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
});

test("a saved scenario is a document that reads and runs as it is shown", async () => {
  const state = acted(await handoffState(), off(STATS));
  const { name, text } = savedScenario(state);
  expect(name).toBe("task_free_notifier.notifier.json");
  const read = readScenario(text);
  if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
  const replay = simulate(read.scenario);
  expect(replay.ok && replay.answer.handoff?.outcome).toBe("ok");
});

test("with everything open, a value set by hand beyond the code's is kept and the others stay open", async () => {
  const chain = await chainOfFiles(
    new Map([
      [
        "mm/memory.c",
        `#include <linux/notifier.h>
static BLOCKING_NOTIFIER_HEAD(chain);
int add(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&chain, nb);
}
int go(void *arg)
{
	return notifier_to_errno(blocking_notifier_call_chain(&chain, GOING, arg));
}
static int one_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return data ? NOTIFY_OK : NOTIFY_BAD;
}
static struct notifier_block one = { .notifier_call = one_event };
static int two_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return data ? NOTIFY_OK : NOTIFY_BAD;
}
static struct notifier_block two = { .notifier_call = two_event };
int start(void)
{
	return add(&one) + add(&two);
}
`,
      ],
    ]),
    "mm/memory.c:chain",
  );
  const state = freshState(chainOrigin(chain));
  const returns = (one: PanelState) => openScenario(one).callbacks.map((callback) => callback.returns);
  const both = { GOING: ["NOTIFY_OK", "NOTIFY_BAD"] };
  expect(returns(state)).toEqual([both, both]);
  expect(returns(acted(state, { type: "value", callback: "one_event", value: "NOTIFY_BAD" }))).toEqual([
    both,
    both,
  ]);
  const set = acted(state, { type: "value", callback: "one_event", value: "-EINVAL" });
  expect(returns(set)).toEqual([{ GOING: "-EINVAL" }, both]);
  expect(whatCanGoWrong(set)?.outcomes.map(({ key }) => key)).toContain("outcome stopped");
});
