/**
 * The kernel's functions that make one value of another, by what their headers say: include/linux/notifier.h and
 * include/linux/err.h. Must not evaluate anything.
 */
import { spellErrno } from "../notifier/errno";
import { notifierToErrno } from "../notifier/values";
import type { Value } from "./facts";
import { canBeZero, constant, knownNumber, refine, unknown } from "./values";

/** notifier_from_errno() of a value: 0 becomes NOTIFY_OK (include/linux/notifier.h, since 2.6.35). */
function fromErrno(of: Value): Value[] {
  const nonzero = refine(of, "!=", true);
  return [
    ...(nonzero ? [{ kind: "fromErrno", of: nonzero } as const] : []),
    ...(canBeZero(of) ? [constant("NOTIFY_OK")] : []),
  ];
}

/** notifier_to_errno() of a value: never positive. */
function toErrno(value: Value): Value {
  if (value.kind === "fromErrno") return value.of;
  const number = value.kind === "constant" ? knownNumber(value.text) : null;
  if (number === null) return unknown("an errno from notifier_to_errno()", "not positive");
  const errno = notifierToErrno(number);
  return constant(errno === 0 ? "0" : spellErrno(errno));
}

/** PTR_ERR() of a value: an errno wherever anybody asks for it. */
function errnoOf(value: Value): Value {
  const errno = refine(value, "<", true);
  return errno && errno.kind !== "unknown" ? errno : unknown("an errno from PTR_ERR()", "negative");
}

/** PTR_ERR_OR_ZERO() of a value. */
function errnoOrZero(value: Value): Value[] {
  const canBeErrno = refine(value, "<", true) !== null;
  const canBePointer = refine(value, "<", false) !== null;
  return [...(canBeErrno ? [errnoOf(value)] : []), ...(canBePointer ? [constant("0")] : [])];
}

/**
 * Functions and macros that make one value of another. An error pointer is its errno, so that IS_ERR() is a comparison
 * with 0 and NULL is 0 (include/linux/err.h).
 */
export const CONVERSIONS: ReadonlyMap<string, (value: Value) => readonly Value[]> = new Map([
  ["notifier_from_errno", fromErrno],
  ["notifier_to_errno", (value: Value) => [toErrno(value)]],
  ["PTR_ERR", (value: Value) => [errnoOf(value)]],
  ["PTR_ERR_OR_ZERO", (value: Value) => errnoOrZero(value)],
  ...["likely", "unlikely", "ERR_PTR", "ERR_CAST"].map((name) => [name, (value: Value) => [value]] as const),
]);
