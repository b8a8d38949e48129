/**
 * The values that execution.ts carries along a path, and what a branch on one of them teaches. Only facts about C and
 * include/linux/notifier.h live here; nothing is resolved across functions.
 */
import { parseSpelling } from "../notifier/spelling";
import { NOTIFY_VALUES } from "../notifier/values";
import type { Truth, Value } from "./facts";

/** What is known of a number's sign. */
type Sign = "negative" | "zero" | "positive" | "nonzero" | "unknown";

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
      return `${value.callee}(${value.eventArgument ?? ""}) ${value.truth}`;
    case "unknown":
      return `? ${value.why} ${value.truth}`;
  }
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
      return value.truth === "nonzero" || value.truth === "negative" || value.truth === "positive"
        ? value.truth
        : "unknown";
  }
}

function signOfText(text: string): Sign {
  if (text === "NOTIFY_DONE" || text === "false") return "zero";
  if (NOTIFY_VALUES.has(text) || text === "true" || text.startsWith("NOTIFY_STOP_MASK|")) return "positive";
  if (/^-E[A-Z0-9]+$/.test(text)) return "negative";
  if (/^E[A-Z0-9]+$/.test(text)) return "positive";
  const number = numberOf(text);
  if (number === null) return "unknown";
  return number < 0 ? "negative" : number > 0 ? "positive" : "zero";
}

/** The number a literal text stands for, or null. */
export function numberOf(text: string): number | null {
  const digits = text.replace(/[uUlL]+$/, "");
  return /^[-+]?(?:0[xX][0-9a-fA-F]+|\d+)$/.test(digits) ? Number(digits) : null;
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

/** Whether a value passes a comparison with zero; null where it may or may not. */
function passes(value: Value, test: ZeroTest): boolean | null {
  const sign = signOf(value);
  if (sign === "zero") return false;
  if (test === "!=") return sign === "unknown" ? null : true;
  const wanted = test === "<" ? "negative" : "positive";
  if (sign === wanted) return true;
  if (sign === "negative" || sign === "positive") return false;
  const excluded = test === "<" ? "not negative" : "not positive";
  return (value.kind === "call" || value.kind === "unknown") && value.truth === excluded ? false : null;
}

/** The value once a comparison with zero is known to hold or not, or null where that cannot be. */
export function refine(value: Value, test: ZeroTest, holds: boolean): Value | null {
  const known = passes(value, test);
  if (known !== null) return known === holds ? value : null;
  if (value.kind !== "call" && value.kind !== "unknown") return value;
  return narrow(value, test, holds);
}

function narrow(value: Extract<Value, { truth: Truth }>, test: ZeroTest, holds: boolean): Value {
  const { truth } = value;
  if (test === "!=") {
    if (!holds) return constant("0");
    if (truth === "not negative") return { ...value, truth: "positive" };
    if (truth === "not positive") return { ...value, truth: "negative" };
    return { ...value, truth: "nonzero" };
  }
  const wanted: Truth = test === "<" ? "negative" : "positive";
  if (holds) return { ...value, truth: wanted };
  if (truth === "nonzero") return { ...value, truth: test === "<" ? "positive" : "negative" };
  const opposite: Truth = test === "<" ? "not negative" : "not positive";
  const other: Truth = test === "<" ? "not positive" : "not negative";
  if (truth === other) return constant("0");
  return { ...value, truth: opposite };
}

/** notifier_from_errno() of a value: 0 becomes NOTIFY_OK (include/linux/notifier.h, since 2.6.35). */
export function fromErrno(of: Value): Value[] {
  const sign = signOf(of);
  if (sign === "zero") return [constant("NOTIFY_OK")];
  if (sign !== "unknown") return [{ kind: "fromErrno", of }];
  const nonzero = refine(of, "!=", true);
  return [...(nonzero ? [{ kind: "fromErrno", of: nonzero } as const] : []), constant("NOTIFY_OK")];
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
    const zero = right.kind === "constant" && signOf(right) === "zero";
    return zero && passes(left, "!=") === true ? false : null;
  }
  if (left.text === right.text) return true;
  const a = knownNumber(left.text);
  const b = knownNumber(right.text);
  return a === null || b === null ? null : a === b;
}

/** The number of a literal, an errno or a NOTIFY_ value. */
function knownNumber(text: string): number | null {
  const spelled = parseSpelling(text);
  return spelled.kind === "value" ? spelled.value : null;
}
