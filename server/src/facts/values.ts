/**
 * The values that execution.ts carries along a path, and what a branch on one of them teaches. Only facts about C and
 * include/linux/notifier.h live here; nothing is resolved across functions.
 */
import { meet, type Sign, signOfText, type Truth } from "../notifier/sign";
import { parseSpelling } from "../notifier/spelling";
import type { Value } from "./facts";

type Call = Extract<Value, { kind: "call" }>;

export const constant = (text: string): Value => ({ kind: "constant", text });
export const unknown = (why: string, truth: Truth = "any"): Value => ({ kind: "unknown", why, truth });

/** A key under which equal values are equal. */
export function valueKey(value: Value): string {
  switch (value.kind) {
    case "constant":
      return value.text;
    case "fromErrno":
      return `from(${valueKey(value.of)})`;
    case "call":
      return callKey(value);
    case "unknown":
      return `? ${value.why} ${value.truth}`;
  }
}

/** A key under which equal calls are equal. */
function callKey(call: Call): string {
  const { callee, eventArgument, truth, parameter, functions, except } = call;
  const more = [
    parameter === undefined ? "" : `through ${parameter}`,
    functions && JSON.stringify(functions),
  ];
  return [`${callee}(${eventArgument ?? ""}) ${truth}`, ...more, except?.join(" ")].filter(Boolean).join(" ");
}

/** Constants that one value is known not to be; more comparisons teach nothing, so that paths stay few. */
const EXCEPTIONS = 4;

/** The value of a call once a comparison has shown that it is not a constant. */
export function excluding(value: Value, other: Value): Value {
  if (value.kind !== "call" || other.kind !== "constant") return value;
  const { except = [] } = value;
  if (except.length >= EXCEPTIONS || except.includes(other.text)) return value;
  return { ...value, except: [...except, other.text].sort() };
}

/** The sign of a value as far as it is known. */
function signOf(value: Value): Sign {
  switch (value.kind) {
    case "constant":
      return signOfText(value.text);
    // notifier_from_errno(0) is NOTIFY_OK, everything else has the stop bit: never 0.
    case "fromErrno":
      return signOf(value.of) === "negative" ? "positive" : "nonzero";
    default:
      return value.truth;
  }
}

/** Whether a value can be 0. */
export function canBeZero(value: Value): boolean {
  return meet(signOf(value), "zero") !== null;
}

/** Comparisons of a value with zero. */
export type ZeroTest = "!=" | "<" | ">";

const NEGATED: Readonly<Record<string, { readonly test: ZeroTest; readonly holds: boolean }>> = {
  "==": { test: "!=", holds: false },
  "!=": { test: "!=", holds: true },
  "<": { test: "<", holds: true },
  ">=": { test: "<", holds: false },
  ">": { test: ">", holds: true },
  "<=": { test: ">", holds: false },
};

/** A comparison with zero as one of three tests and whether it must hold. */
export function zeroTest(operator: string): { readonly test: ZeroTest; readonly holds: boolean } | null {
  return NEGATED[operator] ?? null;
}

const SIGN_IF: Readonly<Record<ZeroTest, readonly [holds: Sign, fails: Sign]>> = {
  "!=": ["nonzero", "zero"],
  "<": ["negative", "not negative"],
  ">": ["positive", "not positive"],
};

/** The value once a comparison with zero is known to hold or not, or null where that cannot be. */
export function refine(value: Value, test: ZeroTest, holds: boolean): Value | null {
  const sign = meet(signOf(value), SIGN_IF[test][holds ? 0 : 1]);
  if (sign === null || (value.kind !== "call" && value.kind !== "unknown")) return sign && value;
  return sign === "zero" ? constant("0") : { ...value, truth: sign };
}

/** The or of two values where it can be written down; null where it cannot. */
export function orValues(left: Value, right: Value): Value | null {
  if (signOf(left) === "zero") return right;
  if (signOf(right) === "zero") return left;
  if (left.kind !== "constant" || right.kind !== "constant") return null;
  const terms = new Set([...left.text.split("|"), ...right.text.split("|")]);
  // Only NOTIFY_ flags are or-ed on purpose; other sums would grow with every turn of a loop.
  const isFlags = [...terms].some((t) => t.startsWith("NOTIFY_")) && terms.size <= 3;
  return isFlags ? constant([...terms].join("|")) : null;
}

/** Whether two values are the same constant; null where that is not known. */
export function sameConstant(left: Value, right: Value): boolean | null {
  if (left.kind !== "constant" || right.kind !== "constant") {
    if (left.kind === "call" && right.kind === "constant" && left.except?.includes(right.text)) return false;
    return meet(signOf(left), signOf(right)) === null ? false : null;
  }
  if (left.text === right.text) return true;
  const a = knownNumber(left.text);
  const b = knownNumber(right.text);
  return a === null || b === null ? null : a === b;
}

/** The number of a literal, an errno or a NOTIFY_ value. */
export function knownNumber(text: string): number | null {
  const spelled = parseSpelling(text);
  return spelled.kind === "value" ? spelled.value : null;
}
