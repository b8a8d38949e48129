/**
 * What callbacks come to that sleeps, waits for a lock or registers, through the functions of their file; and which
 * functions of a file sleep for others. Read from texts, each function's once, because nothing has to be parsed for it.
 * Must not know on which chain a callback is, nor whether sleeping is wrong there.
 */
import {
  ALLOCATION,
  ASKS_WHERE_IT_RUNS,
  HARMLESS,
  SLEEPS,
  TRIES,
  WAITS_FOR_A_LOCK,
} from "../notifier/contexts";
import { PRIMITIVES } from "../notifier/kernelApi";
import { speaksOfNotifying } from "../notifier/naming";
import type { FunctionContext } from "./context";
import type { ContextFact, DoneFact, SleeperFact } from "./contextFacts";
import { keptIn } from "./deferring";
import type { FileFunctions } from "./fileFunctions";
import type { Keeping } from "./keeping";

/** How many calls deep in the file. */
const DEEPEST = 3;

/** What one function does by itself. */
interface Own {
  /** The names it calls, with where the first call of each stands in its text. */
  readonly called: ReadonlyMap<string, number>;
  readonly sleeps: ReadonlySet<string>;
  readonly waits: ReadonlySet<string>;
  readonly registers: ReadonlySet<string>;
  /** Those that no condition stands before. */
  readonly alwaysRegisters: ReadonlySet<string>;
  /** Where it allocates memory in a way that can sleep; negative where it does not. */
  readonly allocates: number;
  readonly asks: boolean;
  readonly tries: boolean;
}

/** What one name leads to. */
type Reached = Pick<DoneFact, "sleeps" | "waits" | "registers" | "outside">;

/** What the functions by a name do by themselves; several where each stands in a branch of an `#if`. */
type OwnOf = (name: string) => readonly Own[];

/** Tells for each callback of a file what it does; null where that is nothing. */
export function doingsIn(
  file: FileFunctions,
  keeping: Keeping,
): (context: FunctionContext) => ContextFact | null {
  const ownOf = ownDoings(file);
  return (context) => {
    const { name, node } = context.fn;
    const { source } = context;
    const own = keeping.of(context, "own", "", () => ownIn(source.tree.text.slice(node.start, node.end)));
    const calls = [...own.called].flatMap(([callee, at]) => {
      const reached = callee === name ? NOTHING : reach(ownOf, callee, name, own);
      return isNothing(reached) ? [] : [{ callee, at, reached }];
    });
    if (!own.asks && own.allocates >= 0) {
      const sleeps = { call: ALLOCATION, in: name };
      calls.push({ callee: ALLOCATION, at: own.allocates, reached: { ...NOTHING, sleeps } });
    }
    const kept = keeping.of(context, "kept", "", () => keptIn(context));
    if (calls.length === 0 && kept.length === 0) return null;
    return keeping.of(context, "doings", JSON.stringify(calls), () => ({
      function: name,
      kept,
      calls: calls.map(({ callee, at, reached }) => ({
        callee,
        place: source.placeAt(node.start + at, node.start + at + callee.length),
        ...reached,
      })),
    }));
  };
}

function ownDoings(file: FileFunctions): OwnOf {
  const known = new Map<string, readonly Own[]>();
  return (name) => {
    const own = known.get(name) ?? file.named(name).map((entry) => entry.of("own", "", ownIn));
    known.set(name, own);
    return own;
  };
}

const NOTHING: Reached = { sleeps: null, waits: null, registers: [], outside: [] };

function isNothing({ sleeps, waits, registers, outside }: Reached): boolean {
  return !sleeps && !waits && registers.length === 0 && outside.length === 0;
}

/** A name that is called, by which function, and whether anybody on the way tries locks before taking them. */
interface Step {
  readonly name: string;
  readonly in: string;
  readonly by: Own;
  readonly tries: boolean;
}

/** What a call in a callback leads to. */
function reach(ownOf: OwnOf, callee: string, caller: string, by: Own): Reached {
  const reached: { -readonly [K in keyof Reached]: Reached[K] } = { ...NOTHING };
  let asks = by.asks;
  const seen = new Set([caller, callee]);
  let steps: readonly Step[] = [{ name: callee, in: caller, by, tries: by.tries }];
  for (let depth = 0; depth <= DEEPEST && steps.length > 0; depth++) {
    for (const step of steps) note(reached, step, depth === 0, ownOf);
    steps = steps.flatMap(({ name, tries }) =>
      ownOf(name).flatMap((own) => {
        asks ||= own.asks;
        if (own.allocates >= 0) reached.sleeps ??= { call: ALLOCATION, in: name };
        const called = [...own.called.keys()].filter((one) => !seen.has(one));
        for (const one of called) seen.add(one);
        return called.map((one) => ({ name: one, in: name, by: own, tries: tries || own.tries }));
      }),
    );
  }
  // Code of which a part asks where it runs was made for more than one context.
  return asks ? { ...NOTHING, registers: reached.registers } : reached;
}

/** Adds what one call says by its name. */
function note(
  reached: { -readonly [K in keyof Reached]: Reached[K] },
  { name, in: inside, by, tries }: Step,
  isFirst: boolean,
  ownOf: OwnOf,
): void {
  const one = { call: name, in: inside };
  const sleeps = by.sleeps.has(name);
  const waits = by.waits.has(name);
  if (sleeps) reached.sleeps ??= one;
  if (waits && !tries) reached.waits ??= one;
  // Below the callback a condition may ask for something that this caller does not pass.
  if ((isFirst ? by.registers : by.alwaysRegisters).has(name))
    reached.registers = [...reached.registers, one];
  if (!sleeps && !waits && ownOf(name).length === 0 && mayLead(name) && !reached.outside.includes(name))
    reached.outside = [...reached.outside, name];
}

/** Whether a function of another file may be worth looking up: a function's name, not a macro's. */
function mayLead(name: string): boolean {
  return /^[a-z]/.test(name) && !HARMLESS.test(name);
}

const CALLED = /\b[A-Za-z_]\w*(?=[ \t]*\()/g;

function ownIn(text: string): Own {
  const code = blanked(text);
  const called = new Map<string, number>();
  const start = code.indexOf("{");
  for (const { 0: name, index } of code.matchAll(CALLED))
    if (index > start && !called.has(name)) called.set(name, index);
  const among = (pattern: RegExp): Set<string> =>
    new Set([...code.matchAll(pattern)].flatMap((match) => match[1] ?? []));
  const registering = [...called.keys()].filter(registers);
  return {
    called,
    sleeps: among(SLEEPS),
    waits: code.includes("lock") || code.includes("down") ? among(WAITS_FOR_A_LOCK) : NONE,
    registers: new Set(registering),
    alwaysRegisters: new Set(registering.filter((name) => isStatement(code, called.get(name) ?? 0))),
    allocates: code.indexOf(ALLOCATION, start),
    asks: ASKS_WHERE_IT_RUNS.test(code),
    tries: TRIES.test(code),
  };
}

function registers(name: string): boolean {
  const kind = PRIMITIVES.get(name)?.kind;
  return kind ? kind !== "walk" : /regist/.test(name) && speaksOfNotifying(name);
}

const NONE: ReadonlySet<string> = new Set();

/** A text with blanks for its comments: places stay. */
function blanked(text: string): string {
  if (!text.includes("/")) return text;
  return text.replace(/\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g, (comment) => " ".repeat(comment.length));
}

/** The functions of a file that sleep for others: what sleeps is a statement of their own body, not of a branch. */
export function sleepersIn(file: FileFunctions): SleeperFact[] {
  const sleepers = file.each("sleeper", (text, name): SleeperFact | null => {
    const call = sleepsAtTop(text);
    return call === null ? null : { name, call };
  });
  return sleepers.filter((sleeper) => sleeper !== null);
}

const STATIC = /^[^(]*\bstatic\b/;

/** The first call that sleeps among the statements of a body, or null. */
function sleepsAtTop(text: string): string | null {
  if (text.search(SLEEPS) < 0 || STATIC.test(text)) return null;
  const code = blanked(text);
  if (ASKS_WHERE_IT_RUNS.test(code)) return null;
  for (const { 1: call, index } of code.matchAll(SLEEPS)) if (call && isStatement(code, index)) return call;
  return null;
}

/** Whether a call is a statement of the body itself, not of a branch or a loop. */
function isStatement(code: string, at: number): boolean {
  const before = code.slice(0, at);
  if (!/[;{}]\s*(?:\(void\)\s*|\w+\s*=\s*|return\s+)?$/.test(before)) return false;
  return before.split("{").length - before.split("}").length === 1;
}
