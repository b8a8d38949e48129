/**
 * The exact numbers of one call: how many runs end in each outcome and with each result. Sums the ends of weigh.ts under
 * the conditions of reach.ts. This file must not build witnesses.
 */
import type { Plan } from "../plan";
import { factorial, productOf } from "./polynomial";
import type { Call, Question } from "./question";
import { type Conditions, passingShare, restrictionsOf, type Share, shareOf } from "./reach";
import type { OutcomeName } from "./types";
import type { Effect } from "./values";
import { closureOf, type Sum, type Verdict } from "./verdict";
import { type End, endsOf, type ProfilesByCell, type Rules, type Wanted } from "./weigh";

/** A result of a call in numbers. */
export interface ResultCount {
  readonly count: bigint;
  /** Who can end the walk with it; not told of or-ed results. */
  readonly stoppers: readonly number[];
}

export interface Tally {
  readonly outcomes: ReadonlyMap<OutcomeName, bigint>;
  /** Null where or-ed results are too many to tell apart. */
  readonly results: ReadonlyMap<number, ResultCount> | null;
}

/** Counts a call; conditions and bounds as they stand. */
export interface Counter {
  readonly question: Question;
  readonly call: Call;
  readonly verdict: Verdict;
  readonly conditions: Conditions;
  readonly mostMasks: number;
  /** Asks for so much work; false where a bound forbids it. */
  spend(work: number): boolean;
}

/** Every value that the blocks of a call can return to it. */
export function valuesOf(question: Question, call: Call): number[] {
  const effects = question.effects(call.event);
  return [...new Set(call.cells.flat().flatMap((block) => effects(block).map(({ value }) => value)))];
}

function wantedOf({ handoff }: Plan): Wanted {
  const byReference = handoff?.protocol === "refcount";
  return { frees: handoff !== null && !byReference, keeps: byReference };
}

/** What each end must be multiplied by: everything that the call does not ask about. */
function scaleOf({ question, call, conditions }: Counter): Share | null {
  const effects = question.effects(call.event);
  const asked = productOf([
    ...call.cells.map((cell) => factorial(cell.length)),
    ...call.cells.flat().map((block) => BigInt(effects(block).length)),
  ]);
  const shares: Share[] = [{ over: question.runs, under: asked }];
  for (const [event, sets] of conditions) {
    const share = event === call.event ? { over: 1n, under: 1n } : shareOf(question, event, sets);
    if (share === null) return null;
    shares.push(share);
  }
  return {
    over: productOf(shares.map(({ over }) => over)),
    under: productOf(shares.map(({ under }) => under)),
  };
}

/** Ends that share a factor, by which their weights become numbers of runs. */
interface Scaled {
  readonly ends: readonly End[];
  scale(weight: bigint): bigint;
}

type Runs = (allows: (effect: Effect) => boolean, wanted: Wanted) => readonly Scaled[];

/** All ends of the call, over all runs that come to it; null if a bound was met. */
function runsOf(counter: Counter): Runs | null {
  const { question, call, conditions } = counter;
  const scale = scaleOf(counter);
  const restrictions = restrictionsOf(conditions.get(call.event) ?? []);
  if (scale === null || restrictions === null) return null;
  const asked = new Set(call.cells.flat());
  const all = question.effects(call.event);
  const goesOn = passingLists();
  const parts = restrictions.flatMap(({ sign, passing }) => {
    const share = passingShare(question, call.event, passing, (block) => !asked.has(block));
    const effects = (block: number) => (passing.has(block) ? goesOn(all(block)) : all(block));
    if ([...passing].some((block) => effects(block).length === 0)) return [];
    const [over, under] = [sign * scale.over * share.over, scale.under * share.under];
    const known: ProfilesByCell = new Map();
    return { effects, known, scale: (weight: bigint) => (weight * over) / under };
  });
  return (allows, wanted) =>
    parts.map(({ effects, known, scale }) => {
      const rules: Rules = { effects, allows, wanted, known, orders: question.orders };
      return { ends: endsOf(call, rules), scale };
    });
}

/** The effects of a list that let a walk go on; one list for one list. */
function passingLists(): (effects: readonly Effect[]) => readonly Effect[] {
  const known = new Map<readonly Effect[], readonly Effect[]>();
  return (effects) => {
    const passing = known.get(effects) ?? effects.filter(({ stops }) => !stops);
    known.set(effects, passing);
    return passing;
  };
}

/** What it costs to count the ends of a call once, in multiplications of words. */
function costOf({ question, call }: Counter): number {
  const effects = question.effects(call.event);
  let cost = 0;
  let bits = 0;
  for (const cell of call.cells) {
    let most = 1;
    const kinds = new Set<number>();
    for (const block of cell) {
      const { length } = effects(block);
      most = Math.max(most, length);
      kinds.add(length);
    }
    bits += cell.length * (Math.log2(most) + Math.log2(cell.length));
    cost += cell.length * (4 + 8 * kinds.size) * (1 + bits / 64);
  }
  return cost * (1 + bits / 6400);
}

function addTo<K>(map: Map<K, bigint>, key: K, count: bigint): void {
  if (count !== 0n) map.set(key, (map.get(key) ?? 0n) + count);
}

type Naming = (end: End, frees: number, kept: boolean) => OutcomeName;

function blocksIn({ blocks }: End): number {
  return blocks.reduce((sum, list) => sum + list.length, 0);
}

/** Splits the runs of ends by what became of the object. */
function tallyEnds(
  { ends, scale }: Scaled,
  name: Naming,
  sign: bigint,
  into: Map<OutcomeName, bigint>,
): void {
  const found = new Map<OutcomeName, bigint>();
  for (const end of ends) {
    const { all, free, unkept } = end.weights;
    const own = end.effect.taking === "frees" ? end.times : 0;
    const kept = end.effect.taking === "keeps";
    const many = BigInt(blocksIn(end));
    const add = (frees: number, isKept: boolean, weight: bigint) =>
      addTo(found, name(end, Math.min(2, own + frees), isKept), many * weight);
    // Who frees and who keeps are never both wanted.
    if (free !== null) {
      add(0, kept, free.none);
      add(1, kept, free.one);
      add(2, kept, all - free.none - free.one);
    } else if (unkept !== null) {
      add(0, kept, unkept);
      add(0, true, all - unkept);
    } else add(0, kept, all);
  }
  for (const [outcome, weight] of found) addTo(into, outcome, sign * scale(weight));
}

function tallyLast(counter: Counter, runs: Runs): Tally {
  const { classes, name } = counter.verdict;
  const outcomes = new Map<OutcomeName, bigint>();
  const counts = new Map<number, bigint>();
  const stoppers: Stoppers = new Map();
  const naming: Naming = ({ effect, stopped }, frees, kept) =>
    name(classes.of(effect.value), stopped, { frees, kept });
  for (const part of runs(() => true, wantedOf(counter.question.plan))) {
    tallyEnds(part, naming, 1n, outcomes);
    const weights = new Map<number, bigint>();
    for (const end of part.ends) {
      addTo(weights, end.effect.value, end.weights.all * BigInt(blocksIn(end)));
      if (end.stopped) noteStoppers(stoppers, end, part);
    }
    for (const [value, weight] of weights) addTo(counts, value, part.scale(weight));
  }
  const told = [...counts].filter(([, count]) => count !== 0n);
  return {
    outcomes,
    results: new Map(told.map(([value, count]) => [value, { count, stoppers: stoppersOf(stoppers, value) }])),
  };
}

/** By result, then by the first of a list of blocks that are alike: the list, and in how many runs they end the walk. */
type Stoppers = Map<number, Map<number, { readonly blocks: readonly number[]; runs: bigint }>>;

function noteStoppers(stoppers: Stoppers, { effect, blocks, weights }: End, { scale }: Scaled): void {
  const known = stoppers.get(effect.value) ?? new Map();
  stoppers.set(effect.value, known);
  for (const list of blocks) {
    const one = known.get(list[0] ?? 0) ?? { blocks: list, runs: 0n };
    known.set(list[0] ?? 0, one);
    one.runs += scale(weights.all);
  }
}

function stoppersOf(stoppers: Stoppers, value: number): number[] {
  const lists = [...(stoppers.get(value)?.values() ?? [])].filter(({ runs }) => runs !== 0n);
  return lists.flatMap(({ blocks }) => blocks).sort((a, b) => a - b);
}

function tallyOred(counter: Counter, runs: Runs): Tally {
  const { classes, name, sums } = counter.verdict;
  const outcomes = new Map<OutcomeName, bigint>();
  const wanted = wantedOf(counter.question.plan);
  const known = new Map<Sum["allows"], readonly Scaled[]>();
  for (let resultClass = 0; resultClass < classes.count; resultClass++)
    for (const { sign, allows } of sums(resultClass)) {
      const parts = known.get(allows) ?? runs(allows, wanted);
      known.set(allows, parts);
      const naming: Naming = ({ stopped }, frees, kept) => name(resultClass, stopped, { frees, kept });
      for (const part of parts) tallyEnds(part, naming, sign, outcomes);
    }
  return { outcomes, results: oredResults(counter, runs) };
}

/** How many runs have each or-ed result: those within it, less those that have a smaller one. */
function oredResults(counter: Counter, runs: Runs): Map<number, ResultCount> | null {
  const closure = closureOf(valuesOf(counter.question, counter.call), counter.mostMasks);
  if (closure === null || !counter.spend(costOf(counter) * closure.length)) return null;
  const exact = new Map<number, bigint>();
  for (const mask of closure) {
    let count = 0n;
    for (const { ends, scale } of runs(({ value }) => (value & ~mask) === 0, { frees: false, keeps: false }))
      count += scale(ends.reduce((sum, end) => sum + end.weights.all * BigInt(blocksIn(end)), 0n));
    for (const [smaller, known] of exact) if ((smaller & ~mask) === 0) count -= known;
    exact.set(mask, count);
  }
  const told = [...exact].filter(([, count]) => count !== 0n);
  return new Map(told.map(([mask, count]) => [mask, { count, stoppers: [] }]));
}

/** The numbers of a call that calls nobody: one result, NOTIFY_DONE, in every run that comes to it. */
function tallyNobody(counter: Counter): Tally | null {
  const { verdict, question, call, conditions } = counter;
  const scale = scaleOf(counter);
  const share = shareOf(question, call.event, conditions.get(call.event) ?? []);
  if (scale === null || share === null) return null;
  const count = (scale.over * share.over) / (scale.under * share.under);
  if (count === 0n) return { outcomes: new Map(), results: new Map() };
  const name = verdict.name(verdict.classes.of(0), false, { frees: 0, kept: false });
  return { outcomes: new Map([[name, count]]), results: new Map([[0, { count, stoppers: [] }]]) };
}

/** Counts a call; null if a bound was met. Runs that never come back from it are not among the numbers. */
export function tally(counter: Counter): Tally | null {
  if (counter.call.cells.length === 0) return tallyNobody(counter);
  const sums: Sum[] = [];
  if (counter.verdict.classes.join !== null)
    for (let one = 0; one < counter.verdict.classes.count; one++) sums.push(...counter.verdict.sums(one));
  if (!counter.spend(costOf(counter) * Math.max(1, sums.length))) return null;
  const runs = runsOf(counter);
  if (runs === null) return null;
  return counter.verdict.classes.join === null ? tallyLast(counter, runs) : tallyOred(counter, runs);
}
