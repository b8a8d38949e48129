/**
 * What an end of a walk means, told from little: the class of its result, whether somebody stopped it, and what became of
 * the object. Results fall into classes that or-ing respects, so that neither counting nor searching needs the results
 * themselves. This file must not count.
 */
import { NOTIFY_OK, NOTIFY_STOP_MASK, notifierToErrno } from "../../notifier/values";
import { type ClaimTest, passes } from "../handoff";
import type { Plan } from "../plan";
import type { OutcomeName } from "./types";
import type { Effect } from "./values";

/** Classes of results, numbered from 0. */
export interface Classes {
  readonly count: number;
  of(value: number): number;
  /** The class of two values or-ed together, by theirs; null where the last value alone is the result. */
  readonly join: ((a: number, b: number) => number) | null;
}

/** What is known of the object at the end of a walk: frees by callbacks, up to two, and whether a callback keeps it. */
export interface Fate {
  readonly frees: number;
  readonly kept: boolean;
}

/** How ends are judged. */
export interface Verdict {
  readonly classes: Classes;
  name(resultClass: number, stopped: boolean, fate: Fate): OutcomeName;
  /** Runs of a class as a sum: values that may be called, and whether to add or to subtract. Only for or-ed results. */
  sums(resultClass: number): readonly Sum[];
}

export interface Sum {
  readonly sign: bigint;
  allows(effect: Effect): boolean;
}

/** A result that reads as an errno has one of these bits, and not the sign bit. */
const ERRNO_BITS = ~(NOTIFY_STOP_MASK | NOTIFY_OK);

function isWithin(value: number, mask: number): boolean {
  return (value & ~mask) === 0;
}

/** Everything that some of the values make when they are or-ed, smaller masks first; null if there are too many. */
export function closureOf(values: Iterable<number>, most: number): number[] | null {
  const found = new Set([0]);
  for (const value of new Set(values)) {
    for (const mask of [...found]) found.add(mask | value);
    if (found.size > most) return null;
  }
  return [...found].sort((a, b) => bits(a) - bits(b));
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask >>> 0; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Classes of or-ed results: each mask of a closure one, and one for whatever leaves it. */
export function maskClasses(closure: readonly number[]): Classes {
  const places = new Map(closure.map((mask, index): [number, number] => [mask, index]));
  const outside = closure.length;
  const at = (mask: number) => places.get(mask) ?? outside;
  return {
    count: closure.length + 1,
    of: at,
    join: (a, b) => (a === outside || b === outside ? outside : at((closure[a] ?? 0) | (closure[b] ?? 0))),
  };
}

/**
 * Runs in which the or-ed result is exactly the last mask of a closure, as a sum over masks that hold it: Moebius
 * inversion over the masks there are.
 */
function exactly(closure: readonly number[]): Sum[] {
  const coefficients: { readonly mask: number; readonly sign: bigint }[] = [];
  for (const mask of closure.toReversed()) {
    const above = coefficients.filter((one) => isWithin(mask, one.mask));
    const sign = coefficients.length === 0 ? 1n : -above.reduce((sum, one) => sum + one.sign, 0n);
    coefficients.push({ mask, sign });
  }
  return coefficients
    .filter(({ sign }) => sign !== 0n)
    .map(({ mask, sign }) => ({ sign, allows: ({ value }) => isWithin(value, mask) }));
}

const EVERYTHING: Sum = { sign: 1n, allows: () => true };

function negated(sums: readonly Sum[]): Sum[] {
  return sums.map(({ sign, allows }) => ({ sign: -sign, allows }));
}

/** The claim test over or-ed results: its classes, those that are claimed, and their sums. */
interface OredClaim {
  readonly classes: Classes;
  readonly claimed: readonly boolean[];
  readonly sums: { readonly claimed: readonly Sum[]; readonly unclaimed: readonly Sum[] };
}

function oredBits({ operand }: ClaimTest): OredClaim {
  const unclaimed: Sum[] = [{ sign: 1n, allows: ({ value }) => (value & operand) === 0 }];
  return {
    classes: { count: 2, of: (value) => ((value & operand) !== 0 ? 1 : 0), join: Math.max },
    claimed: [false, true],
    sums: { unclaimed, claimed: [EVERYTHING, ...negated(unclaimed)] },
  };
}

function oredEqual(
  { operator, operand }: ClaimTest,
  values: readonly number[],
  most: number,
): OredClaim | null {
  const closure = closureOf(
    values.filter((value) => isWithin(value, operand)),
    most,
  );
  if (closure === null) return null;
  const equal = closure.includes(operand) ? exactly(closure) : [];
  const unequal = [EVERYTHING, ...negated(equal)];
  const isEqual = operator === "==";
  return {
    classes: maskClasses(closure),
    claimed: [...closure, null].map((mask) => (mask === operand) === isEqual),
    sums: isEqual ? { claimed: equal, unclaimed: unequal } : { claimed: unequal, unclaimed: equal },
  };
}

function fateName(claimed: boolean, byReference: boolean, { frees, kept }: Fate): OutcomeName {
  const all = byReference ? (kept ? 0 : 1) : frees + (claimed ? 0 : 1);
  return all === 0 ? "leak" : all === 1 ? "ok" : "double-free";
}

/** Without an object: what the caller hears. Classes: 0 success, 1 an errno, 2 success because the sign bit is set. */
function plainVerdict(isOred: boolean): Verdict {
  const within: Sum = { sign: 1n, allows: ({ value }) => isWithin(value, ~ERRNO_BITS) };
  const unsigned: Sum = { sign: 1n, allows: ({ value }) => value >= 0 };
  const sums = [[within], [unsigned, ...negated([within])], [EVERYTHING, ...negated([unsigned])]];
  const ored = (value: number) => (value < 0 ? 2 : (value & ERRNO_BITS) !== 0 ? 1 : 0);
  return {
    classes: isOred
      ? { count: 3, of: ored, join: Math.max }
      : { count: 2, of: (value) => (notifierToErrno(value) === 0 ? 0 : 1), join: null },
    name: (resultClass, stopped) =>
      resultClass === 1 ? (stopped ? "vetoed" : "failed") : stopped ? "stopped" : "completed",
    sums: (resultClass) => sums[resultClass] ?? [],
  };
}

/**
 * How the ends of a plan's walks are judged.
 * @param values every value that may be or-ed into a result.
 * @param most how many or-ed results are told apart; null is answered where that is not enough.
 */
export function verdictOf(
  { handoff, policy }: Plan,
  values: readonly number[],
  most: number,
): Verdict | null {
  const isOred = policy === "or";
  if (handoff === null) return plainVerdict(isOred);
  const { claim, protocol } = handoff;
  const byReference = protocol === "refcount";
  if (!isOred || byReference)
    return {
      classes: { count: 2, of: (value) => (passes(claim, value) ? 1 : 0), join: isOred ? Math.max : null },
      name: (resultClass, _, fate) => fateName(resultClass === 1, byReference, fate),
      // By reference count the result is not consulted: one class of two stands for both.
      sums: (resultClass) => (resultClass === 0 ? [EVERYTHING] : []),
    };
  const ored = claim.operator === "&" ? oredBits(claim) : oredEqual(claim, values, most);
  if (ored === null) return null;
  const claimed = ored.claimed.indexOf(true);
  const unclaimed = ored.claimed.indexOf(false);
  return {
    classes: ored.classes,
    name: (resultClass, _, fate) => fateName(ored.claimed[resultClass] ?? false, false, fate),
    sums: (resultClass) =>
      resultClass === claimed ? ored.sums.claimed : resultClass === unclaimed ? ored.sums.unclaimed : [],
  };
}
