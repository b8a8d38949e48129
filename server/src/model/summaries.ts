/**
 * What functions of other files return, followed from file to file: the other half of value flow, made when the facts
 * of all files are there. What it answers depends on nothing but the definitions of what it follows, however they came
 * to be known.
 */
import type { Value } from "../facts/facts";
import { meet, type Sign, signOfText, type Truth } from "../notifier/sign";
import { parseSpelling } from "../notifier/spelling";
import { OTHER_EVENTS } from "./returns";
import type { Symbols } from "./symbols";

/** From a callback, values are followed through this many files. */
const FILES = 3;

type Call = Extract<Value, { kind: "call" }>;
type Unknown = Extract<Value, { kind: "unknown" }>;

/** A function that a call hands over, and the file that names it. */
interface Handed {
  readonly file: string;
  readonly name: string;
}

/** A call by name, the file that names the function, and the functions that are handed to it, by position. */
interface Placed {
  readonly file: string;
  readonly call: Call;
  readonly handed: ReadonlyMap<number, Handed>;
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
        const left = restrict(value, at.call);
        if (left === null) return [];
        return [left.kind === "call" ? (placed(file, left, at.handed) ?? pointed(left)) : left];
      }),
    );
  };

  /** @param whole whether single values are of no use where others stay open: then the search ends there */
  const follow = (from: Placed, event: string, whole: boolean): Followed => {
    const key = `${from.file} ${callKey(from)} ${event} ${whole}`;
    const known = memory.get(key);
    if (known) return known;
    const values = new Map<string, Value>();
    const seen = new Set([callKey(from)]);
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
            if (!seen.has(callKey(one))) next.push(one);
            seen.add(callKey(one));
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
        const from = placed(file, value);
        if (!from) return [pointed(value)];
        const { values, open } = follow(from, event, false);
        return open ? [...values, open] : values;
      }
      case "fromErrno": {
        const from = value.of.kind === "call" ? placed(file, value.of) : null;
        return from
          ? converted(follow(from, event, true))
          : resolve(file, value.of, event).map((of) => ({ kind: "fromErrno", of }));
      }
      default:
        return [value];
    }
  };

  const events = (file: string, value: Value): readonly string[] => {
    const inner = value.kind === "fromErrno" ? value.of : value;
    if (inner.kind === "fromErrno") return events(file, inner);
    const found = new Set<string>();
    const from = inner.kind === "call" ? placed(file, inner) : null;
    let frontier: readonly Placed[] = from ? [from] : [];
    for (let step = 0; step < FILES && frontier.length > 0; step++) {
      const handed = frontier.filter(({ call }) => call.eventArgument !== null);
      frontier = handed.flatMap((at) =>
        definitions(at).flatMap((definition) =>
          Object.entries(definition.fact.returns).flatMap(([event, values]) => {
            if (event !== OTHER_EVENTS) found.add(event);
            return values.flatMap((v) =>
              v.kind === "call" ? (placed(definition.file, v, at.handed) ?? []) : [],
            );
          }),
        ),
      );
    }
    return [...found].sort();
  };

  return { resolve, events };
}

function callKey({ call: { callee, eventArgument, truth, except }, handed }: Placed): string {
  const functions = [...handed].map(([index, { file, name }]) => ` ${index}=${file}:${name}`).join("");
  return `${callee}(${eventArgument ?? ""}) ${truth} ${except ?? ""}${functions}`;
}

/**
 * A call with what it calls and hands over by name; null where it goes through a parameter that nobody named a
 * function for.
 * @param given what the function that the call stands in was handed
 */
function placed(file: string, call: Call, given: ReadonlyMap<number, Handed> = new Map()): Placed | null {
  const handed = new Map<number, Handed>();
  for (const [index, target] of Object.entries(call.functions ?? {})) {
    const one = typeof target === "string" ? { file, name: target } : given.get(target);
    if (one) handed.set(Number(index), one);
  }
  if (call.parameter === undefined) return { file, call, handed };
  const through = given.get(call.parameter);
  return through ? { file: through.file, call: { ...call, callee: through.name }, handed } : null;
}

function pointed({ truth }: Call): Unknown {
  return { kind: "unknown", why: "a call through a pointer", truth };
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

/** A value as what a call returns of which branches have told something, or null where it cannot be. */
function restrict(value: Value, { truth, except }: Call): Value | null {
  const sign = meet(signOf(value), truth);
  if (sign === null) return null;
  if (value.kind === "constant" && except?.some((text) => same(text, value.text))) return null;
  if (value.kind !== "call" && value.kind !== "unknown") return value;
  if (sign === "zero") return { kind: "constant", text: "0" };
  if (value.kind === "unknown" || !except) return { ...value, truth: sign };
  return { ...value, truth: sign, except: [...new Set([...except, ...(value.except ?? [])])].sort() };
}

function same(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [parseSpelling(a), parseSpelling(b)];
  return left.kind === "value" && right.kind === "value" && left.value === right.value;
}

function signOf(value: Value): Sign {
  if (value.kind === "constant") return signOfText(value.text);
  return value.kind === "fromErrno" ? "nonzero" : value.truth;
}
