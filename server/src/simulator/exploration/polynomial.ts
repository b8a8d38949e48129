/**
 * The counting behind free orders. Of n callbacks in any order, the ones before a given one are a random set: a set of k
 * comes before it in k! (n-1-k)! orders. So the number of orders and values in which the walk reaches it is that weight
 * applied to the coefficients of the product of (t + a x) over the others, where a callback has `a` values that let the
 * walk go on and `t` values in all. Callbacks with the same a and t are one factor, and nothing here enumerates. All
 * numbers are exact.
 */

/** The factor (t + a x), so many times. */
export interface Factor {
  readonly a: bigint;
  readonly t: bigint;
  readonly times: number;
}

/** Coefficients, the constant first. */
export type Polynomial = readonly bigint[];

/** Product of many numbers, halves first: numbers of the same size multiply fastest. */
export function productOf(factors: readonly bigint[], from = 0, to = factors.length): bigint {
  if (to - from === 0) return 1n;
  if (to - from === 1) return factors[from] ?? 1n;
  const middle = (from + to) >> 1;
  return productOf(factors, from, middle) * productOf(factors, middle, to);
}

/** 0! to 32!, which short chains ask for again and again. */
const SMALL_FACTORIALS = Array.from({ length: 33 }, (_, n) => factorialAnew(n));

function factorialAnew(n: number): bigint {
  return productOf(Array.from({ length: n }, (_, index) => BigInt(index + 1)));
}

/** n! */
export function factorial(n: number): bigint {
  return SMALL_FACTORIALS[n] ?? factorialAnew(n);
}

/** With more distinct factors than this, or so few in all, multiplying one by one is cheaper than the recurrence. */
const MANY_FACTORS = 40;
const FEW_IN_ALL = 24;

function merged(factors: readonly Factor[]): Factor[] {
  const found = new Map<string, Factor>();
  for (const { a, t, times } of factors) {
    const key = `${a} ${t}`;
    found.set(key, { a, t, times: times + (found.get(key)?.times ?? 0) });
  }
  return [...found.values()];
}

/** Times (t + a x). */
function timesLinear(polynomial: Polynomial, a: bigint, t: bigint): bigint[] {
  const product: bigint[] = [];
  let before = 0n;
  for (const coefficient of polynomial) {
    product.push(coefficient * t + before * a);
    before = coefficient;
  }
  product.push(before * a);
  return product;
}

/**
 * The product F of all factors, padded to their number. F'/F is the sum of n a / (t + a x), so with Q, the product of
 * the distinct factors, Q F' = R F: each coefficient follows from as many earlier ones as there are distinct factors.
 */
export function product(all: readonly Factor[]): bigint[] {
  const factors = merged(all);
  const degree = factors.reduce((sum, { times }) => sum + times, 0);
  const proper = factors.filter(({ a }) => a !== 0n);
  if (proper.length > MANY_FACTORS || degree <= FEW_IN_ALL) return padded(oneByOne(factors), degree);
  const constant = factors.reduce((value, { t, times }) => value * t ** BigInt(times), 1n);
  const q = proper.reduce<Polynomial>((sofar, { a, t }) => timesLinear(sofar, a, t), [1n]);
  const r = logarithmicNumerator(proper);
  const f = [constant];
  for (let k = 0; k < degree; k++) {
    let sum = 0n;
    for (let i = 0; i < proper.length && i <= k; i++) {
      const weight = (r[i] ?? 0n) - (q[i + 1] ?? 0n) * BigInt(k - i);
      sum += weight * (f[k - i] ?? 0n);
    }
    f.push(sum / ((q[0] ?? 1n) * BigInt(k + 1)));
  }
  return f;
}

function oneByOne(factors: readonly Factor[]): Polynomial {
  let sofar: Polynomial = [1n];
  for (const { a, t, times } of factors) for (let i = 0; i < times; i++) sofar = timesLinear(sofar, a, t);
  return sofar;
}

function padded(polynomial: Polynomial, degree: number): bigint[] {
  return Array.from({ length: degree + 1 }, (_, k) => polynomial[k] ?? 0n);
}

/** Sum of n a over (t + a x), times the product of the distinct (t + a x). */
function logarithmicNumerator(factors: readonly Factor[]): bigint[] {
  const sum: bigint[] = factors.map(() => 0n);
  for (const [index, { a, times }] of factors.entries()) {
    const others = factors.filter((_, other) => other !== index);
    const rest = others.reduce<Polynomial>((sofar, one) => timesLinear(sofar, one.a, one.t), [1n]);
    for (const [k, coefficient] of rest.entries()) sum[k] = (sum[k] ?? 0n) + coefficient * BigInt(times) * a;
  }
  return sum;
}

/** The polynomial without one of its factors (t + a x); t is not 0, and nothing remains. */
export function without(polynomial: Polynomial, a: bigint, t: bigint): bigint[] {
  const quotient: bigint[] = [];
  let before = 0n;
  for (let k = 0; k + 1 < polynomial.length; k++) {
    before = ((polynomial[k] ?? 0n) - a * before) / t;
    quotient.push(before);
  }
  return quotient;
}

/** The sum of two polynomials, the second times a number and times x. */
export function plusShifted(polynomial: Polynomial, other: Polynomial, factor: bigint): bigint[] {
  const length = Math.max(polynomial.length, other.length + 1);
  return Array.from(
    { length },
    (_, k) => (polynomial[k] ?? 0n) + (k === 0 ? 0n : (other[k - 1] ?? 0n) * factor),
  );
}

/**
 * Applies the weights k! (n-1-k)! to n coefficients. Halves are summed apart, each without the factorials that all of
 * its weights share, so that large numbers meet only near the end.
 */
export function ordersFunctional(n: number): (polynomial: Polynomial) => bigint {
  const products = new Map<number, bigint>();
  /** (from+1) … to */
  const range = (from: number, to: number): bigint => {
    if (to - from === 0) return 1n;
    if (to - from === 1) return BigInt(to);
    const key = from * (n + 1) + to;
    const known = products.get(key);
    if (known !== undefined) return known;
    const middle = (from + to) >> 1;
    const made = range(from, middle) * range(middle, to);
    products.set(key, made);
    return made;
  };
  return (polynomial) => {
    const sum = (low: number, high: number): bigint => {
      if (high - low === 1) return polynomial[low] ?? 0n;
      const middle = (low + high) >> 1;
      return sum(low, middle) * range(n - high, n - middle) + sum(middle, high) * range(low, middle);
    };
    return n === 0 ? 0n : sum(0, n);
  };
}
