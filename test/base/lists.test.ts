/** Lists: what rises in them, and what two of them share at their ends. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rising, sameEnds } from "../../server/src/base/lists";

/** Checks which of some numbers are kept because they rise; 0 stands for a gap. */
function checkRising(numbers: readonly number[], expected: readonly number[]): void {
  const list = numbers.map((number) => (number === 0 ? undefined : { number }));
  expect(rising(list, ({ number }) => number).map((element) => element?.number ?? 0)).toEqual(expected);
}

describe("what rises", () => {
  it.each([
    ["all", [1, 2, 5], [1, 2, 5]],
    ["gaps stay", [1, 0, 5], [1, 0, 5]],
    ["one that was moved goes", [1, 9, 2, 3], [1, 0, 2, 3]],
    ["of the same one is kept", [4, 4], [0, 4]],
    ["nothing", [], []],
  ])("%s", (_, numbers, expected) => checkRising(numbers, expected));

  it("is as long as can be", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 9 }), (numbers) => {
        const kept = rising(
          numbers.map((number) => ({ number })),
          ({ number }) => number,
        ).flatMap((element) => element?.number ?? []);
        expect(kept.every((number, i) => i === 0 || number > (kept[i - 1] ?? 0))).toBe(true);
        expect(kept.length).toBe(longest(numbers));
      }),
    );
  });
});

/** By trying every choice. */
function longest(numbers: readonly number[], above = 0): number {
  const [first, ...others] = numbers;
  if (first === undefined) return 0;
  const without = longest(others, above);
  return first > above ? Math.max(without, 1 + longest(others, first)) : without;
}

describe("the same ends", () => {
  it.each<[string, string, string, { atStart: number; atEnd: number }]>([
    ["one in the middle is another", "abcd", "abxd", { atStart: 2, atEnd: 1 }],
    ["one more", "abab", "ababab", { atStart: 4, atEnd: 0 }],
    ["the same", "ab", "ab", { atStart: 2, atEnd: 0 }],
    ["nothing is", "ab", "cd", { atStart: 0, atEnd: 0 }],
  ])("%s", (_, before, after, expected) => {
    expect(sameEnds([...before], [...after])).toEqual(expected);
  });
});
