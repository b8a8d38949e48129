/**
 * What is made of one text and kept for its next version: contexts of functions, and what was read of them. Knows when
 * a kept thing is no longer right: what it was made from is recorded while it is made. Must not know what facts say.
 */
import { sameElements, sameEnds } from "../base/lists";
import type { FunctionContext } from "./context";
import type { FileFunctions } from "./fileFunctions";
import { type OutcomeReader, outcomeReader } from "./outcomes";
import type { Part } from "./parts";
import type { GlobalTypes } from "./scope";

type MakeContext = (part: Part, globals: GlobalTypes) => FunctionContext | null;

export interface Keeping {
  /** The context of a part: made anew where a global that it asked for is of another type now. */
  context(part: Part, globals: GlobalTypes, make: MakeContext): FunctionContext | null;
  /** What is made of a part or a context and a key alone; of each kind (`what`) the last one is kept. */
  of<T>(subject: Part | FunctionContext, what: string, key: string, make: () => T): T;
  /** What is made of some parts in their order alone, whose list is another each time. */
  all<T>(parts: readonly Part[], what: string, make: () => T): T;
  /** What is made of each of some parts alone, in their order. */
  each<T>(parts: readonly Part[], what: string, make: (part: Part) => T): readonly T[];
  /** What is read of a context, and of whatever other functions of the file the reader comes by. */
  read<T>(context: FunctionContext, what: string, file: FileFunctions, make: (reader: OutcomeReader) => T): T;
  /** Begins the next version of the text: lists that nobody asked about in this one are forgotten. */
  turn(): void;
}

/** Keeps nothing: a file that is read once. All readings share what they come by. */
export function nothingKept(): Keeping {
  let reader: OutcomeReader | undefined;
  return {
    context: (part, globals, make) => make(part, globals),
    of: (_, __, ___, make) => make(),
    all: (_, __, make) => make(),
    each: (parts, _, make) => parts.map(make),
    read: (_, __, file, make) => {
      reader ??= outcomeReader(file, file.freeing);
      return make(reader);
    },
    turn: () => {},
  };
}

interface KeptContext {
  readonly context: FunctionContext | null;
  /** The globals that were asked for, with the answers. */
  readonly asked: ReadonlyMap<string, string | undefined>;
  /** Where those that are asked for later are looked up. */
  now: GlobalTypes;
}

/** A question to the file while something was read, and what came. */
interface Question {
  readonly ask: (file: FileFunctions) => readonly FunctionContext[];
  readonly answer: readonly FunctionContext[];
}

/** Some parts with what was made of each. */
interface KeptList {
  readonly parts: readonly Part[];
  readonly values: readonly unknown[];
}

/** Keeps everything as long as somebody holds the part or the context that it is of. */
export function createKeeping(): Keeping {
  const alls = lists<{ readonly parts: readonly Part[]; readonly value: unknown }>();
  const eachs = lists<KeptList>();
  const contexts = new WeakMap<Part, KeptContext>();
  const made = new WeakMap<object, Map<string, { readonly key: string; readonly value: unknown }>>();
  const readings = new WeakMap<
    object,
    Map<string, { readonly asked: readonly Question[]; value: unknown }>
  >();
  return {
    context: (part, globals, make) => {
      const known = contexts.get(part);
      if (known?.now === globals) return known.context;
      if (known && [...known.asked].every(([name, type]) => globals.get(name) === type)) {
        known.now = globals;
        return known.context;
      }
      const kept = keptContext(part, globals, make);
      contexts.set(part, kept);
      return kept.context;
    },
    of: <T>(subject: object, what: string, key: string, make: () => T): T => {
      const ofSubject = mapOf(made, subject);
      const known = ofSubject.get(what);
      if (known?.key === key) return known.value as T;
      const value = make();
      ofSubject.set(what, { key, value });
      return value;
    },
    all: <T>(parts: readonly Part[], what: string, make: () => T): T => {
      const last = alls.get(what);
      const kept = last && sameElements(last.parts, parts) ? last : { parts, value: make() };
      alls.set(what, kept);
      return kept.value as T;
    },
    each: <T>(parts: readonly Part[], what: string, make: (part: Part) => T): readonly T[] => {
      const kept = madeOfEach(eachs.get(what), parts, make);
      eachs.set(what, kept);
      return kept.values as readonly T[];
    },
    read: <T>(context: object, what: string, file: FileFunctions, make: (reader: OutcomeReader) => T): T => {
      const ofContext = mapOf(readings, context);
      const known = ofContext.get(what);
      if (known?.asked.every(({ ask, answer }) => sameElements(ask(file), answer))) return known.value as T;
      const { asked, table, freeing } = recording(file);
      const value = make(outcomeReader(table, freeing));
      ofContext.set(what, { asked, value });
      return value;
    },
    turn: () => {
      alls.turn();
      eachs.turn();
    },
  };
}

/** What is kept by name from one turn to the next, and no longer if nobody asks for it. */
function lists<T>(): { get(what: string): T | undefined; set(what: string, kept: T): void; turn(): void } {
  let now = new Map<string, T>();
  let before = new Map<string, T>();
  return {
    get: (what) => now.get(what) ?? before.get(what),
    set: (what, kept) => now.set(what, kept),
    turn: () => {
      before = now;
      now = new Map();
    },
  };
}

/** What was made of the parts at either end that are the same as before is not made again. */
function madeOfEach(
  last: KeptList | undefined,
  parts: readonly Part[],
  make: (part: Part) => unknown,
): KeptList {
  if (!last) return { parts, values: parts.map(make) };
  const { atStart, atEnd } = sameEnds(last.parts, parts);
  if (atStart === parts.length && atStart === last.parts.length) return last;
  const between = parts.slice(atStart, parts.length - atEnd).map(make);
  return {
    parts,
    values: [...last.values.slice(0, atStart), ...between, ...last.values.slice(last.values.length - atEnd)],
  };
}

function keptContext(part: Part, globals: GlobalTypes, make: MakeContext): KeptContext {
  const asked = new Map<string, string | undefined>();
  const get = (name: string): string | undefined => {
    if (!asked.has(name)) asked.set(name, kept.now.get(name));
    return asked.get(name);
  };
  const kept: { -readonly [K in keyof KeptContext]: KeptContext[K] } = { context: null, asked, now: globals };
  kept.context = make(part, { get });
  return kept;
}

/** A file that notes what it is asked. */
function recording(file: FileFunctions): {
  readonly asked: readonly Question[];
  readonly table: Pick<FileFunctions, "find">;
  readonly freeing: FileFunctions["freeing"];
} {
  const asked: Question[] = [];
  const answered = (ask: Question["ask"]): readonly FunctionContext[] => {
    const answer = ask(file);
    asked.push({ ask, answer });
    return answer;
  };
  return {
    asked,
    table: { find: (name, from, at) => answered((now) => now.find(name, from, at)) },
    freeing: () => answered((now) => [...now.freeing()]),
  };
}

function mapOf<V>(maps: WeakMap<object, Map<string, V>>, subject: object): Map<string, V> {
  const known = maps.get(subject) ?? new Map<string, V>();
  maps.set(subject, known);
  return known;
}
