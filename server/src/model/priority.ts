/**
 * The number behind a priority, and the order of a walk. Names that C or the kernel fix are known; any other name is
 * unknown and sorts as 0, which is what the model then says.
 */

const KNOWN: ReadonlyMap<string, number> = new Map([
  ["INT_MAX", 0x7fffffff],
  ["INT_MIN", -0x80000000],
]);

/** The number a priority expression stands for; null where a name in it is not known. */
export function priorityValue(text: string): number | null {
  const plain = text.replace(/[()\s]/g, "");
  if (/^[-+]?(?:0[xX][0-9a-fA-F]+|\d+)$/.test(plain)) return signed(plain);
  const sum = /^(-?)([A-Z_]\w*)(?:([-+])(\d+))?$/.exec(plain);
  const known = sum?.[2] === undefined ? undefined : KNOWN.get(sum[2]);
  if (!sum || known === undefined) return null;
  const base = sum[1] === "-" ? -known : known;
  return base + (sum[3] === "-" ? -1 : 1) * Number(sum[4] ?? 0);
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
    (b.priorityValue ?? 0) - (a.priorityValue ?? 0) || (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line)
  );
}
