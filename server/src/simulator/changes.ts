/**
 * "What if": a scenario with some things otherwise. Answers a new scenario and leaves the old one as it is. This file
 * must not run scenarios, and must not check what checkScenario() checks: values, kernels.
 */
import { ANY_EVENT, eventOf } from "./choice";
import { defaultProgram } from "./plan";
import type { EventId, Operation, Policy, ReturnChoice, Scenario, ScenarioCallback } from "./types";

/** What is to be otherwise; everything is optional. */
export interface Changes {
  /** A callback answers this; without an event, to every event. */
  readonly set?: readonly {
    readonly callback: string;
    readonly event?: EventId;
    readonly value: ReturnChoice;
  }[];
  /** These callbacks are never registered. */
  readonly without?: readonly string[];
  readonly priority?: readonly { readonly callback: string; readonly priority: number }[];
  readonly policy?: Policy;
  readonly kernel?: string;
  /** Only calls with these events are made; one that no call makes, but that a callback knows, is added. */
  readonly events?: readonly EventId[];
}

/** Why a change makes no sense: a name that the scenario does not have, and those that it has. */
export interface ChangeProblem {
  readonly change: "set" | "without" | "priority" | "events";
  readonly word: string;
  readonly message: string;
  /** What could have been meant. */
  readonly known: readonly string[];
}

export type Changed =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly ChangeProblem[] };

function programOf(scenario: Scenario): readonly Operation[] {
  return scenario.program ?? defaultProgram(scenario.callbacks);
}

/** The event that a call passes first; undefined for what is no call. */
function calledEvent(operation: Operation): EventId | undefined {
  if ("call" in operation) return eventOf(operation.call);
  return "callRobust" in operation ? eventOf(operation.callRobust[0]) : undefined;
}

/** Every event that a scenario knows by name, or calls: what a person can ask for. */
export function knownEvents(scenario: Scenario): EventId[] {
  const named = scenario.callbacks.flatMap(({ returns }) => Object.keys(returns));
  const called = programOf(scenario).flatMap((operation) => {
    if ("callRobust" in operation) return operation.callRobust;
    return calledEvent(operation) ?? [];
  });
  return [...new Set([...called, ...named.filter((key) => key !== ANY_EVENT)].map(eventOf))];
}

function blockOf(operation: Operation): string | undefined {
  if ("register" in operation) return operation.register;
  if ("registerUniquePrio" in operation) return operation.registerUniquePrio;
  return "unregister" in operation ? operation.unregister : undefined;
}

function problemsOf(scenario: Scenario, changes: Changes): ChangeProblem[] {
  const callbacks = scenario.callbacks.map(({ name }) => name);
  const events = knownEvents(scenario);
  const unknown = (change: ChangeProblem["change"], word: string): ChangeProblem[] =>
    callbacks.includes(word)
      ? []
      : [{ change, word, message: `no callback is called ${word}`, known: callbacks }];
  const ownPriority = (callback: string): ChangeProblem[] => {
    const sets = (scenario.program ?? []).some((one) => blockOf(one) === callback && "priority" in one);
    const message = `the program itself sets the priority of ${callback} where it registers it`;
    return sets ? [{ change: "priority", word: callback, message, known: [] }] : [];
  };
  const noEvent = (change: ChangeProblem["change"], event: EventId): ChangeProblem[] =>
    typeof eventOf(event) === "number" || events.includes(event)
      ? []
      : [{ change, word: String(event), message: `no event is called ${event}`, known: events.map(String) }];
  return [
    ...(changes.set ?? []).flatMap(({ callback, event }) => [
      ...unknown("set", callback),
      ...(event === undefined ? [] : noEvent("set", event)),
    ]),
    ...(changes.without ?? []).flatMap((name) => unknown("without", name)),
    ...(changes.priority ?? []).flatMap(({ callback }) => [
      ...unknown("priority", callback),
      ...ownPriority(callback),
    ]),
    ...(changes.events ?? []).flatMap((event) => noEvent("events", event)),
  ];
}

/** The calls of the wanted events, and everything that is no call. */
function withEvents(program: readonly Operation[], events: readonly EventId[]): Operation[] {
  const wanted = new Set(events.map(eventOf));
  const kept = program.filter((operation) => {
    const event = calledEvent(operation);
    return event === undefined || wanted.has(event);
  });
  const made = new Set(kept.map(calledEvent));
  const on = program.flatMap((operation) => operation.on ?? [])[0];
  const where = on === undefined ? {} : { on };
  return [
    ...kept,
    ...[...wanted].filter((event) => !made.has(event)).map((event) => ({ call: event, ...where })),
  ];
}

function changedCallback(callback: ScenarioCallback, changes: Changes): ScenarioCallback {
  const priority = changes.priority?.findLast((one) => one.callback === callback.name)?.priority;
  let { returns } = callback;
  for (const { callback: name, event, value } of changes.set ?? []) {
    if (name !== callback.name) continue;
    if (event === undefined) returns = { [ANY_EVENT]: value };
    else {
      const others = Object.entries(returns).filter(([key]) => eventOf(key) !== eventOf(event));
      returns = { ...Object.fromEntries(others), [String(event)]: value };
    }
  }
  return { ...callback, returns, ...(priority === undefined ? {} : { priority }) };
}

/**
 * Applies changes to a scenario. The calls stay those that the scenario made before, also where it had no program and a
 * change gives a callback other events.
 * @returns the new scenario, or every change that names what is not there.
 */
export function changeScenario(scenario: Scenario, changes: Changes): Changed {
  const problems = problemsOf(scenario, changes);
  if (problems.length > 0) return { ok: false, problems };
  const gone = new Set(changes.without ?? []);
  const program = programOf(scenario).filter((operation) => !gone.has(blockOf(operation) ?? ""));
  return {
    ok: true,
    scenario: {
      ...scenario,
      ...(changes.kernel === undefined ? {} : { kernel: changes.kernel }),
      ...(changes.policy === undefined ? {} : { policy: changes.policy }),
      callbacks: scenario.callbacks
        .filter(({ name }) => !gone.has(name))
        .map((callback) => changedCallback(callback, changes)),
      program:
        changes.events === undefined || changes.events.length === 0
          ? program
          : withEvents(program, changes.events),
    },
  };
}
