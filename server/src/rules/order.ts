/** The order of texts in what is printed. Must not depend on a locale. */

/** Compares by code units. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
