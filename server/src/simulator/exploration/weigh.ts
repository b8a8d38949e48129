/**
 * In how many ways a call ends with each callback's each value. A walk ends at a block that stops, after any blocks that
 * let it go on and before any blocks at all; or after the last one. Per way to end, this counts orders and values of
 * everybody else, split by what they did with the object, without enumerating them. This file must not know what an end
 * means.
 */
import { type Factor, ordersFunctional, type Polynomial, plusShifted, product, without } from "./polynomial";
import { type Call, factorial, productOf } from "./question";
import type { Effect } from "./values";

/** Runs, and how many of them leave the object in a certain state: all others than the one that the walk ended at. */
interface Weights {
  readonly all: bigint;
  /** Nobody else took the object to free it. */
  readonly none: bigint;
  /** Exactly one other call took the object to free it. */
  readonly one: bigint;
  /** Nobody else took the object to keep it. */
  readonly unkept: bigint;
}

/** Which of the weights are wanted; others repeat `all`, or are 0 for `one`. */
export interface Wanted {
  readonly frees: boolean;
  readonly keeps: boolean;
}

/** A way for a walk to end. */
export interface End {
  readonly effect: Effect;
  /** How often the block at the end was called: more than once only round a cycle. */
  readonly times: number;
  readonly stopped: boolean;
  /** Blocks that can end it so, with the same effect and the same weights; the weights are those of one of them. */
  readonly blocks: readonly number[];
  readonly weights: Weights;
}

/** How a block can behave while a walk goes on, in numbers. */
interface Kind {
  /** Values in all. */
  readonly t: bigint;
  /** Values that let the walk go on: all, those that free nothing, those that keep nothing. */
  readonly all: bigint;
  readonly none: bigint;
  readonly unkept: bigint;
  readonly blocks: number[];
}

/** What a block may do, of everything that a scenario lets it do. */
export interface Rules {
  /** Whatever the block may do, called or not. */
  effects(block: number): readonly Effect[];
  /** Whether a call of it may do this. */
  allows(effect: Effect): boolean;
}

function howMany(effects: readonly Effect[], test: (effect: Effect) => boolean): bigint {
  let found = 0;
  for (const effect of effects) if (test(effect)) found++;
  return BigInt(found);
}

function kindsOf(cell: readonly number[], rules: Rules, wanted: Wanted): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const block of cell) {
    const effects = rules.effects(block);
    const passing = effects.filter((effect) => !effect.stops && rules.allows(effect));
    const all = BigInt(passing.length);
    const none = wanted.frees ? howMany(passing, ({ taking }) => taking !== "frees") : all;
    const unkept = wanted.keeps ? howMany(passing, ({ taking }) => taking !== "keeps") : all;
    const key = `${effects.length} ${all} ${none} ${unkept}`;
    const known = kinds.get(key);
    if (known) known.blocks.push(block);
    else kinds.set(key, { t: BigInt(effects.length), all, none, unkept, blocks: [block] });
  }
  return [...kinds.values()];
}

/** Weights of two independent parts of a run. */
function times(a: Weights, b: Weights): Weights {
  return {
    all: a.all * b.all,
    none: a.none * b.none,
    one: a.none * b.one + a.one * b.none,
    unkept: a.unkept * b.unkept,
  };
}

const NOBODY: Weights = { all: 1n, none: 1n, one: 0n, unkept: 1n };

function scaled(weights: Weights, factor: bigint): Weights {
  return times(weights, { all: factor, none: factor, one: 0n, unkept: factor });
}

/** So many blocks of a kind, all of which let the walk go on, each called so often. */
function passed(kind: Kind, blocks: number, calls: number): Weights {
  if (blocks === 0) return NOBODY;
  const n = BigInt(blocks);
  const takers = kind.all - kind.none;
  return {
    all: kind.all ** n,
    none: kind.none ** n,
    one: calls === 1 ? n * takers * kind.none ** (n - 1n) : 0n,
    unkept: kind.unkept ** n,
  };
}

/** All blocks of these kinds but one of a certain kind; each called once. */
function allPassed(kinds: readonly Kind[], but: Kind | null): Weights {
  const parts = kinds.map((kind) => passed(kind, kind.blocks.length - (kind === but ? 1 : 0), 1));
  return parts.reduce(times, NOBODY);
}

/** Orders and values of the others of a cell in which the walk comes to one of a kind. */
function reached(kinds: readonly Kind[], n: number, wanted: Wanted): (kind: Kind) => Weights {
  if (n === 1) return () => NOBODY;
  const functional = ordersFunctional(n);
  const factors = (a: (kind: Kind) => bigint): Factor[] =>
    kinds.map((kind) => ({ a: a(kind), t: kind.t, times: kind.blocks.length }));
  const weigh = (polynomial: Polynomial, a: bigint, t: bigint) => functional(without(polynomial, a, t));
  const all = product(factors((kind) => kind.all));
  const unkept = wanted.keeps ? product(factors((kind) => kind.unkept)) : null;
  const none = wanted.frees ? product(factors((kind) => kind.none)) : null;
  // Exactly one taker: the sum over kinds of "one of these takes", which is linear in how many of them there are.
  let one: Polynomial = [];
  if (none !== null)
    for (const { all: any, none: a, t, blocks } of kinds)
      if (any !== a) one = plusShifted(one, without(none, a, t), (any - a) * BigInt(blocks.length));
  return (kind) => {
    const { t } = kind;
    const whole = weigh(all, kind.all, t);
    const untaken = none === null ? null : without(none, kind.none, t);
    const own = kind.all - kind.none;
    return {
      all: whole,
      none: untaken === null ? whole : functional(untaken),
      one:
        untaken === null || one.length === 0
          ? 0n
          : functional(without(plusShifted(one, untaken, -own), kind.none, t)),
      unkept: unkept === null ? whole : weigh(unkept, kind.unkept, t),
    };
  };
}

/** The different effects that blocks of a kind can end a walk with, and who has them. */
function endings(kind: Kind, rules: Rules, stopping: boolean): { effect: Effect; blocks: number[] }[] {
  const found = new Map<string, { effect: Effect; blocks: number[] }>();
  for (const block of kind.blocks)
    for (const effect of rules.effects(block)) {
      if (effect.stops !== stopping || !rules.allows(effect)) continue;
      const key = `${effect.value} ${effect.taking}`;
      const known = found.get(key);
      if (known) known.blocks.push(block);
      else found.set(key, { effect, blocks: [block] });
    }
  return [...found.values()];
}

/** Counts over the orders of each cell and the values of every block in `cells`. */
export function endsOf(call: Call, rules: Rules, wanted: Wanted): End[] {
  if (call.onlyFirst) return endsOfFirst(call, rules, wanted);
  const cells = call.cells.map((cell) => kindsOf(cell, rules, wanted));
  const later = laterValues(call, cells);
  const ends: End[] = [];
  let before = NOBODY;
  for (const [place, kinds] of cells.entries()) {
    const n = call.cells[place]?.length ?? 0;
    const reach = once(() => reached(kinds, n, wanted));
    for (const kind of kinds) {
      const found = endings(kind, rules, true);
      if (found.length === 0) continue;
      const weights = scaled(times(before, reach()(kind)), later[place] ?? 1n);
      for (const one of found) ends.push({ ...one, times: 1, stopped: true, weights });
    }
    if (place === cells.length - 1 && call.cycleStart === null)
      ends.push(...endsAtLast(kinds, scaled(before, factorial(n - 1)), rules));
    before = scaled(times(before, allPassed(kinds, null)), factorial(n));
  }
  return call.cycleStart !== null && call.limit >= 0
    ? [...ends, ...endsRoundCycle(call, cells, rules)]
    : ends;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** For each cell, the orders and values of the cells after it, which nobody asks. */
function laterValues(call: Call, cells: readonly (readonly Kind[])[]): bigint[] {
  const later: bigint[] = [];
  let sofar = 1n;
  for (let place = cells.length - 1; place >= 0; place--) {
    later[place] = sofar;
    const values = (cells[place] ?? []).map(({ t, blocks }) => t ** BigInt(blocks.length));
    sofar *= productOf(values) * factorial(call.cells[place]?.length ?? 0);
  }
  return later;
}

/** Nobody ended the walk: it ends after whoever happens to be last. */
function endsAtLast(kinds: readonly Kind[], before: Weights, rules: Rules): End[] {
  return kinds.flatMap((kind) => {
    const weights = times(before, allPassed(kinds, kind));
    return endings(kind, rules, false).map((one) => ({ ...one, times: 1, stopped: false, weights }));
  });
}

/** How often each place of a cyclic list is called if nobody stops, and which place is called last. */
export function roundTrip(call: Call): { times: number[]; last: number } {
  const length = call.cells.length;
  const start = call.cycleStart ?? 0;
  const [round, rest] = [length - start, call.limit - length];
  const whole = Math.floor(rest / round);
  const times = call.cells.map((_, place) =>
    place < start ? 1 : 1 + whole + (place - start < rest % round ? 1 : 0),
  );
  return { times, last: rest === 0 ? length - 1 : start + ((rest - 1) % round) };
}

function endsRoundCycle(call: Call, cells: readonly (readonly Kind[])[], rules: Rules): End[] {
  const { times: calls, last } = roundTrip(call);
  const others = cells.map((kinds, place) =>
    place === last ? NOBODY : kinds.map((kind) => passed(kind, 1, calls[place] ?? 1)).reduce(times, NOBODY),
  );
  const weights = others.reduce(times, NOBODY);
  return (cells[last] ?? []).flatMap((kind) =>
    endings(kind, rules, false).map((one) => ({ ...one, times: calls[last] ?? 1, stopped: false, weights })),
  );
}

/** Whoever comes first decides alone: nobody is before it, and the others are not asked. */
function endsOfFirst(call: Call, rules: Rules, wanted: Wanted): End[] {
  const cell = call.cells[0] ?? [];
  const kinds = kindsOf(cell, rules, wanted);
  const values = productOf(kinds.map(({ t, blocks }) => t ** BigInt(blocks.length)));
  return kinds.flatMap((kind) => {
    const weights = scaled(NOBODY, (factorial(cell.length - 1) * values) / kind.t);
    return [true, false].flatMap((stopped) =>
      endings(kind, rules, stopped).map((one) => ({ ...one, times: 1, stopped, weights })),
    );
  });
}
