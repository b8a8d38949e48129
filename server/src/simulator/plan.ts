/**
 * A checked scenario with its names looked up, its values read and its defaults filled in: what a run works on. This
 * file must not judge scenarios (check.ts does, before) nor run them.
 */
import { NOTIFY_DONE } from "../notifier/values";
import { ANY_EVENT, type Choice, eventOf, readChoice } from "./choice";
import { DEFAULT_CLAIM, type HandoffRules, parseClaim } from "./handoff";
import { type KernelRules, kernelRules } from "./kernel";
import type {
  EventId,
  Operation,
  Policy,
  Scenario,
  ScenarioCallback,
  ScenarioChain,
  ScenarioHandoff,
  Taking,
} from "./types";
import { CALL_ALL } from "./walk";

/** A callback with its values read. */
interface PlannedCallback {
  readonly name: string;
  readonly priority: number;
  /** What it may return for an event, and under which key of `returns` that stands (null: none, so NOTIFY_DONE). */
  choice(event: EventId): Choice & { readonly key: string | null };
  readonly taking: Taking | null;
  /** What it does with the object when it returns `value`. */
  takes(value: number): Taking | null;
}

/** An operation with its names looked up: `chain` and `callback` are places in the plan's lists. */
export type PlannedOperation = { readonly chain: number } & (
  | {
      readonly op: "register" | "registerUniquePrio" | "unregister";
      readonly callback: number;
      /** The priority that the block gets before; null if it keeps the one it has. */
      readonly priority: number | null;
    }
  | { readonly op: "call"; readonly event: EventId; readonly nrToCall: number; readonly nrGiven: boolean }
  | { readonly op: "callRobust"; readonly events: readonly [EventId, EventId] }
);

/** A scenario, ready to run. */
export interface Plan {
  readonly kernel: KernelRules;
  readonly chains: readonly ScenarioChain[];
  /** Whether operations name their chain, and answers do too. */
  readonly several: boolean;
  readonly callbacks: readonly PlannedCallback[];
  readonly program: readonly PlannedOperation[];
  /** Whether the scenario itself says in which order callbacks are registered. */
  readonly ordered: boolean;
  readonly policy: Policy;
  readonly handoff: HandoffRules | null;
}

const DO_NOT_CARE = { values: [NOTIFY_DONE], unknown: [], key: null };

/** What a callback does with the object, by the value it returns. */
function takesOf(callback: ScenarioCallback, fromErrno: (errno: number) => number) {
  const taking = callback.handoff ?? null;
  if (callback.takes === undefined) return () => taking;
  const values = new Set(readChoice(callback.takes, fromErrno).values);
  return (value: number) => (values.has(value) ? taking : null);
}

function planCallback(callback: ScenarioCallback, fromErrno: (errno: number) => number): PlannedCallback {
  const choices = new Map(
    Object.entries(callback.returns).map(([key, choice]) => [
      eventOf(key),
      { ...readChoice(choice, fromErrno), key },
    ]),
  );
  return {
    name: callback.name,
    priority: callback.priority ?? 0,
    choice: (event) => choices.get(event) ?? choices.get(ANY_EVENT) ?? DO_NOT_CARE,
    taking: callback.handoff ?? null,
    takes: takesOf(callback, fromErrno),
  };
}

/** Registers every callback as listed, then calls each event that some `returns` names, or 0 if none does. */
export function defaultProgram(callbacks: readonly ScenarioCallback[]): Operation[] {
  const keys = callbacks.flatMap(({ returns }) => Object.keys(returns));
  const events = new Set(keys.filter((key) => key !== ANY_EVENT).map(eventOf));
  return [
    ...callbacks.map(({ name }) => ({ register: name })),
    ...(events.size === 0 ? [0] : [...events]).map((event) => ({ call: event })),
  ];
}

function planOperation(
  operation: Operation,
  chainOf: (name: string | undefined) => number,
  callbackOf: (name: string) => number,
): PlannedOperation {
  const chain = chainOf(operation.on);
  const registration = (
    op: "register" | "registerUniquePrio" | "unregister",
    name: string,
    priority?: number,
  ) => ({
    op,
    chain,
    callback: callbackOf(name),
    priority: priority ?? null,
  });
  if ("register" in operation) return registration("register", operation.register, operation.priority);
  if ("registerUniquePrio" in operation)
    return registration("registerUniquePrio", operation.registerUniquePrio, operation.priority);
  if ("unregister" in operation) return registration("unregister", operation.unregister);
  if ("callRobust" in operation) {
    const [up, down] = operation.callRobust;
    return { op: "callRobust", chain, events: [eventOf(up), eventOf(down)] };
  }
  const { call, nrToCall } = operation;
  return {
    op: "call",
    chain,
    event: eventOf(call),
    nrToCall: nrToCall ?? CALL_ALL,
    nrGiven: nrToCall !== undefined,
  };
}

function planHandoff(handoff: ScenarioHandoff | undefined): HandoffRules | null {
  if (handoff === undefined) return null;
  const claim = parseClaim(handoff.claim ?? DEFAULT_CLAIM);
  return "reason" in claim ? null : { claim, protocol: handoff.protocol ?? "claim" };
}

/** Place by name. A name that is not there is a mistake that checkScenario() has reported. */
function places(names: readonly string[]): (name: string) => number {
  const byName = new Map(names.map((name, index): [string, number] => [name, index]));
  return (name) => byName.get(name) ?? 0;
}

/** Reads a scenario in which checkScenario() has found no mistake. */
export function planOf(scenario: Scenario): Plan {
  const kernel = kernelRules(scenario.kernel);
  if (kernel === null) throw new Error(`unchecked scenario: kernel ${scenario.kernel}`);
  const chains = scenario.chains ?? (scenario.chain === undefined ? [] : [scenario.chain]);
  const chainByName = places(chains.map(({ name }) => name));
  const callbackOf = places(scenario.callbacks.map(({ name }) => name));
  const program = scenario.program ?? defaultProgram(scenario.callbacks);
  return {
    kernel,
    chains,
    several: scenario.chains !== undefined,
    callbacks: scenario.callbacks.map((callback) => planCallback(callback, kernel.fromErrno)),
    program: program.map((operation) =>
      planOperation(operation, (name) => (name === undefined ? 0 : chainByName(name)), callbackOf),
    ),
    ordered: scenario.program !== undefined && scenario.order !== "any",
    policy: scenario.policy ?? "last",
    handoff: planHandoff(scenario.handoff),
  };
}
