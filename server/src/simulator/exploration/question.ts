/**
 * A plan as an exploration looks at it: what every callback can do at every event, whom each call finds, and how many
 * runs there are. Lists are the same in every run of a program (values change no list), so they are built once. This file
 * must not count outcomes.
 */
import { listed } from "../choice";
import { emptyLinks, pathOf, register, unregister } from "../list";
import type { Plan, PlannedOperation } from "../plan";
import type { EventId, Scenario } from "../types";
import { CALL_ALL, stops } from "../walk";
import { factorial, ordersFunctional, productOf } from "./polynomial";
import type { Assumed } from "./types";
import { type Effect, valueReader } from "./values";

/** One call of the program, and whom it finds. */
export interface Call {
  readonly step: number;
  readonly chain: number;
  readonly event: EventId;
  /** The second event of a robust call. */
  readonly undo: EventId | null;
  /**
   * The blocks in the order of the walk; those of one cell in any order. A limit of calls has cut off what it never
   * reaches, unless the list has a cycle.
   */
  readonly cells: readonly (readonly number[])[];
  /** Blocks that are on the chain and that the call leaves out, whatever anybody returns. */
  readonly beyond: readonly number[];
  /** Where in `cells` the end of the list leads back to. */
  readonly cycleStart: number | null;
  /** How many calls a walk round a cycle makes at most; negative for no limit. */
  readonly limit: number;
  /** Only the first of the only cell is called, whoever it is: the protocol "direct". */
  readonly onlyFirst: boolean;
}

/** What is explored. */
export interface Question {
  readonly scenario: Scenario;
  readonly plan: Plan;
  /** The callbacks that a run registers. */
  readonly registered: readonly number[];
  /** The events that a run calls. */
  readonly events: readonly EventId[];
  readonly calls: readonly Call[];
  /** Whether an operation after the last of `calls` searches a cyclic list for ever. */
  readonly endsInCycle: boolean;
  readonly runs: bigint;
  /** What a block can do at an event; never empty. Blocks that can do the same share one list. */
  effects(event: EventId): (block: number) => readonly Effect[];
  /** The weights of polynomial.ts for so many callbacks in any order. */
  orders(n: number): ReturnType<typeof ordersFunctional>;
  assumed(): Assumed[];
}

type Registration = Extract<PlannedOperation, { callback: number }>;

function isRegistration(operation: PlannedOperation): operation is Registration {
  return operation.op !== "call" && operation.op !== "callRobust";
}

/** The events that a program's calls pass, each once. */
export function calledEvents(plan: Plan): EventId[] {
  const events = plan.program.flatMap((operation) => {
    if (operation.op === "call") return [operation.event];
    return operation.op === "callRobust" ? operation.events : [];
  });
  return [...new Set(events)];
}

/** The callbacks that a program ever registers, wherever. */
export function registeredBlocks(plan: Plan): number[] {
  const registrations = plan.program.filter(isRegistration).filter(({ op }) => op !== "unregister");
  return [...new Set(registrations.map(({ callback }) => callback))];
}

/** A function that works once for each number. */
function remembered<T>(make: (n: number) => T): (n: number) => T {
  const known = new Map<number, T>();
  return (n) => {
    const made = known.get(n) ?? make(n);
    known.set(n, made);
    return made;
  };
}

/** The operation's chain without a program: cells of one priority each, higher ones first. */
function cellsByPriority(plan: Plan): number[][] {
  const cells = new Map<number, number[]>();
  for (const [block, { priority }] of plan.callbacks.entries()) {
    const cell = cells.get(priority) ?? [];
    cells.set(priority, cell);
    cell.push(block);
  }
  return [...cells].sort(([a], [b]) => b - a).map(([, cell]) => cell);
}

interface Found {
  readonly cells: readonly (readonly number[])[];
  readonly cycleStart: number | null;
}

function callOf(
  plan: Plan,
  step: number,
  operation: Exclude<PlannedOperation, Registration>,
  found: Found,
): Call {
  const robust = operation.op === "callRobust";
  const base = {
    step,
    chain: operation.chain,
    event: robust ? operation.events[0] : operation.event,
    undo: robust ? operation.events[1] : null,
  };
  if (plan.handoff?.protocol === "direct") {
    const takers = found.cells.map((cell) => cell.filter((block) => plan.callbacks[block]?.taking !== null));
    const first = takers.find((cell) => cell.length > 0);
    const cells = first === undefined ? [] : [first];
    return { ...base, cells, beyond: [], cycleStart: null, limit: CALL_ALL, onlyFirst: true };
  }
  const limit = robust ? CALL_ALL : operation.nrToCall;
  const { cells, cycleStart } = found;
  // A list that the limit cuts before its end might as well end there: nobody ever comes to the cycle.
  if (limit >= 0 && limit <= cells.length)
    return {
      ...base,
      cells: cells.slice(0, limit),
      beyond: cells.slice(limit).flat(),
      cycleStart: null,
      limit: CALL_ALL,
      onlyFirst: false,
    };
  return { ...base, ...found, beyond: [], limit: cycleStart === null ? CALL_ALL : limit, onlyFirst: false };
}

/** Runs the registrations of a program and notes what each call finds. */
function callsOf(plan: Plan): { calls: Call[]; endsInCycle: boolean } {
  const calls: Call[] = [];
  const links = emptyLinks(
    plan.chains.length,
    plan.callbacks.map(({ priority }) => priority),
  );
  const free = plan.ordered ? null : { cells: cellsByPriority(plan), cycleStart: null };
  for (const [step, operation] of plan.program.entries()) {
    if (!isRegistration(operation)) {
      const found = free ?? singles(pathOf(links, operation.chain));
      calls.push(callOf(plan, step, operation, found));
    } else if (free === null) {
      const { op, chain, callback, priority } = operation;
      if (priority !== null) links.priorities[callback] = priority;
      const rule = plan.kernel.doubleRegistration;
      const done =
        op === "unregister"
          ? unregister(links, chain, callback)
          : register(links, chain, callback, rule, op === "registerUniquePrio");
      if (done === "endless") return { calls, endsInCycle: true };
    }
  }
  return { calls, endsInCycle: false };
}

function singles({ blocks, cycleStart }: { blocks: readonly number[]; cycleStart: number | null }): Found {
  return { cells: blocks.map((block) => [block]), cycleStart };
}

/** What each block can do at an event, read once. */
function effectTable(scenario: Scenario, plan: Plan) {
  const tested = plan.handoff === null ? [] : [plan.handoff.claim.operand];
  const reader = valueReader(plan.kernel.fromErrno, tested);
  const tables = new Map<EventId, (readonly Effect[])[]>();
  const shared = new Map<string, readonly Effect[]>();
  const read = (block: number, event: EventId): readonly Effect[] => {
    const written = scenario.callbacks[block];
    const key = plan.callbacks[block]?.choice(event).key ?? null;
    const choice = key === null ? null : (written?.returns[key] ?? null);
    const same = JSON.stringify([choice, written?.handoff, written?.takes]);
    const known = shared.get(same) ?? readAnew(block, event);
    shared.set(same, known);
    return known;
  };
  const readAnew = (block: number, event: EventId): Effect[] => {
    const callback = plan.callbacks[block];
    const written = scenario.callbacks[block];
    const key = callback?.choice(event).key ?? null;
    if (callback === undefined || written === undefined || key === null)
      return [{ value: 0, written: "NOTIFY_DONE", stops: false, taking: callback?.takes(0) ?? null }];
    const particular =
      written.takes?.flatMap((value) => reader.read(value, []).map((one) => one.value)) ?? [];
    const found = new Map<number, Effect>();
    for (const spelling of listed(written.returns[key] ?? []))
      for (const { value, written: text } of reader.read(spelling, particular))
        if (!found.has(value)) {
          const ends = stops(value, plan.policy);
          found.set(value, { value, written: text, stops: ends, taking: callback.takes(value) });
        }
    return [...found.values()];
  };
  const effects = (event: EventId) => {
    const known = tables.get(event);
    const table = known ?? plan.callbacks.map((_, block) => read(block, event));
    tables.set(event, table);
    return (block: number): readonly Effect[] => table[block] ?? [];
  };
  return { effects, assumed: reader.assumed };
}

/** What a checked scenario asks. */
export function questionOf(scenario: Scenario, plan: Plan): Question {
  const table = effectTable(scenario, plan);
  const events = calledEvents(plan);
  const registered = registeredBlocks(plan);
  const orders = plan.ordered ? [] : cellsByPriority(plan).map((cell) => factorial(cell.length));
  const choices = events.flatMap((event) => registered.map((block) => table.effects(event)(block).length));
  return {
    ...{ scenario, plan, registered, events, ...callsOf(plan), ...table },
    orders: remembered(ordersFunctional),
    runs: productOf([...orders, ...choices.map(BigInt)]),
  };
}
