/**
 * The exact numbers of one call: how many runs end in each outcome and with each result. Sums the ends of weigh.ts under
 * the conditions of reach.ts. This file must not build witnesses.
 */
import type { Plan } from "../plan";
import { type Call, factorial, productOf, type Question } from "./question";
import { type Conditions, passingShare, restrictionsOf, type Share, shareOf } from "./reach";
import type { OutcomeName } from "./types";
import type { Effect } from "./values";
import { closureOf, type Sum, type Verdict } from "./verdict";
import { type End, endsOf, type Rules, type Wanted } from "./weigh";

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

/** Ends with the numbers of runs that they stand for, `weights` scaled. */
type Runs = (
  allows: (effect: Effect) => boolean,
) => readonly { readonly end: End; scale(weight: bigint): bigint }[];

/** All ends of the call, over all runs that come to it; null if a bound was met. */
function runsOf(counter: Counter): Runs | null {
  const { question, call, conditions } = counter;
  const scale = scaleOf(counter);
  const restrictions = restrictionsOf(conditions.get(call.event) ?? []);
  if (scale === null || restrictions === null) return null;
  const asked = new Set(call.cells.flat());
  const wanted = wantedOf(question.plan);
  const all = question.effects(call.event);
  return (allows) =>
    restrictions.flatMap(({ sign, passing }) => {
      const share = passingShare(question, call.event, passing, (block) => !asked.has(block));
      const effects = (block: number) =>
        passing.has(block) ? all(block).filter(({ stops }) => !stops) : all(block);
      const [over, under] = [sign * scale.over * share.over, scale.under * share.under];
      const scaled = (weight: bigint) => (weight * over) / under;
      if ([...passing].some((block) => effects(block).length === 0)) return [];
      return endsOf(call, { effects, allows } satisfies Rules, wanted).map((end) => ({ end, scale: scaled }));
    });
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

/** Splits the runs of an end by what became of the object. */
function tallyEnd(
  { end, scale }: { readonly end: End; scale(weight: bigint): bigint },
  name: (frees: number, kept: boolean) => OutcomeName,
  sign: bigint,
  into: Map<OutcomeName, bigint>,
): void {
  const { weights, effect, times, blocks } = end;
  const own = effect.taking === "frees" ? times : 0;
  const kept = effect.taking === "keeps";
  const many = sign * BigInt(blocks.length);
  const add = (frees: number, isKept: boolean, weight: bigint) =>
    addTo(into, name(Math.min(2, own + frees), isKept), many * scale(weight));
  // Only one of the two is wanted at a time: the other is 0 or everything.
  add(0, kept, weights.none - (weights.all - weights.unkept));
  add(0, true, weights.all - weights.unkept);
  add(1, kept, weights.one);
  add(2, kept, weights.all - weights.none - weights.one);
}

function tallyLast(counter: Counter, runs: Runs): Tally {
  const { classes, name } = counter.verdict;
  const outcomes = new Map<OutcomeName, bigint>();
  const results = new Map<number, { count: bigint; stoppers: Set<number> }>();
  for (const one of runs(() => true)) {
    const { end, scale } = one;
    const { value } = end.effect;
    tallyEnd(one, (frees, kept) => name(classes.of(value), end.stopped, { frees, kept }), 1n, outcomes);
    const count = scale(end.weights.all) * BigInt(end.blocks.length);
    const known = results.get(value) ?? { count: 0n, stoppers: new Set() };
    results.set(value, known);
    known.count += count;
    if (end.stopped && count !== 0n) for (const block of end.blocks) known.stoppers.add(block);
  }
  const told = [...results].filter(([, { count }]) => count !== 0n);
  return {
    outcomes,
    results: new Map(
      told.map(([value, { count, stoppers }]) => [
        value,
        { count, stoppers: [...stoppers].sort((a, b) => a - b) },
      ]),
    ),
  };
}

function tallyOred(counter: Counter, runs: Runs): Tally {
  const { classes, name, sums } = counter.verdict;
  const outcomes = new Map<OutcomeName, bigint>();
  for (let resultClass = 0; resultClass < classes.count; resultClass++)
    for (const { sign, allows } of sums(resultClass))
      for (const one of runs(allows))
        tallyEnd(one, (frees, kept) => name(resultClass, one.end.stopped, { frees, kept }), sign, outcomes);
  return { outcomes, results: oredResults(counter, runs) };
}

/** How many runs have each or-ed result: those within it, less those that have a smaller one. */
function oredResults(counter: Counter, runs: Runs): Map<number, ResultCount> | null {
  const closure = closureOf(valuesOf(counter.question, counter.call), counter.mostMasks);
  if (closure === null || !counter.spend(costOf(counter) * closure.length)) return null;
  const exact = new Map<number, bigint>();
  for (const mask of closure) {
    let count = 0n;
    for (const { end, scale } of runs(({ value }) => (value & ~mask) === 0))
      count += scale(end.weights.all) * BigInt(end.blocks.length);
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
