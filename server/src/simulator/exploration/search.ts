/**
 * Finds, for every way a call can end, a walk that ends so after as few calls as possible. Walks are told apart by little:
 * what became of the object so far and the class of the result. For each such state the walk that comes to it with the
 * fewest calls is kept, block by block, so the work grows with the number of blocks and not with that of walks. This file
 * must not build scenarios.
 */
import type { Call } from "./question";
import type { Effect } from "./values";
import type { Classes, Fate } from "./verdict";
import { roundTrip } from "./weigh";

/** One call of a walk that was found. */
export interface Visit {
  readonly block: number;
  readonly effect: Effect;
}

/** A walk: its calls in order (round a cycle, once round). Those that are not called may do as they please. */
export interface FoundWalk {
  readonly visits: readonly Visit[];
  readonly stopped: boolean;
  readonly resultClass: number;
  readonly fate: Fate;
}

/** What is looked for. */
export interface Search {
  readonly call: Call;
  effects(block: number): readonly Effect[];
  readonly classes: Classes;
  /** Whether frees and keeps matter. */
  readonly tracksObject: boolean;
  /** Whether a walk that makes these calls, and the last of them stops it or nobody does, can be come to at all. */
  permits(visits: readonly Visit[], stopped: boolean): boolean;
  /** The name of an end that is looked for; null for others. The first walk for each name is kept. */
  goal(resultClass: number, stopped: boolean, fate: Fate): string | null;
}

/**
 * States as numbers: frees up to two, kept or not, and the class of the result plus one, or 0 while there is none yet
 * (where the last value alone is the result, only the last call gives it).
 */
function statesOf({ classes, tracksObject, goal }: Search) {
  const wide = classes.count + 1;
  const fateOf = (state: number): Fate => {
    const object = Math.floor(state / wide);
    return { frees: object >> 1, kept: (object & 1) === 1 };
  };
  const classAfter = (before: number, value: number): number => {
    const own = classes.of(value);
    if (classes.join === null || before === 0) return own + 1;
    return classes.join(before - 1, own) + 1;
  };
  return {
    count: (tracksObject ? 6 : 1) * wide,
    /** After one more call, made so often; `isLast` if the result is settled with it. */
    after(state: number, { value, taking }: Effect, times: number, isLast: boolean): number {
      const before = state % wide;
      const settles = isLast || classes.join !== null;
      const resultClass = settles ? classAfter(before, value) : before;
      if (!tracksObject || taking === null) return state - before + resultClass;
      const { frees, kept } = fateOf(state);
      const freed = taking === "frees" ? Math.min(2, frees + times) : frees;
      return (freed * 2 + (kept || taking === "keeps" ? 1 : 0)) * wide + resultClass;
    },
    isSettled: (state: number) => state % wide !== 0,
    end: (state: number) => ({ resultClass: (state % wide) - 1, fate: fateOf(state) }),
    nameOf: (state: number, stopped: boolean) => goal((state % wide) - 1, stopped, fateOf(state)),
  };
}

type States = ReturnType<typeof statesOf>;

/** How a state was come to: from which state, by which of a block's effects (-1: it was not called). */
interface Step {
  readonly block: number;
  readonly from: Int32Array;
  readonly by: Int32Array;
}

/** The states after some blocks: the calls that it takes to come to each, and how. */
interface Front {
  readonly calls: Int32Array;
  readonly steps: readonly Step[];
  readonly before: Front | null;
}

const NEVER = 0x7fffffff;

function start(size: number, states: readonly number[], before: Front | null): Front {
  const calls = new Int32Array(size).fill(NEVER);
  for (const state of states) calls[state] = 0;
  return { calls, steps: [], before };
}

/** One way to go on from a state: to which, by which effect, at what cost in calls. */
type Moves = (
  state: number,
  effects: readonly Effect[],
  to: (next: number, by: number, cost: number) => void,
) => void;

/** Takes one block more into a front. */
function advance(front: Front, block: number, effects: readonly Effect[], moves: Moves): Front {
  const size = front.calls.length;
  const calls = new Int32Array(size).fill(NEVER);
  const step = { block, from: new Int32Array(size).fill(-1), by: new Int32Array(size).fill(-1) };
  for (let state = 0; state < size; state++) {
    const sofar = front.calls[state] ?? NEVER;
    if (sofar === NEVER) continue;
    moves(state, effects, (next, by, cost) => {
      if (sofar + cost >= (calls[next] ?? NEVER)) return;
      calls[next] = sofar + cost;
      step.from[next] = state;
      step.by[next] = by;
    });
  }
  const steps = front.steps as Step[];
  steps.push(step);
  return { calls, steps, before: front.before };
}

/** The calls by which a front came to a state, in the order of its blocks. */
function trace(
  front: Front,
  end: number,
  effects: (block: number) => readonly Effect[],
): { visits: Visit[]; from: number } {
  const visits: Visit[] = [];
  let state = end;
  for (const { block, from, by } of front.steps.toReversed()) {
    const effect = effects(block)[by[state] ?? -1];
    if (effect !== undefined) visits.push({ block, effect });
    state = from[state] ?? 0;
  }
  return { visits: visits.reverse(), from: state };
}

/** Everything up to a state, cell after cell. */
function traceAll(front: Front | null, end: number, effects: (block: number) => readonly Effect[]): Visit[] {
  const parts: Visit[][] = [];
  let state = end;
  for (let at = front; at !== null; at = at.before) {
    const { visits, from } = trace(at, state, effects);
    parts.push(visits);
    state = from;
  }
  return parts.reverse().flat();
}

function reachedStates({ calls }: Front): number[] {
  return [...calls.keys()].filter((state) => calls[state] !== NEVER);
}

/** Every block of a cell is called and lets the walk go on. */
function passCell(search: Search, states: States, cell: readonly number[], front: Front): Front {
  let passed = start(states.count, reachedStates(front), front.steps.length === 0 ? front.before : front);
  for (const block of cell)
    passed = advance(passed, block, search.effects(block), (state, effects, to) => {
      for (const [by, effect] of effects.entries())
        if (!effect.stops) to(states.after(state, effect, 1, false), by, 1);
    });
  return passed;
}

/** Some blocks of a cell are called and then one ends the walk. States from `states.count` on have been ended. */
function stopInCell(search: Search, states: States, cell: readonly number[], front: Front): Front {
  const { count } = states;
  let stopped = start(2 * count, reachedStates(front), front.steps.length === 0 ? front.before : front);
  for (const block of cell)
    stopped = advance(stopped, block, search.effects(block), (state, effects, to) => {
      to(state, -1, 0);
      const isStopped = state >= count;
      const object = isStopped ? state - count : state;
      for (const [by, effect] of effects.entries())
        if (!effect.stops) to(states.after(object, effect, 1, false) + (isStopped ? count : 0), by, 1);
        else if (!isStopped) to(states.after(object, effect, 1, true) + count, by, 1);
    });
  return stopped;
}

/** Every block is called, each so often, and one of those that may be the last is. */
function passAll(search: Search, states: States): Front {
  const { call } = search;
  const round = call.cycleStart === null ? null : roundTrip(call);
  const last = round?.last ?? call.cells.length - 1;
  let front = start(states.count, [0], null);
  for (const [place, cell] of call.cells.entries())
    for (const block of cell)
      front = advance(front, block, search.effects(block), (state, effects, to) => {
        const times = round?.times[place] ?? 1;
        const settled = states.isSettled(state);
        for (const [by, effect] of effects.entries()) {
          if (effect.stops) continue;
          if (search.classes.join !== null || place !== last || settled || cell.length > 1)
            to(states.after(state, effect, times, false), by, 1);
          if (place === last && !settled) to(states.after(state, effect, times, true), by, 1);
        }
      });
  return front;
}

interface Hunt {
  readonly search: Search;
  readonly states: States;
  readonly found: Map<string, FoundWalk>;
}

/** Keeps the walks to the ends of a front that have no walk yet, those with fewer calls first. */
function keepStopped({ search, states, found }: Hunt, front: Front): void {
  const ends = reachedStates(front).filter((state) => state >= states.count);
  ends.sort((a, b) => (front.calls[a] ?? 0) - (front.calls[b] ?? 0));
  for (const end of ends) {
    const name = states.nameOf(end - states.count, true);
    if (name === null || found.has(name)) continue;
    const all = traceAll(front, end, search.effects);
    const visits = [
      ...all.filter(({ effect }) => !effect.stops),
      ...all.filter(({ effect }) => effect.stops),
    ];
    if (search.permits(visits, true))
      found.set(name, { visits, stopped: true, ...states.end(end - states.count) });
  }
}

function keepPassed({ search, states, found }: Hunt, front: Front): void {
  for (const end of reachedStates(front)) {
    const name = states.isSettled(end) ? states.nameOf(end, false) : null;
    if (name === null || found.has(name)) continue;
    const visits = lastOneLast(search, states, traceAll(front, end, search.effects), end);
    if (search.permits(visits, false)) found.set(name, { visits, stopped: false, ...states.end(end) });
  }
}

/** Puts a call whose value has the class of the result behind the others of its cell, where the last value counts. */
function lastOneLast({ call, classes }: Search, states: States, visits: Visit[], end: number): Visit[] {
  const cell = call.cells.at(-1) ?? [];
  if (classes.join !== null || cell.length < 2) return visits;
  const { resultClass } = states.end(end);
  const from = visits.length - cell.length;
  const place = visits.findIndex(({ effect }, at) => at >= from && classes.of(effect.value) === resultClass);
  return [...visits.slice(0, place), ...visits.slice(place + 1), ...visits.slice(place, place + 1)];
}

/** A call that asks one block only: its value is all there is. */
function huntFirst({ search, states, found }: Hunt): void {
  for (const block of search.call.cells[0] ?? [])
    for (const effect of search.effects(block)) {
      const end = states.after(0, effect, 1, true);
      const name = states.nameOf(end, effect.stops);
      const visits = [{ block, effect }];
      if (name !== null && !found.has(name) && search.permits(visits, effect.stops))
        found.set(name, { visits, stopped: effect.stops, ...states.end(end) });
    }
}

/** A walk for each end that is looked for and that some run has. */
export function findWalks(search: Search): ReadonlyMap<string, FoundWalk> {
  const { call, classes } = search;
  const hunt: Hunt = { search, states: statesOf(search), found: new Map() };
  const { states, found } = hunt;
  if (call.onlyFirst && call.cells.length > 0) huntFirst(hunt);
  else if (call.cells.length === 0) {
    const [resultClass, fate] = [classes.of(0), { frees: 0, kept: false }];
    const name = search.goal(resultClass, false, fate);
    if (name !== null && search.permits([], false))
      found.set(name, { visits: [], stopped: false, resultClass, fate });
  } else {
    let front = start(states.count, [0], null);
    for (const cell of call.cells) {
      if (cell.some((block) => search.effects(block).some(({ stops }) => stops)))
        keepStopped(hunt, stopInCell(search, states, cell, front));
      front = passCell(search, states, cell, front);
    }
    if (call.cycleStart === null || call.limit >= 0) keepPassed(hunt, passAll(search, states));
  }
  return found;
}
