/**
 * Finds, for every way a call can end, a walk that ends so after as few calls as possible. Walks are told apart by little:
 * what became of the object so far and the class of the result. For each such state the walk that comes to it with the
 * fewest calls is kept, block by block, so the work grows with the number of blocks and not with that of walks. This file
 * must not build scenarios.
 */
import type { Call } from "./question";
import { type Goal, type States, statesOf } from "./states";
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
  /** The first walk for each name is kept. */
  readonly goal: Goal;
}

/** How each state was come to with one block more: from which state, by which of its effects (-1: not called). */
interface Move {
  readonly from: readonly number[];
  readonly by: readonly number[];
}

/** The states after some blocks, and how they were come to. */
interface Front {
  readonly states: readonly number[];
  readonly steps: readonly (readonly [block: number, move: Move])[];
  readonly before: Front | null;
}

/** One way to go on from a state: to which, by which effect, with how many calls. */
type Moves = (
  state: number,
  effects: readonly Effect[],
  to: (next: number, by: number, calls: number) => void,
) => void;

const NEVER = 0x7fffffff;

/** From states, with the calls that each took, to the states after one block more. */
function move(
  size: number,
  states: readonly number[],
  calls: readonly number[],
  effects: readonly Effect[],
  moves: Moves,
) {
  const after = new Array<number>(size).fill(NEVER);
  const made = { from: new Array<number>(size).fill(-1), by: new Array<number>(size).fill(-1) };
  for (const state of states)
    moves(state, effects, (next, by, cost) => {
      const sofar = (calls[state] ?? 0) + cost;
      if (sofar >= (after[next] ?? NEVER)) return;
      after[next] = sofar;
      made.from[next] = state;
      made.by[next] = by;
    });
  return { move: made, calls: after, states: reachedStates(after) };
}

function reachedStates(calls: readonly number[]): number[] {
  const states: number[] = [];
  for (const [state, count] of calls.entries()) if (count !== NEVER) states.push(state);
  return states;
}

/**
 * Moves of blocks that must be called: the same list of effects takes the same states to the same states, so a thousand
 * blocks that are alike cost hardly more than a few.
 */
function passer(search: Search, size: number) {
  const fronts = new Map<string, readonly number[]>();
  const known = new Map<
    readonly number[],
    Map<readonly Effect[], { move: Move; states: readonly number[] }>
  >();
  const noCalls = new Array<number>(size).fill(0);
  return (front: Front, block: number, moves: Moves): Front => {
    const effects = search.effects(block);
    const here =
      known.get(front.states) ?? new Map<readonly Effect[], { move: Move; states: readonly number[] }>();
    known.set(front.states, here);
    let made = here.get(effects);
    if (made === undefined) {
      const moved = move(size, front.states, noCalls, effects, moves);
      const key = moved.states.join();
      const states = fronts.get(key) ?? moved.states;
      fronts.set(key, states);
      made = { move: moved.move, states };
      here.set(effects, made);
    }
    const steps = front.steps as (readonly [number, Move])[];
    steps.push([block, made.move]);
    return { states: made.states, steps, before: front.before };
  };
}

type Passer = ReturnType<typeof passer>;

/** The calls by which a front came to a state, cell after cell. */
function traceAll(front: Front, end: number, effects: (block: number) => readonly Effect[]): Visit[] {
  const visits: Visit[] = [];
  let state = end;
  for (let at: Front | null = front; at !== null; at = at.before)
    for (const [block, { from, by }] of at.steps.toReversed()) {
      const effect = effects(block)[by[state] ?? -1];
      if (effect !== undefined) visits.push({ block, effect });
      state = from[state] ?? 0;
    }
  return visits.reverse();
}

/** Every block of a cell is called and lets the walk go on. */
function passCell(states: States, cell: readonly number[], before: Front, pass: Passer): Front {
  let front: Front = { states: before.states, steps: [], before };
  for (const block of cell)
    front = pass(front, block, (state, effects, to) => {
      for (const [by, effect] of effects.entries())
        if (!effect.stops) to(states.after(state, effect, 1, false), by, 1);
    });
  return front;
}

/**
 * Blocks of a cell that a shortest walk may have to call: each call of one changes the state, so of blocks that are alike
 * no more are needed than a state can change.
 */
function sample(search: Search, cell: readonly number[]): number[] {
  const { classes, tracksObject } = search;
  const most = 1 + (tracksObject ? 3 : 0) + (classes.join === null ? 0 : Math.min(classes.count, 33));
  const taken = new Map<readonly Effect[], number>();
  return cell.filter((block) => {
    const effects = search.effects(block);
    const count = (taken.get(effects) ?? 0) + 1;
    taken.set(effects, count);
    return count <= most;
  });
}

/** Some blocks of a cell are called and then one ends the walk. States from `states.count` on have been ended. */
function stopInCell(search: Search, states: States, cell: readonly number[], before: Front) {
  const { count } = states;
  const steps: (readonly [number, Move])[] = [];
  let [reached, calls]: [readonly number[], readonly number[]] = [
    before.states,
    new Array<number>(2 * count).fill(0),
  ];
  for (const block of sample(search, cell)) {
    const moved = move(2 * count, reached, calls, search.effects(block), (state, effects, to) => {
      to(state, -1, 0);
      const isStopped = state >= count;
      const object = isStopped ? state - count : state;
      for (const [by, effect] of effects.entries())
        if (!effect.stops) to(states.after(object, effect, 1, false) + (isStopped ? count : 0), by, 1);
        else if (!isStopped) to(states.after(object, effect, 1, true) + count, by, 1);
    });
    steps.push([block, moved.move]);
    ({ calls, states: reached } = moved);
  }
  return { front: { states: reached, steps, before }, calls };
}

/** Every block is called, each so often, and one of those that may be the last is. */
function passAll(search: Search, states: States): Front {
  const { call, classes } = search;
  const round = call.cycleStart === null ? null : roundTrip(call);
  const last = round?.last ?? call.cells.length - 1;
  const passers = new Map<string, Passer>();
  let front: Front = { states: [0], steps: [], before: null };
  for (const [place, cell] of call.cells.entries()) {
    const times = round?.times[place] ?? 1;
    const mayWait = classes.join !== null || place !== last || cell.length > 1;
    const pass = passers.get(`${Math.min(times, 2)} ${place === last}`) ?? passer(search, states.count);
    passers.set(`${Math.min(times, 2)} ${place === last}`, pass);
    for (const block of cell)
      front = pass(front, block, (state, effects, to) => {
        const settled = states.isSettled(state);
        for (const [by, effect] of effects.entries()) {
          if (effect.stops) continue;
          if (mayWait || settled) to(states.after(state, effect, times, false), by, 1);
          if (place === last && !settled) to(states.after(state, effect, times, true), by, 1);
        }
      });
  }
  return front;
}

interface Hunt {
  readonly search: Search;
  readonly states: States;
  readonly found: Map<string, FoundWalk>;
}

/** Keeps the walks to the ends of a front that have no walk yet, those with fewer calls first. */
function keepStopped({ search, states, found }: Hunt, cell: readonly number[], before: Front): void {
  const { front, calls } = stopInCell(search, states, cell, before);
  const ends = front.states.filter((state) => state >= states.count);
  ends.sort((a, b) => (calls[a] ?? 0) - (calls[b] ?? 0));
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
  for (const end of front.states) {
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
  const hunt: Hunt = {
    search,
    states: statesOf(search.classes, search.tracksObject, search.goal),
    found: new Map(),
  };
  const { states, found } = hunt;
  if (call.onlyFirst && call.cells.length > 0) huntFirst(hunt);
  else if (call.cells.length === 0) {
    const [resultClass, fate] = [classes.of(0), { frees: 0, kept: false }];
    const name = search.goal(resultClass, false, fate);
    if (name !== null && search.permits([], false))
      found.set(name, { visits: [], stopped: false, resultClass, fate });
  } else {
    const pass = passer(search, states.count);
    let front: Front = { states: [0], steps: [], before: null };
    for (const cell of call.cells) {
      if (cell.some((block) => search.effects(block).some(({ stops }) => stops)))
        keepStopped(hunt, cell, front);
      front = passCell(states, cell, front, pass);
    }
    if (call.cycleStart === null || call.limit >= 0) keepPassed(hunt, passAll(search, states));
  }
  return found;
}
