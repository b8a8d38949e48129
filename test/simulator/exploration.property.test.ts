/**
 * Exploration against brute force: the same counts, outcomes and results, and witnesses that do what they witness, over
 * random chains of up to six callbacks, all policies, protocols and claim tests, programs and free orders, lists that
 * registering twice has corrupted, limits and robust calls.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Answer,
  chainOrders,
  type Exploration,
  explore,
  type Operation,
  type OutcomeName,
  type Policy,
  type Scenario,
  type ScenarioCallback,
  type ScenarioHandoff,
  type Step,
} from "../../server/src/simulator";
import { everyRun } from "./bruteForce";
import { answerTo } from "./support";

const RUNS = 1500;
const VALUES = [0, 1, 0x8001, 0x8002, 0x8000, -22, 22, 3, 0x8017, 4];

function outcomeOf(answer: Answer): OutcomeName {
  if (answer.endless) return "endless";
  const call = answer.steps.findLast(({ op }) => op === "call" || op === "callRobust");
  return call === undefined ? "completed" : outcomeOfCall(call, answer);
}

function outcomeOfCall(call: Step, answer: Answer): OutcomeName {
  if ("endless" in call) return "endless";
  if (!("visited" in call)) throw new Error("no call");
  const handoff = call.handoff ?? answer.handoff;
  if (handoff) return handoff.outcome;
  if (call.errno === 0) return call.stoppedBy === null ? "completed" : "stopped";
  return call.stoppedBy === null ? "failed" : "vetoed";
}

interface Brute {
  runs: number;
  readonly outcomes: Map<string, number>;
  /** By step, then by result. */
  readonly results: Map<number, Map<number, { count: number; readonly by: Set<string> }>>;
  readonly callOutcomes: Map<number, Map<string, number>>;
  /** Fewest calls by step and what happened. */
  readonly fewest: Map<string, number>;
  /** "callback event" of everybody who is on a chain and whom a call of the event left out. */
  readonly untold: Set<string>;
  /** "callback event" of those who ended a walk that read as success, and left somebody out. */
  readonly quiet: Set<string>;
  readonly dangling: Set<string>;
}

function bump<K>(map: Map<K, number>, key: K): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

function fewer(map: Map<string, number>, key: string, calls: number): void {
  map.set(key, Math.min(map.get(key) ?? calls, calls));
}

function countAll(scenario: Scenario): Brute {
  const brute: Brute = {
    runs: 0,
    outcomes: new Map(),
    results: new Map(),
    callOutcomes: new Map(),
    fewest: new Map(),
    untold: new Set(),
    quiet: new Set(),
    dangling: new Set(),
  };
  for (const { run, answer } of everyRun(scenario)) {
    brute.runs++;
    bump(brute.outcomes, outcomeOf(answer));
    const orders = chainOrders(run);
    for (const [index, step] of answer.steps.entries()) {
      if (!("visited" in step)) continue;
      countStep(brute, answer, index, step);
      if (scenario.handoff?.protocol === "direct" || "endless" in step) continue;
      countUntold(brute, step, orders[index]?.members.map(({ callback }) => callback) ?? []);
    }
  }
  return brute;
}

function countStep(brute: Brute, answer: Answer, index: number, step: Step): void {
  if (!("visited" in step)) return;
  const name = outcomeOfCall(step, answer);
  const outcomes = brute.callOutcomes.get(index) ?? new Map<string, number>();
  brute.callOutcomes.set(index, outcomes);
  bump(outcomes, name);
  if ("endless" in step) return;
  fewer(brute.fewest, `${index} ${name}`, step.nrCalls);
  fewer(brute.fewest, `${index} ${step.result}`, step.nrCalls);
  const results = brute.results.get(index) ?? new Map();
  brute.results.set(index, results);
  const known = results.get(step.result) ?? { count: 0, by: new Set() };
  results.set(step.result, known);
  known.count++;
  if (step.stoppedBy !== null) known.by.add(step.stoppedBy);
  const handoff = step.handoff ?? answer.handoff;
  for (const callback of handoff?.dangling ?? []) brute.dangling.add(`${callback} ${eventOf(step)}`);
}

type Finished = Extract<Step, { nrCalls: number }>;

/** Who is on the chain and was not called; and who ended the walk although it reads as success. */
function countUntold(brute: Brute, step: Finished, members: readonly string[]): void {
  const up = step.visited.slice(0, step.nrCalls);
  const told = new Set(up.map(({ callback }) => callback));
  const left = members.filter((name) => !told.has(name));
  for (const name of left) brute.untold.add(`${name} ${eventOf(step)}`);
  const last = up.at(-1);
  if (step.stoppedBy !== null && last && (last.returned & 0x8000) !== 0 && step.errno === 0) {
    const kind = step.op === "callRobust" ? "rolled-back-with-success" : "stopped-with-success";
    // Whom the limit leaves out in any case, nobody keeps from being told.
    const limit = step.op === "call" && (step.nrToCall ?? -1) >= 0 ? step.nrToCall : undefined;
    const kept = left.filter((name) => members.slice(0, limit).includes(name));
    const matters = kept.length > 0 || (step.op === "callRobust" && up.length > 1);
    if (matters) brute.quiet.add(`${kind} ${step.stoppedBy} ${eventOf(step)}`);
  }
  if (step.op !== "callRobust" || !step.rolledBack) return;
  const undone = new Set(step.visited.slice(step.nrCalls).map(({ callback }) => callback));
  for (const { callback } of up.slice(0, -1))
    if (!undone.has(callback)) brute.untold.add(`${callback} ${step.events[1]}`);
}

function eventOf(step: Step): string {
  return "event" in step ? String(step.event) : "events" in step ? String(step.events[0]) : "";
}

function explorationOf(scenario: Scenario): Exploration {
  const simulation = explore(scenario);
  if (!simulation.ok || !simulation.answer.exploration) throw new Error(JSON.stringify(simulation));
  return simulation.answer.exploration;
}

function numbers(outcomes: Exploration["outcomes"]): Record<string, number> {
  return Object.fromEntries(Object.entries(outcomes).map(([name, { count }]) => [name, Number(count)]));
}

/** Checks an exploration against all its runs. */
function checkAgainstBruteForce(scenario: Scenario): void {
  const brute = countAll(scenario);
  const found = explorationOf(scenario);
  expect(found.complete).toBe(true);
  expect(found.runs).toBe(String(brute.runs));
  expect(numbers(found.outcomes)).toEqual(Object.fromEntries(brute.outcomes));
  for (const [name, { witness }] of Object.entries(found.outcomes))
    expect(outcomeOf(answerTo(witness))).toBe(name);
  for (const call of found.calls) checkCall(brute, call, scenario);
  checkFindings(brute, found, scenario);
}

function checkFindings(brute: Brute, { findings }: Exploration, scenario: Scenario): void {
  const told = (kind: string, name = "") =>
    new Set(findings.filter((one) => one.kind === kind).map((one) => `${name}${one.callback} ${one.event}`));
  expect(told("dangling")).toEqual(brute.dangling);
  expect(told("untold")).toEqual(brute.untold);
  const quiet = ["stopped-with-success", "rolled-back-with-success"].flatMap((kind) => [
    ...told(kind, `${kind} `),
  ]);
  // Or-ed results read as success in more ways than are looked for.
  if (scenario.policy !== "or") expect(new Set(quiet)).toEqual(brute.quiet);
  else for (const one of quiet) expect(brute.quiet).toContain(one);
  for (const { kind, callback, event, witness } of findings) {
    const shown: Brute = countAll(witness);
    const key = `${callback} ${event}`;
    if (kind === "dangling") expect(shown.dangling).toContain(key);
    else if (kind === "untold") expect(shown.untold).toContain(key);
    else expect(shown.quiet).toContain(`${kind} ${key}`);
  }
}

function checkCall(brute: Brute, call: Exploration["calls"][number], scenario: Scenario): void {
  expect(numbers(call.outcomes)).toEqual(Object.fromEntries(brute.callOutcomes.get(call.step) ?? []));
  const results = brute.results.get(call.step) ?? new Map();
  expect(Object.fromEntries(call.results.map(({ result, count }) => [result, Number(count)]))).toEqual(
    Object.fromEntries([...results].map(([result, { count }]) => [result, count])),
  );
  for (const { result, witness, stoppedBy } of call.results) {
    const step = answerTo(witness).steps[call.step];
    expect(step).toMatchObject({ result });
    expect(step).toHaveProperty("nrCalls", brute.fewest.get(`${call.step} ${result}`));
    if (scenario.policy !== "or") expect(new Set(stoppedBy)).toEqual(results.get(result)?.by);
  }
  for (const [name, { witness }] of Object.entries(call.outcomes)) {
    const answer = answerTo(witness);
    const step = answer.steps[call.step];
    if (step === undefined) throw new Error("the witness ends too early");
    expect(outcomeOfCall(step, answer)).toBe(name);
    if ("nrCalls" in step) expect(step.nrCalls).toBe(brute.fewest.get(`${call.step} ${name}`));
  }
}

const value = fc.constantFrom(...VALUES);
const values = fc.uniqueArray(value, { minLength: 1, maxLength: 3 });

function callbacksUpTo(most: number, events: readonly string[]): fc.Arbitrary<ScenarioCallback[]> {
  const one = fc.record({
    priority: fc.constantFrom(0, 0, 0, 5),
    returns: fc.record(Object.fromEntries(events.map((event) => [event, values]))),
    handoff: fc.option(fc.constantFrom("frees" as const, "keeps" as const)),
    takes: fc.option(fc.uniqueArray(value, { minLength: 1, maxLength: 3 })),
  });
  return fc.array(one, { maxLength: most }).map((all) =>
    all.map(({ priority, returns, handoff, takes }, index) => ({
      name: `c${index}`,
      priority,
      returns,
      ...(handoff === null ? {} : { handoff }),
      ...(handoff === null || takes === null ? {} : { takes }),
    })),
  );
}

const rules = fc.record({
  policy: fc.constantFrom<Policy>("last", "or", "stop-on-ok"),
  handoff: fc.option(
    fc.record({
      claim: fc.constantFrom("== NOTIFY_OK", "& NOTIFY_OK", "!= NOTIFY_DONE", "== 3", "& NOTIFY_STOP_MASK"),
      protocol: fc.constantFrom("claim" as const, "claim" as const, "refcount" as const, "direct" as const),
    }),
  ),
});

function scenarioOf(
  callbacks: ScenarioCallback[],
  { policy, handoff }: { policy: Policy; handoff: ScenarioHandoff | null },
  more: Partial<Scenario> = {},
): Scenario {
  const chain = { name: "chain", type: "raw" } as const;
  return {
    schema: 1,
    kernel: "4.19",
    chain,
    callbacks,
    policy,
    ...(handoff === null ? {} : { handoff }),
    ...more,
  };
}

/** How many runs a scenario has, to leave out those that brute force cannot do. */
function isSmall(scenario: Scenario): boolean {
  return Number(explorationOf(scenario).runs) <= RUNS;
}

describe("exploration is brute force", () => {
  it("for free orders and one event", () => {
    const scenarios = fc
      .tuple(callbacksUpTo(6, ["*"]), rules)
      .map(([callbacks, how]) => scenarioOf(callbacks, how));
    fc.assert(fc.property(scenarios.filter(isSmall), checkAgainstBruteForce), { numRuns: 250 });
  }, 60_000);

  it("for free orders and several events", () => {
    const scenarios = fc
      .tuple(callbacksUpTo(3, ["A", "*", "B"]), rules)
      .map(([callbacks, how]) => scenarioOf(callbacks, how));
    fc.assert(fc.property(scenarios.filter(isSmall), checkAgainstBruteForce), { numRuns: 100 });
  }, 60_000);

  it("for robust calls in an order that is open", () => {
    const scenarios = fc.tuple(callbacksUpTo(5, ["UP", "DOWN"]), rules).map(([callbacks, how]) =>
      scenarioOf(callbacks, how, {
        program: [...callbacks.map(({ name }) => ({ register: name })), { callRobust: ["UP", "DOWN"] }],
        order: "any",
      }),
    );
    fc.assert(fc.property(scenarios.filter(isSmall), checkAgainstBruteForce), { numRuns: 150 });
  }, 60_000);

  it("for programs that corrupt lists, limit calls and undo", () => {
    const name = fc.constantFrom("c0", "c1", "c2", "c3");
    const event = fc.constantFrom("A", "B");
    const operation: fc.Arbitrary<Operation> = fc.oneof(
      name.map((register) => ({ register })),
      name.map((register) => ({ register })),
      name.map((unregister) => ({ unregister })),
      event.map((call) => ({ call })),
      fc.record({ call: event, nrToCall: fc.integer({ min: -1, max: 7 }) }),
      fc.tuple(event, event).map((callRobust) => ({ callRobust })),
    );
    const scenarios = fc
      .tuple(callbacksUpTo(4, ["A", "*"]), rules, fc.array(operation, { maxLength: 9 }))
      .map(([callbacks, how, operations]) => {
        const known = new Set(callbacks.map((one) => one.name));
        const program = operations.filter(
          (one) =>
            !("register" in one && !known.has(one.register)) &&
            !("unregister" in one && !known.has(one.unregister)),
        );
        return scenarioOf(callbacks, how, { program });
      });
    fc.assert(fc.property(scenarios.filter(isSmall), checkAgainstBruteForce), { numRuns: 400 });
  }, 60_000);
});
