/**
 * Who frees an object that a call hands out: the accounting behind the leak and the double free of April 2012
 * (profile_handoff_task() and its callbacks). This file must not walk chains; it only judges walks that were made.
 */
import { parseSpelling } from "../notifier/spelling";
import type { HandoffOutcome, Protocol, Taking } from "./types";

/** The caller's test for "somebody took it": an operator and the value on its right. */
export interface ClaimTest {
  readonly operator: "==" | "!=" | "&";
  readonly operand: number;
}

/** The test of profile_handoff_task() in Linux 3.x. */
export const DEFAULT_CLAIM = "== NOTIFY_OK";

/** One line that says which tests there are. */
export const CLAIM_TESTS = "== V, != V or & V with a value V, as in == NOTIFY_OK or & NOTIFY_OK";

/**
 * Reads a claim test.
 * @returns the test, or why the text is none.
 */
export function parseClaim(text: string): ClaimTest | { readonly reason: string } {
  const match = /^\s*(==|!=|&)(.*)$/s.exec(text);
  if (match === null) return { reason: `${JSON.stringify(text)} does not begin with ==, != or &` };
  const operand = parseSpelling(match[2] ?? "");
  if (operand.kind !== "value") return { reason: `the value of ${JSON.stringify(text)}: ${operand.reason}` };
  const operator = match[1] === "==" || match[1] === "!=" ? match[1] : "&";
  return { operator, operand: operand.value };
}

/** Whether a value passes the test. */
export function passes({ operator, operand }: ClaimTest, value: number): boolean {
  if (operator === "==") return value === operand;
  return operator === "!=" ? value !== operand : (value & operand) !== 0;
}

/** One call of a callback, as far as the object is concerned. */
export interface Encounter {
  readonly callback: string;
  readonly returned: number;
  /** What the callback did with the object in this call; null if it did not touch it. */
  readonly took: Taking | null;
}

/** A claim test and a protocol. */
export interface HandoffRules {
  readonly claim: ClaimTest;
  readonly protocol: Protocol;
}

/** Does the caller free the object itself, once the call is back? */
function callerFrees(rules: HandoffRules, owners: number, result: number): boolean {
  // By reference count the result is not consulted: the caller drops its own reference, which is the last one only
  // if no callback took another.
  if (rules.protocol === "refcount") return owners === 0;
  return !passes(rules.claim, result);
}

/** By reference count one put is the last, unless a callback never makes its put; otherwise everyone frees alone. */
function countFrees(rules: HandoffRules, byCaller: boolean, frees: number, keeps: number): number {
  if (rules.protocol === "refcount") return keeps > 0 ? 0 : 1;
  return (byCaller ? 1 : 0) + frees;
}

/**
 * What becomes of the object of one call.
 * @param encounters the calls that were made, with the event that hands the object out (not a second, undoing walk).
 * @param result what the walk returned to the caller.
 */
export function judge(rules: HandoffRules, encounters: readonly Encounter[], result: number): HandoffOutcome {
  const claims = encounters.filter(({ returned }) => passes(rules.claim, returned)).length;
  const takers = encounters.filter(({ took }) => took !== null);
  const keepers = takers.filter(({ took }) => took === "keeps");
  const byCaller = callerFrees(rules, takers.length, result);
  const frees = countFrees(rules, byCaller, takers.length - keepers.length, keepers.length);
  const dangling = frees > 0 ? [...new Set(keepers.map(({ callback }) => callback))] : [];
  return {
    claims,
    owners: takers.length,
    callerFrees: byCaller,
    frees,
    outcome: frees === 0 ? "leak" : frees === 1 ? "ok" : "double-free",
    ...(dangling.length > 0 ? { dangling } : {}),
  };
}
