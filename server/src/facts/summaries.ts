/**
 * What functions return that callbacks of other files ask about: values only, without places, because nobody looks at
 * them by themselves. Also macros that stand for a call. Must not follow anything out of the file.
 */
import type { Outcome, SummaryFact, SummaryRequest, Value } from "./facts";
import type { FileFunctions } from "./fileFunctions";
import type { Keeping } from "./keeping";
import { type Part, withoutComments } from "./parts";
import { definitionOf } from "./relevance";
import { unknown, valueKey } from "./values";

/** The summaries of a file's functions; of several definitions (one per #if branch) each has its own. */
export function functionSummaries(
  file: FileFunctions,
  requests: readonly SummaryRequest[],
  keeping: Keeping,
): SummaryFact[] {
  return requests.flatMap(({ name, eventArgument }) =>
    file.named(name).flatMap((entry) => {
      const context = definitionOf(name).test(entry.text) ? entry.context() : null;
      if (!context) return [];
      const returns = keeping.read(context, `summary ${eventArgument}`, file, (reader) =>
        valuesByEvent(reader.read(context, { event: eventArgument, data: null }).outcomes),
      );
      return [{ name, eventArgument, isStatic: context.fn.isStatic, returns }];
    }),
  );
}

function valuesByEvent(outcomes: readonly Outcome[]): Record<string, readonly Value[]> {
  const byEvent: Record<string, Map<string, Value>> = {};
  for (const { event, value } of outcomes) {
    byEvent[event] ??= new Map();
    byEvent[event].set(valueKey(value), value);
  }
  return Object.fromEntries(Object.entries(byEvent).map(([event, values]) => [event, [...values.values()]]));
}

const DEFINE = /^#[ \t]*define[ \t]+(\w+)(?:\(([^)]*)\))?[ \t]*(.*)$/s;

/** The summaries of macros by the names asked for: the result of the call that a macro stands for, or nothing known. */
export function macroSummaries(parts: readonly Part[], requests: readonly SummaryRequest[]): SummaryFact[] {
  if (requests.length === 0) return [];
  return parts.flatMap(({ kind, text }) => {
    const match = kind === "define" ? DEFINE.exec(text) : null;
    if (!match) return [];
    const [, name = "", parameters, written = ""] = match;
    const body = withoutComments(written)
      .replace(/\\\r?\n/g, " ")
      .trim();
    return requests
      .filter((request) => request.name === name)
      .map((request) => {
        const event = request.eventArgument === null ? null : parameters?.split(",")[request.eventArgument];
        const value = macroValue(
          name,
          body,
          parameters === undefined ? request : null,
          event?.trim() ?? null,
        );
        return { ...request, isStatic: true, returns: { default: [value] } };
      });
  });
}

/** @param alias the request, where the macro has no parameters and so stands for another function's name */
function macroValue(name: string, body: string, alias: SummaryRequest | null, event: string | null): Value {
  const other = alias && /^[A-Za-z_]\w*$/.test(body) ? body : null;
  if (alias && other)
    return { kind: "call", callee: other, eventArgument: alias.eventArgument, truth: "any" };
  const call = alias ? null : /^([A-Za-z_]\w*)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)$/.exec(body);
  if (!call) return unknown(`the value of the macro ${name}()`);
  const [, callee = "", args = ""] = call;
  const position = event === null ? -1 : args.split(",").findIndex((a) => a.replace(/[()\s]/g, "") === event);
  return { kind: "call", callee, eventArgument: position < 0 ? null : position, truth: "any" };
}
