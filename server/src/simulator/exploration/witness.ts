/**
 * Turns a walk that was found into a scenario that repeats it: single values, a program, every callback of the question.
 * What does not matter to the walk is the first value and the order that the scenario lists. This file must not search.
 */
import type { PlannedOperation } from "../plan";
import type { EventId, Operation, ReturnValue, Scenario, ScenarioCallback } from "../types";
import type { Call, Question } from "./question";
import type { Conditions } from "./reach";
import type { Visit } from "./search";
import type { Effect } from "./values";

/** A value chosen for a block at an event. */
export interface Chosen extends Visit {
  readonly event: EventId;
}

/** Builds the scenarios of one question; parts that scenarios share are built once. */
export interface WitnessBuilder {
  /** Everybody does what the scenario lists first, in the order that it lists. */
  representative(): Scenario;
  /** The calls of a walk as they were found; whoever else must end an earlier walk round a cycle does. */
  witness(call: Call, visits: readonly Visit[], conditions: Conditions, more?: readonly Chosen[]): Scenario;
}

function first(effects: readonly Effect[]): Effect {
  return effects[0] ?? { value: 0, written: "NOTIFY_DONE", stops: false, taking: null };
}

/** Which blocks end the earlier walks round cycles, so that the call is come to; null if none of a set can. */
export function endersOf(
  question: Question,
  event: EventId,
  visits: readonly Visit[],
  conditions: Conditions,
): Chosen[] | null {
  const chosen: Chosen[] = [];
  for (const [at, sets] of conditions) {
    const effects = question.effects(at);
    const called = new Map(at === event ? visits.map(({ block, effect }) => [block, effect]) : []);
    for (const set of sets) {
      if (set.some((block) => called.get(block)?.stops)) continue;
      const block = set.find((one) => !called.has(one) && effects(one).some(({ stops }) => stops));
      const effect = block === undefined ? undefined : effects(block).find(({ stops }) => stops);
      if (block === undefined || effect === undefined) return null;
      chosen.push({ event: at, block, effect });
    }
  }
  return chosen;
}

function written(question: Question, block: number, chosen: ReadonlyMap<EventId, Effect>): ScenarioCallback {
  const original = question.scenario.callbacks[block];
  if (original === undefined) throw new Error(`unchecked question: no callback ${block}`);
  const values = question.events.map((event): [string, ReturnValue] => {
    const effect = chosen.get(event) ?? first(question.effects(event)(block));
    return [String(event), effect.written];
  });
  const only = new Set(values.map(([, value]) => value));
  const [[, value] = ["", undefined]] = values;
  return {
    ...original,
    returns: only.size === 1 && value !== undefined ? { "*": value } : Object.fromEntries(values),
  };
}

function operationOf(question: Question, operation: PlannedOperation): Operation {
  if (operation.op === "call") {
    const { event, nrToCall, nrGiven } = operation;
    return { call: event, ...(nrGiven ? { nrToCall } : {}) };
  }
  if (operation.op === "callRobust") return { callRobust: operation.events };
  return { register: question.plan.callbacks[operation.callback]?.name ?? "" };
}

/** Orders blocks as a walk does: by priority, and within one those that are called first, then as listed. */
function orderer({ plan, registered }: Question): (visits: readonly Visit[]) => number[] {
  const priority = (block: number) => plan.callbacks[block]?.priority ?? 0;
  const cells = new Map<number, number[]>();
  for (const block of [...registered].sort((a, b) => priority(b) - priority(a) || a - b)) {
    const cell = cells.get(priority(block)) ?? [];
    cells.set(priority(block), cell);
    cell.push(block);
  }
  return (visits) => {
    const called = new Set(visits.map(({ block }) => block));
    return [...cells].flatMap(([at, cell]) => {
      const first = [...called].filter((block) => priority(block) === at);
      return [...first, ...cell.filter((block) => !called.has(block))];
    });
  };
}

export function witnessBuilder(question: Question): WitnessBuilder {
  const { plan } = question;
  // A witness is one run: its program alone says in which order it registers.
  const { order: _, ...scenario } = question.scenario;
  const none = new Map<EventId, Effect>();
  const plain = scenario.callbacks.map((_, block) => written(question, block, none));
  const registrations = plan.callbacks.map(({ name }): Operation => ({ register: name }));
  const calls = plan.program.filter(({ op }) => op === "call" || op === "callRobust");
  const ends = calls.map((operation) => operationOf(question, operation));
  const listed = plan.ordered
    ? (scenario.program ?? [])
    : plan.program.map((operation) => operationOf(question, operation));
  const orderOf = orderer(question);
  const ordered = (visits: readonly Visit[]): Operation[] => {
    const registered = orderOf(visits).flatMap((block) => registrations[block] ?? []);
    return [...registered, ...ends];
  };
  return {
    representative: () => ({ ...scenario, callbacks: plain, program: listed }),
    witness(call, visits, conditions, more = []) {
      const chosen = new Map<number, Map<EventId, Effect>>();
      const enders = endersOf(question, call.event, visits, conditions) ?? [];
      const here = visits.map((visit): Chosen => ({ event: call.event, ...visit }));
      for (const { event, block, effect } of [...enders, ...more, ...here]) {
        const known = chosen.get(block) ?? new Map<EventId, Effect>();
        chosen.set(block, known.set(event, effect));
      }
      const callbacks = plain.map((callback, block) => {
        const values = chosen.get(block);
        return values === undefined ? callback : written(question, block, values);
      });
      return { ...scenario, callbacks, program: plan.ordered ? listed : ordered(visits) };
    },
  };
}
