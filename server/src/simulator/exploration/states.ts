/**
 * What a search remembers of a walk: what became of the object and the class of the result, as one small number. This file
 * must not search.
 */
import type { Effect } from "./values";
import type { Classes, Fate } from "./verdict";

/** The name of an end that is looked for; null for others. */
export type Goal = (resultClass: number, stopped: boolean, fate: Fate) => string | null;

/**
 * States as numbers: frees up to two, kept or not, and the class of the result plus one, or 0 while there is none yet
 * (where the last value alone is the result, only the last call gives it).
 */
export function statesOf(classes: Classes, tracksObject: boolean, goal: Goal) {
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

export type States = ReturnType<typeof statesOf>;
