/**
 * What is known of a number's sign, as a set of three possibilities, and the sign of a spelled value. The kernel's
 * conventions are about signs: errnos are negative, success is 0, a NOTIFY_ value is not negative.
 */
import { NOTIFY_VALUES } from "./values";

/** What a branch has shown of a number. */
export type Truth = "any" | "nonzero" | "negative" | "not negative" | "positive" | "not positive";

export type Sign = Truth | "zero";

const NEGATIVE = 1;
const ZERO = 2;
const POSITIVE = 4;

const SETS: Readonly<Record<Sign, number>> = {
  any: NEGATIVE | ZERO | POSITIVE,
  nonzero: NEGATIVE | POSITIVE,
  negative: NEGATIVE,
  "not negative": ZERO | POSITIVE,
  positive: POSITIVE,
  "not positive": NEGATIVE | ZERO,
  zero: ZERO,
};

const BY_SET: ReadonlyMap<number, Sign> = new Map(
  (Object.keys(SETS) as Sign[]).map((sign) => [SETS[sign], sign]),
);

/** The sign of a number of which both are known, or null where there is no such number. */
export function meet(a: Sign, b: Sign): Sign | null {
  return BY_SET.get(SETS[a] & SETS[b]) ?? null;
}

/** The sign of a value as it is spelled; "any" where the text does not tell. */
export function signOfText(text: string): Sign {
  if (text === "NOTIFY_DONE" || text === "false" || text === "NULL") return "zero";
  if (NOTIFY_VALUES.has(text) || text === "true" || text.startsWith("NOTIFY_STOP_MASK|")) return "positive";
  if (/^-E[A-Z0-9]+$/.test(text)) return "negative";
  if (/^E[A-Z0-9]+$/.test(text)) return "positive";
  const number = numberOf(text);
  if (number === null) return "any";
  return number < 0 ? "negative" : number > 0 ? "positive" : "zero";
}

/** The number a literal text stands for, or null. */
export function numberOf(text: string): number | null {
  const digits = text.replace(/[uUlL]+$/, "");
  return /^[-+]?(?:0[xX][0-9a-fA-F]+|\d+)$/.test(digits) ? Number(digits) : null;
}
