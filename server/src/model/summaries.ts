/**
 * What functions of other files return, followed from file to file: the other half of value flow, made when the facts
 * of all files are there. What it answers depends on nothing but the definitions of what it follows, however they came
 * to be known.
 */
import type { Value } from "../facts/facts";
import { meet, type Sign, signOfText, type Truth } from "../notifier/sign";
import { OTHER_EVENTS } from "./returns";
import type { Symbols } from "./symbols";

/** From a callback, values are followed through this many files. */
const FILES = 3;

type Call = Extract<Value, { kind: "call" }>;
type Unknown = Extract<Value, { kind: "unknown" }>;

/** A call and the file it stands in. */
interface Placed {
  readonly file: string;
  readonly call: Call;
}

/** Values of a call: those that are spelled out, and the first thing that keeps others open. */
interface Followed {
  readonly values: readonly Value[];
  readonly open: Unknown | null;
}

export interface Summaries {
  /** What a value in a file can be for an event; nothing where a branch has shown that it cannot be. */
  resolve(file: string, value: Value, event: string): readonly Value[];
  /** The events that functions of other files tell apart which a value comes from, if they are handed the event. */
  events(file: string, value: Value): readonly string[];
}

/** Summaries for one callback. To be made anew for each: what a step learns must come from the symbols (steps.ts). */
export function summariesOf(symbols: Symbols): Summaries {
  const memory = new Map<string, Followed>();

  const definitions = ({ file, call: { callee, eventArgument } }: Placed) =>
    symbols.summaries(file, { name: callee, eventArgument });

  /** The values of one call, those of calls that it returns in turn left as they are; null where nobody defines it. */
  const oneStep = (at: Placed, event: string): (Placed | Value)[] | null => {
    const found = definitions(at);
    if (found.length === 0) return null;
    const name = at.call.eventArgument === null ? OTHER_EVENTS : event;
    return found.flatMap(({ file, fact }) =>
      (fact.returns[name] ?? fact.returns[OTHER_EVENTS] ?? []).flatMap((value): (Placed | Value)[] => {
        const left = restrict(value, at.call.truth);
        if (left === null) return [];
        return left.kind === "call" ? [{ file, call: left }] : [left];
      }),
    );
  };

  /** @param whole whether single values are of no use where others stay open: then the search ends there */
  const follow = (from: Placed, event: string, whole: boolean): Followed => {
    const key = `${from.file} ${callKey(from.call)} ${event} ${whole}`;
    const known = memory.get(key);
    if (known) return known;
    const values = new Map<string, Value>();
    const seen = new Set([callKey(from.call)]);
    let open: Unknown | null = null;
    let frontier: readonly Placed[] = [from];
    for (let step = 0; frontier.length > 0 && !(whole && open); step++) {
      const next: Placed[] = [];
      for (const at of frontier) {
        const found = step < FILES ? oneStep(at, event) : null;
        if (found === null) open ??= notFollowed(from.call, at.call, step);
        for (const one of found ?? []) {
          if ("call" in one) {
            // A function that comes round to itself adds nothing to what it returns.
            if (!seen.has(callKey(one.call))) next.push(one);
            seen.add(callKey(one.call));
          } else if (one.kind === "unknown") open ??= because(from.call, one.why, one.truth);
          else values.set(JSON.stringify(one), one);
        }
      }
      if (whole && open) break;
      frontier = next;
    }
    const made = { values: [...values.values()], open };
    memory.set(key, made);
    return made;
  };

  const resolve = (file: string, value: Value, event: string): readonly Value[] => {
    switch (value.kind) {
      case "call": {
        const { values, open } = follow({ file, call: value }, event, false);
        return open ? [...values, open] : values;
      }
      case "fromErrno":
        return value.of.kind === "call"
          ? converted(follow({ file, call: value.of }, event, true))
          : resolve(file, value.of, event).map((of) => ({ kind: "fromErrno", of }));
      default:
        return [value];
    }
  };

  const events = (file: string, value: Value): readonly string[] => {
    const inner = value.kind === "fromErrno" ? value.of : value;
    if (inner.kind === "fromErrno") return events(file, inner);
    const found = new Set<string>();
    let frontier: readonly Placed[] = inner.kind === "call" ? [{ file, call: inner }] : [];
    for (let step = 0; step < FILES && frontier.length > 0; step++) {
      const handed = frontier.filter(({ call }) => call.eventArgument !== null);
      frontier = handed.flatMap((at) =>
        definitions(at).flatMap((definition) =>
          Object.entries(definition.fact.returns).flatMap(([event, values]) => {
            if (event !== OTHER_EVENTS) found.add(event);
            return values.flatMap((v) => (v.kind === "call" ? [{ file: definition.file, call: v }] : []));
          }),
        ),
      );
    }
    return [...found].sort();
  };

  return { resolve, events };
}

function callKey({ callee, eventArgument, truth }: Call): string {
  return `${callee}(${eventArgument ?? ""}) ${truth}`;
}

/** notifier_from_errno() of followed values: an errno that is not known stands for every errno. */
function converted({ values, open }: Followed): readonly Value[] {
  if (open) return [{ kind: "fromErrno", of: open }];
  return values.map((of) =>
    of.kind === "constant" && signOfText(of.text) === "zero"
      ? { kind: "constant", text: "NOTIFY_OK" }
      : { kind: "fromErrno", of },
  );
}

function because({ callee }: Call, why: string, truth: Truth): Unknown {
  return { kind: "unknown", why: `the result of ${callee}(): ${why}`, truth };
}

function notFollowed(from: Call, at: Call, step: number): Unknown {
  const { callee, truth } = at;
  if (step >= FILES) return because(from, `that of ${callee}(), ${FILES} files away`, truth);
  const why = `the result of ${callee}(), whose definition was not found`;
  return step === 0 ? { kind: "unknown", why, truth } : because(from, why, truth);
}

/** A value where its sign is known to be one of some, or null where it cannot be. */
function restrict(value: Value, truth: Truth): Value | null {
  const sign = meet(signOf(value), truth);
  if (sign === null || (value.kind !== "call" && value.kind !== "unknown")) return sign && value;
  return sign === "zero" ? { kind: "constant", text: "0" } : { ...value, truth: sign };
}

function signOf(value: Value): Sign {
  if (value.kind === "constant") return signOfText(value.text);
  return value.kind === "fromErrno" ? "nonzero" : value.truth;
}
