/** Lists that are compared by their elements' identity. Must not know what the elements are. */

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
