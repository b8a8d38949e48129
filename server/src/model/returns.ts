/**
 * From the outcomes of a callback's facts to return values in contract.md's spelling. Calls into other files are
 * resolved by summaries.ts; what stays open is "?" with its reason.
 */
import type { FunctionFact, Outcome, Value } from "../facts/facts";
import { placeIn } from "./blocks";
import type { ReturnPath } from "./model";
import { type Summaries, summariesOf } from "./summaries";
import type { Defined, Symbols } from "./symbols";

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
      return { text: "?", why: `the result of ${value.callee}()` };
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

/** The ways a callback can end, the functions of other files that it leaves the answer to included. */
export function returnPaths(symbols: Symbols, { file, fact }: Defined<FunctionFact>): ReturnPath[] {
  const summaries = summariesOf(symbols);
  const paths = new Map<string, ReturnPath>();
  for (const outcome of toldApart(summaries, file, fact.outcomes ?? []))
    for (const resolved of summaries.resolve(file, outcome.value, outcome.event)) {
      const { event, taken, written } = outcome;
      const { text, why } = spell(resolved);
      const place = placeIn(file, outcome.place);
      const key = `${event} ${text} ${taken} ${place.line}:${place.column}`;
      if (!paths.has(key)) paths.set(key, { event, value: text, why, taken, place, written });
    }
  return [...paths.values()];
}

/** Outcomes for the events that only functions of other files mention: to the callback they are like every other. */
function toldApart(summaries: Summaries, file: string, outcomes: readonly Outcome[]): readonly Outcome[] {
  const others = outcomes.filter((o) => o.event === OTHER_EVENTS);
  const own = new Set(outcomes.map((o) => o.event));
  const more = new Set(others.flatMap((o) => summaries.events(file, o.value)).filter((e) => !own.has(e)));
  if (more.size === 0) return outcomes;
  return [
    ...outcomes.filter((o) => o.event !== OTHER_EVENTS),
    ...[...more].flatMap((event) => others.map((o) => ({ ...o, event }))),
    ...others,
  ];
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
