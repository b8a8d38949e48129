/**
 * Exploration by name: the rows of April 2012 over every order and every value, what stands for a value that nobody knows,
 * what somebody should be told of, and what happens at the bounds.
 */
import { describe, expect, it } from "vitest";
import {
  type Bounds,
  type Exploration,
  type ExplorationFindingKind,
  explore,
  type OutcomeName,
  type Policy,
  type Scenario,
  type ScenarioCallback,
} from "../../server/src/simulator";
import { answerTo, lastStep, onOneChain, visited } from "./support";

function explorationOf(scenario: Scenario, bounds: Partial<Bounds> = {}): Exploration {
  const simulation = explore(scenario, bounds);
  if (!simulation.ok || !simulation.answer.exploration) throw new Error(JSON.stringify(simulation));
  return simulation.answer.exploration;
}

/** Checks the numbers of an exploration, and that each witness ends as it says. */
function checkOutcomes(
  scenario: Scenario,
  expected: { readonly [Name in OutcomeName]?: string },
): Exploration {
  const exploration = explorationOf(scenario);
  expect(exploration.complete).toBe(true);
  const counts = Object.entries(exploration.outcomes).map(([name, { count }]) => [name, count]);
  expect(Object.fromEntries(counts)).toEqual(expected);
  for (const [name, { witness }] of Object.entries(exploration.outcomes))
    if (scenario.handoff) expect(answerTo(witness).handoff?.outcome).toBe(name);
  return exploration;
}

const OPROFILE: ScenarioCallback = { name: "oprofile", returns: { "*": "NOTIFY_OK" }, handoff: "frees" };
const LOWMEMORYKILLER: ScenarioCallback = { name: "lowmemorykiller", returns: { "*": "NOTIFY_OK" } };
const BYSTANDER: ScenarioCallback = { name: "bystander", returns: { "*": "NOTIFY_DONE" } };
const EITHER: ScenarioCallback = { name: "either", returns: { "*": ["NOTIFY_DONE", "NOTIFY_OK"] } };

function taskFree(callbacks: readonly ScenarioCallback[], more: Partial<Scenario> = {}): Scenario {
  return {
    schema: 1,
    kernel: "3.4",
    chain: { name: "task_free_notifier", type: "atomic" },
    callbacks,
    handoff: { object: "task_struct", claim: "== NOTIFY_OK", protocol: "claim" },
    ...more,
  };
}

describe("the bug of April 2012, in any order of registration", () => {
  it("lowmemorykiller alone leaks whatever happens, oprofile alone never", () => {
    checkOutcomes(taskFree([LOWMEMORYKILLER]), { leak: "1" });
    checkOutcomes(taskFree([OPROFILE]), { ok: "1" });
  });

  it("oprofile and somebody who does not care: half of the orders free twice", () => {
    const { outcomes } = checkOutcomes(taskFree([BYSTANDER, OPROFILE]), { ok: "1", "double-free": "1" });
    expect(outcomes["double-free"]?.witness.program).toEqual([
      { register: "oprofile" },
      { register: "bystander" },
      { call: 0 },
    ]);
  });

  it("a priority below the bystander's is enough, and one above it never is", () => {
    checkOutcomes(taskFree([OPROFILE, { ...BYSTANDER, priority: 1 }]), { ok: "1" });
    checkOutcomes(taskFree([{ ...OPROFILE, priority: 1 }, BYSTANDER]), { "double-free": "1" });
  });

  it("all three: the order alone decides between right and twice, never a leak", () => {
    const scenario = taskFree([OPROFILE, LOWMEMORYKILLER, BYSTANDER]);
    checkOutcomes(scenario, { ok: "4", "double-free": "2" });
  });

  it("somebody who may claim without taking leaks exactly where nobody takes", () => {
    checkOutcomes(taskFree([EITHER, BYSTANDER]), { ok: "3", leak: "1" });
    checkOutcomes(taskFree([EITHER, OPROFILE]), { ok: "3", "double-free": "1" });
  });

  it.each<[Policy, string, Record<string, string>]>([
    ["last", "== NOTIFY_OK", { ok: "4", "double-free": "2" }],
    ["or", "== NOTIFY_OK", { ok: "6" }],
    ["or", "& NOTIFY_OK", { ok: "6" }],
    ["stop-on-ok", "== NOTIFY_OK", { ok: "3", leak: "3" }],
  ])("policy %s with %s", (policy, claim, expected) => {
    const scenario = taskFree([OPROFILE, LOWMEMORYKILLER, BYSTANDER], { policy, handoff: { claim } });
    checkOutcomes(scenario, expected);
  });

  it("two that take free twice in every order, under every policy but stop-on-ok", () => {
    const callbacks = [OPROFILE, { ...OPROFILE, name: "second" }];
    for (const policy of ["last", "or"] as const)
      checkOutcomes(taskFree(callbacks, { policy }), { "double-free": "2" });
    checkOutcomes(taskFree(callbacks, { policy: "stop-on-ok" }), { ok: "2" });
  });

  it("reference counting is right in every order and for every value", () => {
    const callbacks = [OPROFILE, EITHER, BYSTANDER, { ...OPROFILE, name: "second" }];
    checkOutcomes(taskFree(callbacks, { handoff: { protocol: "refcount" } }), { ok: "48" });
  });

  it("the direct call is right in every order", () => {
    const handoff = { protocol: "direct" } as const;
    checkOutcomes(taskFree([EITHER, OPROFILE, BYSTANDER], { handoff }), { ok: "12" });
  });

  it("the veto: a subsystem that may refuse can leave the others untold", () => {
    const memory = ["slab", "cgroup"].map((name): ScenarioCallback => {
      return { name, returns: { MEM_GOING_OFFLINE: ["NOTIFY_OK", "NOTIFY_BAD"] } };
    });
    const chain = { name: "memory_chain", type: "blocking" } as const;
    const { findings } = checkOutcomes(
      { schema: 1, chain, callbacks: memory },
      { completed: "2", vetoed: "6" },
    );
    expect(findings.map(({ kind, callback }) => [kind, callback])).toEqual([
      ["untold", "slab"],
      ["untold", "cgroup"],
    ]);
    for (const { callback, witness } of findings)
      expect(visited(lastStep(answerTo(witness)))).not.toContain(callback);
  });
});

describe("size", () => {
  const many = (count: number, values: readonly (string | number)[]) =>
    taskFree(
      Array.from({ length: count }, (_, i) => ({ ...OPROFILE, name: `c${i}`, returns: { "*": values } })),
    );

  it("twenty callbacks with three values: the number of runs is exact", () => {
    const { runs, complete, outcomes } = explorationOf(many(20, [0, 1, "NOTIFY_BAD"]));
    expect(complete).toBe(true);
    // 20! orders of 3^20 choices.
    expect(runs).toBe(String(2432902008176640000n * 3486784401n));
    const sum = Object.values(outcomes).reduce((total, { count }) => total + BigInt(count ?? 0), 0n);
    expect(String(sum)).toBe(runs);
  });

  it("a thousand callbacks are complete, and their witnesses do what they witness", () => {
    const scenario = many(1000, [0, 1, "NOTIFY_BAD"]);
    const { complete, outcomes, runs } = explorationOf(scenario);
    expect(complete).toBe(true);
    const sum = Object.values(outcomes).reduce((total, { count }) => total + BigInt(count ?? 0), 0n);
    expect(String(sum)).toBe(runs);
    for (const [name, { witness }] of Object.entries(outcomes))
      expect(answerTo(witness).handoff?.outcome).toBe(name);
  });

  it("callbacks that all differ are counted one by one", () => {
    const lists = Array.from({ length: 60 }, (_, i) => [
      "NOTIFY_BAD",
      ...Array.from({ length: 1 + i }, (_, value) => value * 2),
    ]);
    const callbacks = lists.map((values, i) => ({ name: `c${i}`, returns: { "*": values } }));
    const chain = { name: "chain", type: "raw" } as const;
    const { outcomes, runs } = explorationOf({ schema: 1, chain, callbacks });
    const sum = Object.values(outcomes).reduce((total, { count }) => total + BigInt(count ?? 0), 0n);
    expect(String(sum)).toBe(runs);
  });
});

describe("values that nobody knows", () => {
  it("stand for a few that behave in every way, and the answer says which", () => {
    const { assumed, calls, runs } = explorationOf(
      onOneChain([{ name: "A", returns: { "*": "?" } }], [{ register: "A" }, { call: 1 }]),
    );
    expect(runs).toBe("6");
    expect(assumed).toEqual([
      { spelling: "?", values: ["NOTIFY_DONE", "NOTIFY_OK", "NOTIFY_STOP", "NOTIFY_BAD", "-EINVAL", "22"] },
    ]);
    expect(calls[0]?.results.map(({ result, errno }) => [result, errno])).toEqual([
      [0, 0],
      [1, 0],
      [0x8001, 0],
      [0x8002, -1],
      [-22, 0],
      [22, -21],
    ]);
  });

  it.each<[string, readonly string[]]>([
    ["notifier_from_errno(...)", ["notifier_from_errno(-EINVAL)"]],
    [
      "NOTIFY_STOP_MASK|?",
      ["NOTIFY_STOP_MASK", "NOTIFY_STOP", "NOTIFY_BAD", "-EINVAL", "notifier_from_errno(-21)"],
    ],
  ])("%s", (spelling, values) => {
    const scenario = onOneChain(
      [{ name: "A", returns: { "*": spelling } }],
      [{ register: "A" }, { call: 1 }],
    );
    const told = explorationOf(scenario).assumed?.[0]?.values.map((value) => value.replace("-EISDIR", "-21"));
    expect(told).toEqual(values);
  });

  it("include the values that the caller or the callback looks for", () => {
    const callbacks: ScenarioCallback[] = [
      { name: "A", returns: { "*": "?" }, handoff: "frees", takes: [77] },
    ];
    const { assumed, outcomes } = explorationOf(taskFree(callbacks, { handoff: { claim: "== 55" } }));
    expect(assumed?.[0]?.values.slice(-2)).toEqual(["55", "77"]);
    expect(Object.keys(outcomes)).toEqual(["ok", "leak", "double-free"]);
  });
});

/** Checks the findings of one kind, as "callback event". */
function checkFindings(scenario: Scenario, kind: ExplorationFindingKind, expected: readonly string[]): void {
  const found = explorationOf(scenario).findings.filter((finding) => finding.kind === kind);
  expect(found.map(({ callback, event }) => `${callback} ${event}`)).toEqual(expected);
}

describe("findings", () => {
  const two = (first: string | number, second: string | number): ScenarioCallback[] => [
    { name: "A", returns: { UP: first, "*": 0 } },
    { name: "B", returns: { UP: 0, DOWN: second, "*": 0 } },
    { name: "C", returns: { UP: "NOTIFY_BAD", "*": 0 } },
  ];
  const program = (call: object) =>
    [{ register: "A" }, { register: "B" }, { register: "C" }, call] as Scenario["program"];
  const scenario = (callbacks: ScenarioCallback[], call: object): Scenario =>
    onOneChain(callbacks, program(call) ?? []);

  it("a raw errno ends the walk and reads as success", () => {
    checkFindings(scenario(two(-22, 0), { call: "UP" }), "stopped-with-success", ["A UP"]);
    checkFindings(scenario(two("NOTIFY_BAD", 0), { call: "UP" }), "stopped-with-success", []);
    checkFindings(scenario(two(-22, 0), { call: "UP" }), "untold", ["B UP", "C UP"]);
  });

  it("a limit leaves out whoever comes later", () => {
    checkFindings(scenario(two(0, 0), { call: "UP", nrToCall: 1 }), "untold", ["B UP", "C UP"]);
  });

  it("an undoing walk that is ended leaves out those who were told to begin with", () => {
    const callbacks = two(0, 0).map((one) =>
      one.name === "A" ? { ...one, returns: { UP: 0, DOWN: "NOTIFY_STOP" } } : one,
    );
    checkFindings(scenario(callbacks, { callRobust: ["UP", "DOWN"] }), "untold", ["B DOWN"]);
    const { findings } = explorationOf(scenario(callbacks, { callRobust: ["UP", "DOWN"] }));
    expect(answerTo(findings[0]?.witness ?? scenario([], {})).steps.at(-1)).toMatchObject({
      rollbackStoppedBy: "A",
    });
  });

  it("a robust call that undoes with success", () => {
    const callbacks = two(0, 0).map((one) =>
      one.name === "C" ? { ...one, returns: { UP: "NOTIFY_STOP" } } : one,
    );
    checkFindings(scenario(callbacks, { callRobust: ["UP", "DOWN"] }), "rolled-back-with-success", ["C UP"]);
  });

  it("a keeper dangles where the object is freed", () => {
    const keeper: ScenarioCallback = { ...OPROFILE, name: "keeper", handoff: "keeps" };
    checkFindings(taskFree([keeper, BYSTANDER]), "dangling", ["keeper 0"]);
    checkFindings(taskFree([keeper]), "dangling", []);
    checkFindings(taskFree([keeper, BYSTANDER], { handoff: { protocol: "refcount" } }), "dangling", []);
  });
});

describe("a program whose order is left open", () => {
  const program = (call: object) =>
    [{ register: "oprofile" }, { register: "bystander" }, call] as unknown as NonNullable<
      Scenario["program"]
    >;
  const open = (call: object) => taskFree([OPROFILE, BYSTANDER], { order: "any", program: program(call) });

  it("has every order, in a plain and in a robust call", () => {
    checkOutcomes(open({ call: 0 }), { ok: "1", "double-free": "1" });
    checkOutcomes(open({ callRobust: [0, 1] }), { ok: "1", "double-free": "1" });
  });

  it("may not limit its calls: who is left out would depend on the order", () => {
    expect(explore(open({ call: 0, nrToCall: 1 }))).toMatchObject({
      ok: false,
      mistakes: [{ path: "$.order" }],
    });
  });
});

describe("bounds", () => {
  /** Twenty bits: a million or-ed results. */
  const hostile: Scenario = {
    schema: 1,
    chain: { name: "chain", type: "raw" },
    policy: "or",
    callbacks: Array.from({ length: 20 }, (_, bit) => ({
      name: `c${bit}`,
      returns: { "*": [0, 1 << (bit < 15 ? bit : bit + 1)] },
    })),
  };

  it("a million or-ed results are not listed, and the rest is exact", () => {
    const { complete, bound, calls, outcomes, runs } = explorationOf(hostile);
    expect(complete).toBe(false);
    expect(bound).toBe(
      "The call at step 20 or-s too many results together to tell them apart, so they are not listed.",
    );
    expect(calls[0]?.results).toEqual([]);
    const counts = Object.values(outcomes).map(({ count }) => BigInt(count ?? -1));
    expect(String(counts.reduce((sum, count) => sum + count, 0n))).toBe(runs);
  });

  it("too much work: what there is stays, with witnesses and without numbers", () => {
    const { complete, bound, outcomes } = explorationOf(taskFree([OPROFILE, BYSTANDER, EITHER]), { work: 1 });
    expect(complete).toBe(false);
    expect(bound).toBe("The call at step 3 takes too much work to count, so its runs are not counted.");
    expect(Object.entries(outcomes).map(([name, { count }]) => [name, count])).toEqual([
      ["ok", null],
      ["double-free", null],
    ]);
    for (const [name, { witness }] of Object.entries(outcomes))
      expect(answerTo(witness).handoff?.outcome).toBe(name);
  });

  it("more results and findings than there is room for are counted", () => {
    const values = Array.from({ length: 30 }, (_, index) => index * 2);
    const callbacks = Array.from({ length: 12 }, (_, i) => ({
      name: `c${i}`,
      returns: { "*": ["NOTIFY_BAD", ...values] },
    }));
    const { calls, findings, findingsLeftOut } = explorationOf(taskFree(callbacks), {
      results: 5,
      findings: 4,
    });
    expect([calls[0]?.results.length, calls[0]?.resultsLeftOut]).toEqual([5, 26]);
    expect([findings.length, findingsLeftOut]).toEqual([4, 8]);
  });

  it("ten thousand callbacks: the number of runs and a witness of each outcome, but no numbers of them", () => {
    const callbacks = Array.from({ length: 10_000 }, (_, i) => ({ ...EITHER, name: `c${i}` }));
    const { complete, bound, outcomes, runs } = explorationOf(taskFree(callbacks));
    expect(complete).toBe(false);
    expect(bound).toBe("The call at step 10000 takes too much work to count, so its runs are not counted.");
    expect(Object.keys(outcomes)).toEqual(["ok", "leak"]);
    // The digits of 10000! times 2^10000.
    expect(runs).toHaveLength(38_670);
  }, 60_000);
});

describe("the answer beside an exploration", () => {
  it("is of one run: the first value of each list, in the order as listed", () => {
    const answer = answerTo(
      taskFree([EITHER, { ...OPROFILE, returns: { "*": ["NOTIFY_OK", "NOTIFY_STOP"] } }]),
    );
    expect(lastStep(answer)).toMatchObject({
      visited: [
        { callback: "either", returned: 0 },
        { callback: "oprofile", returned: 1 },
      ],
    });
    expect(answer.handoff).toMatchObject({ outcome: "ok" });
  });
});
