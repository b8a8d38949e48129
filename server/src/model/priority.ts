/**
 * The number behind a priority, and the order of a walk. Names that C or the kernel fix are known; any other name is
 * unknown and sorts as 0, which is what the model then says.
 */

const KNOWN: ReadonlyMap<string, number> = new Map([
  ["INT_MAX", 0x7fffffff],
  ["INT_MIN", -0x80000000],
]);

/** What a name stands for, as text; null where the tree does not say. */
export type LookUp = (name: string) => string | null;

/** Names that stand for names are followed this far. */
const DEPTH = 6;

/** The number a priority expression stands for; null where a name in it is not known. */
export function priorityValue(text: string, lookUp: LookUp, depth = 0): number | null {
  const plain = text.replace(/[()\s]/g, "");
  const number = /^([-+]?(?:0[xX][0-9a-fA-F]+|\d+))((?:[-+]\d+)*)$/.exec(plain);
  if (number?.[1] !== undefined) return plus(signed(number[1]), number[2]);
  const sum = /^(-?)([A-Za-z_]\w*)((?:[-+]\d+)*)$/.exec(plain);
  const name = sum?.[2];
  if (!sum || name === undefined || depth > DEPTH) return null;
  const meaning = lookUp(name);
  const base = KNOWN.get(name) ?? (meaning === null ? null : priorityValue(meaning, lookUp, depth + 1));
  if (base === null) return null;
  return plus(sum[1] === "-" ? -base : base, sum[3]);
}

/** A number with terms such as "+1-2" added. */
function plus(base: number, terms = ""): number {
  return (terms.match(/[-+]\d+/g) ?? []).reduce((total, term) => total + Number(term), base);
}

function signed(text: string): number {
  const negative = text.startsWith("-");
  const value = Number(text.replace(/^[-+]/, ""));
  return negative ? -value : value;
}

interface Ordered {
  readonly priorityValue: number | null;
  readonly file: string;
  readonly line: number;
}

/** Descending priority. Ties keep the order of files, because the order of registration is not in the source. */
export function byPriority(a: Ordered, b: Ordered): number {
  return (
    (b.priorityValue ?? 0) - (a.priorityValue ?? 0) ||
    (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line)
  );
}
