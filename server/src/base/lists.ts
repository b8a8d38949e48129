/** Lists whose elements are compared, by identity or by a number. Must not know what the elements are. */

/** Whether two lists have the same elements in the same order. */
export function sameElements(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((element, i) => element === after[i]);
}

/** How many elements of two lists are the same at the start, and how many of the others at the end. */
export function sameEnds(
  before: readonly unknown[],
  after: readonly unknown[],
): { readonly atStart: number; readonly atEnd: number } {
  const shorter = Math.min(before.length, after.length);
  let atStart = 0;
  while (atStart < shorter && before[atStart] === after[atStart]) atStart++;
  let atEnd = 0;
  while (atEnd < shorter - atStart && before.at(-1 - atEnd) === after.at(-1 - atEnd)) atEnd++;
  return { atStart, atEnd };
}

/**
 * The elements of a list whose numbers rise: as many of them as can be, undefined in the place of the others.
 * @param list may have gaps
 * @param numberOf above 0
 */
export function rising<T extends object>(
  list: readonly (T | undefined)[],
  numberOf: (element: T) => number,
): readonly (T | undefined)[] {
  const numbers = list.map((element) => element && numberOf(element));
  if (rises(numbers)) return list;
  /** For each length the index at which the rising sequence of that length with the lowest end ends. */
  const ends: number[] = [];
  const before: number[] = [];
  const numberAt = (index: number | undefined): number => (index === undefined ? 0 : (numbers[index] ?? 0));
  for (const [i, number] of numbers.entries()) {
    if (number === undefined) continue;
    let low = 0;
    for (let high = ends.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (numberAt(ends[middle]) < number) low = middle + 1;
      else high = middle;
    }
    before[i] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = i;
  }
  const kept = new Set<number>();
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) kept.add(at);
  return list.map((element, i) => (kept.has(i) ? element : undefined));
}

function rises(numbers: readonly (number | undefined)[]): boolean {
  let before = 0;
  for (const number of numbers) {
    if (number === undefined) continue;
    if (number <= before) return false;
    before = number;
  }
  return true;
}
