/**
 * From the outcomes of a callback's facts to return values in contract.md's spelling. A call into another file is
 * resolved where that function's outcomes are known; what stays open is "?" with its reason.
 */
import type { FunctionFact, Outcome, Value } from "../facts/facts";
import { placeIn } from "./blocks";
import type { ReturnPath } from "./model";
import type { Defined } from "./symbols";

/** The event under which callbacks keep what they do for every event they do not name. */
export const OTHER_EVENTS = "default";

interface Spelled {
  readonly text: string;
  readonly why: string | null;
}

/** A value in contract.md's spelling. */
function spell(value: Value): Spelled {
  switch (value.kind) {
    case "constant":
      return { text: value.text.replace(/\s+/g, ""), why: null };
    case "fromErrno":
      return fromErrno(value.of);
    case "call":
      return { text: "?", why: `the result of ${value.callee}(), which is defined in another file` };
    case "unknown":
      return { text: "?", why: value.why };
  }
}

function fromErrno(of: Value): Spelled {
  const inner = spell(of);
  if (of.kind === "constant" || of.kind === "fromErrno")
    return { text: `notifier_from_errno(${inner.text})`, why: null };
  return { text: "notifier_from_errno(...)", why: inner.why };
}

/** The ways a callback can end. */
export function returnPaths({ file, fact }: Defined<FunctionFact>): ReturnPath[] {
  return (fact.outcomes ?? []).map((outcome: Outcome) => {
    const { event, taken, written } = outcome;
    const { text, why } = spell(outcome.value);
    return { event, value: text, why, taken, place: placeIn(file, outcome.place), written };
  });
}

/** The values over all events, and per event, each in the order of the text. */
export function summarise(paths: readonly ReturnPath[]): {
  returns: string[];
  returnsByEvent: Record<string, string[]>;
} {
  const byEvent: Record<string, string[]> = {};
  for (const { event, value } of paths) {
    byEvent[event] ??= [];
    if (!byEvent[event].includes(value)) byEvent[event].push(value);
  }
  return { returns: [...new Set(paths.map((p) => p.value))], returnsByEvent: byEvent };
}

/** The values that a callback returns on paths on which it has taken the object. */
export function takenValues(paths: readonly ReturnPath[]): string[] {
  return [...new Set(paths.filter((p) => p.taken !== "no" && p.taken !== "unknown").map((p) => p.value))];
}
