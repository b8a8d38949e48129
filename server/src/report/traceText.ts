/**
 * Plain text in 80 columns for the trace: wrapping, lists and numbers in words. This file must not know chains.
 */

/** The width of a mail or a kernel log that nobody has to scroll. */
const COLUMNS = 80;

/** Cuts a text into lines of at most `width`, at spaces where there are any. */
function fold(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(" ", width);
    const cut = rest.slice(0, space).trim() === "" ? width : space;
    lines.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return [...lines, rest];
}

/** One line of output, indented; what does not fit goes on below, indented further. */
export function line(indent: number, text: string, columns = COLUMNS): string[] {
  const [first = "", ...more] = fold(text, columns - indent);
  const rest = more.length === 0 ? [] : fold(more.join(" "), columns - indent - 4);
  return [
    `${" ".repeat(indent)}${first}`.trimEnd(),
    ...rest.map((part) => `${" ".repeat(indent + 4)}${part}`),
  ];
}

/** `1 call`, `2 calls`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** `A`, `A and B`, `A, B and C`; "nobody" for an empty list. */
export function enumerate(items: readonly string[]): string {
  const last = items.at(-1);
  if (last === undefined) return "nobody";
  return items.length === 1 ? last : `${items.slice(0, -1).join(", ")} and ${last}`;
}

/** Pads every text to the longest of them, as long as that leaves `widest` columns at most. */
export function padded(items: readonly string[], widest = 36): string[] {
  const width = Math.min(widest, Math.max(0, ...items.map(({ length }) => length)));
  return items.map((item) => item.padEnd(width));
}
