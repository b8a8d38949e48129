/**
 * In how many ways a call ends with each callback's each value. A walk ends at a block that stops, after any blocks that
 * let it go on and before any blocks at all; or after the last one. Per way to end, this counts orders and values of
 * everybody else, split by what they did with the object, without enumerating them. This file must not know what an end
 * means.
 */
import {
  type Factor,
  factorial,
  type ordersFunctional,
  type Polynomial,
  plusShifted,
  product,
  productOf,
  without,
} from "./polynomial";
import type { Call } from "./question";
import type { Effect } from "./values";

/**
 * Runs, and how many of them leave the object in a certain state: all others than the one that the walk ended at. Null
 * for what is not wanted.
 */
interface Weights {
  readonly all: bigint;
  /** Nobody else took the object to free it; exactly one other call did. */
  readonly free: { readonly none: bigint; readonly one: bigint } | null;
  /** Nobody else took the object to keep it. */
  readonly unkept: bigint | null;
}

/** Which of the weights are wanted. */
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
  /** Blocks that can end it so, list by list; the weights are those of one of them. */
  readonly blocks: readonly (readonly number[])[];
  readonly weights: Weights;
}

/** Blocks with the same list of effects. */
interface Profile {
  readonly effects: readonly Effect[];
  readonly blocks: number[];
}

export type ProfilesByCell = Map<readonly number[], readonly Profile[]>;

/** Blocks that behave alike, in numbers, while a walk goes on. */
interface Kind {
  /** Values in all. */
  readonly t: bigint;
  /** Values that let the walk go on: all, those that free nothing, those that keep nothing. */
  readonly all: bigint;
  readonly none: bigint;
  readonly unkept: bigint;
  readonly size: number;
  readonly profiles: readonly Profile[];
}

/** What a block may do, of everything that a scenario lets it do. */
export interface Rules {
  /** Whatever the block may do, called or not. The same list for blocks that may do the same. */
  effects(block: number): readonly Effect[];
  /** Whether a call of it may do this. */
  allows(effect: Effect): boolean;
  readonly wanted: Wanted;
  /** What is known of cells already; shared by all that share `effects`. */
  readonly known: ProfilesByCell;
  orders(n: number): ReturnType<typeof ordersFunctional>;
}

function profilesOf(cell: readonly number[], rules: Rules): readonly Profile[] {
  const known = rules.known.get(cell) ?? profilesAnew(cell, rules);
  rules.known.set(cell, known);
  return known;
}

function profilesAnew(cell: readonly number[], rules: Rules): Profile[] {
  const profiles = new Map<readonly Effect[], Profile>();
  for (const block of cell) {
    const effects = rules.effects(block);
    const known = profiles.get(effects);
    if (known) known.blocks.push(block);
    else profiles.set(effects, { effects, blocks: [block] });
  }
  return [...profiles.values()];
}

/** How many values of a list let a walk go on; those that free nothing, those that keep nothing. */
function passingOf(effects: readonly Effect[], { allows, wanted }: Rules) {
  let [all, none, unkept] = [0, 0, 0];
  for (const effect of effects) {
    if (effect.stops || !allows(effect)) continue;
    all++;
    if (!wanted.frees || effect.taking !== "frees") none++;
    if (!wanted.keeps || effect.taking !== "keeps") unkept++;
  }
  return { all, none, unkept };
}

function kindsOf(cell: readonly number[], rules: Rules): Kind[] {
  const kinds = new Map<string, { size: number; profiles: Profile[] } & Omit<Kind, "size" | "profiles">>();
  for (const profile of profilesOf(cell, rules)) {
    const { all, none, unkept } = passingOf(profile.effects, rules);
    const t = profile.effects.length;
    const key = `${t} ${all} ${none} ${unkept}`;
    const numbers = { t: BigInt(t), all: BigInt(all), none: BigInt(none), unkept: BigInt(unkept) };
    const kind = kinds.get(key) ?? { ...numbers, size: 0, profiles: [] };
    kinds.set(key, kind);
    kind.size += profile.blocks.length;
    kind.profiles.push(profile);
  }
  return [...kinds.values()];
}

/** Weights of two independent parts of a run. */
function times(a: Weights, b: Weights): Weights {
  const free = a.free !== null && b.free !== null ? [a.free, b.free] : null;
  const [x, y] = free ?? [];
  return {
    all: a.all * b.all,
    free:
      x === undefined || y === undefined
        ? null
        : { none: x.none * y.none, one: x.none * y.one + x.one * y.none },
    unkept: a.unkept === null || b.unkept === null ? null : a.unkept * b.unkept,
  };
}

function nobody({ frees, keeps }: Wanted): Weights {
  return { all: 1n, free: frees ? { none: 1n, one: 0n } : null, unkept: keeps ? 1n : null };
}

function scaled({ all, free, unkept }: Weights, factor: bigint): Weights {
  if (factor === 1n) return { all, free, unkept };
  return {
    all: all * factor,
    free: free === null ? null : { none: free.none * factor, one: free.one * factor },
    unkept: unkept === null ? null : unkept * factor,
  };
}

/** So many blocks of a kind, all of which let the walk go on, each called so often. */
function passed(kind: Kind, blocks: number, calls: number, wanted: Wanted): Weights {
  if (blocks === 0) return nobody(wanted);
  const n = BigInt(blocks);
  const one = calls === 1 ? n * (kind.all - kind.none) * kind.none ** (n - 1n) : 0n;
  return {
    all: kind.all ** n,
    free: wanted.frees ? { none: kind.none ** n, one } : null,
    unkept: wanted.keeps ? kind.unkept ** n : null,
  };
}

/** All blocks of these kinds but one of a certain kind; each called once. */
function allPassed(kinds: readonly Kind[], but: Kind | null, wanted: Wanted): Weights {
  const parts = kinds.map((kind) => passed(kind, kind.size - (kind === but ? 1 : 0), 1, wanted));
  return parts.reduce(times, nobody(wanted));
}

/** Orders and values of the others of a cell in which the walk comes to one of a kind. */
function reached(kinds: readonly Kind[], n: number, { wanted, orders }: Rules): (kind: Kind) => Weights {
  if (n === 1) return () => nobody(wanted);
  const functional = orders(n);
  const factors = (a: (kind: Kind) => bigint): Factor[] =>
    kinds.map((kind) => ({ a: a(kind), t: kind.t, times: kind.size }));
  const weigh = (polynomial: Polynomial, a: bigint, t: bigint) => functional(without(polynomial, a, t));
  const all = product(factors((kind) => kind.all));
  const unkept = wanted.keeps ? product(factors((kind) => kind.unkept)) : null;
  const none = wanted.frees ? product(factors((kind) => kind.none)) : null;
  // Exactly one taker: the sum over kinds of "one of these takes", which is linear in how many of them there are.
  let one: Polynomial = [];
  if (none !== null)
    for (const { all: any, none: a, t, size } of kinds)
      if (any !== a) one = plusShifted(one, without(none, a, t), (any - a) * BigInt(size));
  const free = (kind: Kind) => {
    if (none === null) return null;
    const untaken = without(none, kind.none, kind.t);
    const others = one.length === 0 ? [] : plusShifted(one, untaken, kind.none - kind.all);
    return {
      none: functional(untaken),
      one: others.length === 0 ? 0n : weigh(others, kind.none, kind.t),
    };
  };
  return (kind) => ({
    all: weigh(all, kind.all, kind.t),
    free: free(kind),
    unkept: unkept === null ? null : weigh(unkept, kind.unkept, kind.t),
  });
}

/** The different effects that blocks of a kind can end a walk with, and who has them. */
function endings(kind: Kind, { allows }: Rules, stopping: boolean): Pick<End, "effect" | "blocks">[] {
  const found = new Map<string, { effect: Effect; blocks: (readonly number[])[] }>();
  for (const { effects, blocks } of kind.profiles)
    for (const effect of effects) {
      if (effect.stops !== stopping || !allows(effect)) continue;
      const key = `${effect.value} ${effect.taking}`;
      const known = found.get(key);
      if (known) known.blocks.push(blocks);
      else found.set(key, { effect, blocks: [blocks] });
    }
  return [...found.values()];
}

/** Counts over the orders of each cell and the values of every block in `cells`. */
export function endsOf(call: Call, rules: Rules): End[] {
  if (call.onlyFirst) return endsOfFirst(call, rules);
  const { wanted } = rules;
  const cells = call.cells.map((cell) => kindsOf(cell, rules));
  const later = laterValues(call, cells);
  const ends: End[] = [];
  let before = nobody(wanted);
  for (const [place, kinds] of cells.entries()) {
    const n = call.cells[place]?.length ?? 0;
    const stoppers = kinds.map((kind) => ({ kind, found: endings(kind, rules, true) }));
    if (stoppers.some(({ found }) => found.length > 0)) {
      const reach = reached(kinds, n, rules);
      for (const { kind, found } of stoppers) {
        if (found.length === 0) continue;
        const weights = scaled(times(before, reach(kind)), later[place] ?? 1n);
        for (const one of found) ends.push({ ...one, times: 1, stopped: true, weights });
      }
    }
    if (place === cells.length - 1 && call.cycleStart === null)
      ends.push(...endsAtLast(kinds, scaled(before, factorial(n - 1)), rules));
    before = scaled(times(before, allPassed(kinds, null, wanted)), factorial(n));
  }
  return call.cycleStart !== null && call.limit >= 0
    ? [...ends, ...endsRoundCycle(call, cells, rules)]
    : ends;
}

/** For each cell, the orders and values of the cells after it, which nobody asks. */
function laterValues(call: Call, cells: readonly (readonly Kind[])[]): bigint[] {
  const later: bigint[] = [];
  let sofar = 1n;
  for (let place = cells.length - 1; place >= 0; place--) {
    later[place] = sofar;
    const values = (cells[place] ?? []).map(({ t, size }) => t ** BigInt(size));
    sofar *= productOf(values) * factorial(call.cells[place]?.length ?? 0);
  }
  return later;
}

/** Nobody ended the walk: it ends after whoever happens to be last. */
function endsAtLast(kinds: readonly Kind[], before: Weights, rules: Rules): End[] {
  return kinds.flatMap((kind) => {
    const found = endings(kind, rules, false);
    if (found.length === 0) return [];
    const weights = times(before, allPassed(kinds, kind, rules.wanted));
    return found.map((one) => ({ ...one, times: 1, stopped: false, weights }));
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
  const { wanted } = rules;
  const { times: calls, last } = roundTrip(call);
  const others = cells.flatMap((kinds, place) =>
    place === last ? [] : kinds.map((kind) => passed(kind, 1, calls[place] ?? 1, wanted)),
  );
  const weights = others.reduce(times, nobody(wanted));
  return (cells[last] ?? []).flatMap((kind) =>
    endings(kind, rules, false).map((one) => ({ ...one, times: calls[last] ?? 1, stopped: false, weights })),
  );
}

/** Whoever comes first decides alone: nobody is before it, and the others are not asked. */
function endsOfFirst(call: Call, rules: Rules): End[] {
  const cell = call.cells[0] ?? [];
  const kinds = kindsOf(cell, rules);
  const values = productOf(kinds.map(({ t, size }) => t ** BigInt(size)));
  return kinds.flatMap((kind) => {
    const weights = scaled(nobody(rules.wanted), (factorial(cell.length - 1) * values) / kind.t);
    return [true, false].flatMap((stopped) =>
      endings(kind, rules, stopped).map((one) => ({ ...one, times: 1, stopped, weights })),
    );
  });
}
