/** The function definitions of one file, parsed and read only when asked for. */

import { namesAFree } from "../notifier/naming";
import { type Branch, type BranchGroup, branchGroups } from "../syntax/branches";
import { contextOf, type FunctionContext } from "./context";
import { readDeclaration } from "./declarators";
import { assume } from "./forks";
import type { Keeping } from "./keeping";
import { isInWord } from "./occurring";
import { type Part, withoutComments } from "./parts";
import { type GlobalTypes, readFunction } from "./scope";

/** One definition, cheap until its context is asked for. */
interface FunctionEntry {
  readonly name: string;
  /** As written, comments included. */
  readonly text: string;
  /** Null where the definition cannot be read. */
  context(): FunctionContext | null;
  /** What is made of the definition's text alone. */
  of<T>(what: string, key: string, make: (text: string) => T): T;
}

export interface FileFunctions {
  readonly entries: readonly FunctionEntry[];
  /** The definitions of one name: several where each stands in a branch of its own of an `#if`. */
  named(name: string): readonly FunctionEntry[];
  /** What is made of each definition's text and name alone, in the order of {@link entries}. */
  each<T>(what: string, make: (text: string, name: string) => T): readonly T[];
  /**
   * The definitions that a call can mean: several where each stands in a branch of its own of an `#if`, less those
   * that no configuration compiles together with the call. None where one is static and the file declares the function
   * as another file's too: then it is a stub, and what counts is not all here.
   * @param from the function that makes the call
   * @param at where the call stands, in the text that the function was parsed from
   */
  find(name: string, from: FunctionContext, at: number): readonly FunctionContext[];
  /** The definitions whose text has a word, in code or in a comment; not the one of that name. */
  mentioning(word: string): readonly FunctionEntry[];
  /** The functions whose text calls something that by its name frees what it is handed. */
  freeing(): Iterable<FunctionContext>;
}

/** Lists the functions of a file that `text` is the whole of. */
export function fileFunctions(text: string, parts: readonly Part[], keeping: Keeping): FileFunctions {
  const functions = parts.filter((part) => part.kind === "function");
  const others = parts.filter((part) => part.kind === "other");
  const globals = keeping.all(others, "types of variables", () => globalTypes(others));
  /** Where the text that a function's offsets are of begins in the file. */
  const origins = new Map<FunctionContext, number>();
  const entries = functions.map((part) =>
    entryOf(part, globals, keeping, (context) => origins.set(context, part.origin)),
  );
  const byName = new Map<string, FunctionEntry[]>();
  for (const entry of entries) {
    const known = byName.get(entry.name);
    if (known) known.push(entry);
    else byName.set(entry.name, [entry]);
  }
  const conditionsAt = conditionsIn(text);
  const mentioned = new Map<string, readonly FunctionEntry[]>();
  let declared: ReadonlySet<string> | undefined;
  const isStub = (entry: FunctionEntry): boolean => {
    if (!STATIC.test(entry.text)) return false;
    declared ??= keeping.all(others, "declared elsewhere", () => declaredElsewhere(others));
    return declared.has(entry.name);
  };
  const each: FileFunctions["each"] = (what, make) =>
    keeping.each(functions, what, ({ text: written, name }) => make(written, name));
  const named = (name: string): readonly FunctionEntry[] => byName.get(name) ?? [];
  return {
    entries,
    named,
    each,
    find(name, from, at) {
      const written = named(name);
      if (written.some(isStub)) return [];
      const all = written.flatMap((entry) => entry.context() ?? []);
      if (all.length <= 1) return all;
      const assumedAt = (context: FunctionContext, place: number): Branch["assumes"] => {
        const origin = origins.get(context);
        return origin === undefined ? [] : conditionsAt(origin + place);
      };
      const here = assumedAt(from, at);
      const possible = all.filter((one) =>
        assume(new Map(), [...here, ...assumedAt(one, one.fn.nameNode.start)]),
      );
      return possible.length > 0 ? possible : all;
    },
    mentioning: (word) => {
      const told = mentioned.get(word);
      if (told) return told;
      const says = each(`mentions ${word}`, (written, name) => name !== word && hasWord(written, word));
      const found = entries.filter((_, i) => says[i]);
      mentioned.set(word, found);
      return found;
    },
    *freeing() {
      const frees = each("frees", callsAFree);
      for (const [i, entry] of entries.entries()) {
        const context = frees[i] ? entry.context() : null;
        if (context) yield context;
      }
    },
  };
}

/** Cheaper than an expression, which every word would need one of. */
function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
    if (!isInWord(text.charCodeAt(at - 1)) && !isInWord(text.charCodeAt(at + word.length))) return true;
  return false;
}

function callsAFree(text: string): boolean {
  return (text.match(/\b[A-Za-z_]\w*(?=\s*\()/g) ?? []).some(namesAFree);
}

/** What a text assumes of the configuration at a place; it is read only when first asked. */
function conditionsIn(text: string): (at: number) => Branch["assumes"] {
  let groups: readonly BranchGroup[] | undefined;
  return (at) => {
    groups ??= branchGroups(text, 0, text.length);
    return groups
      .flatMap((group) => group.branches)
      .flatMap((branch) => (at >= branch.start && at < branch.end ? branch.assumes : []));
  };
}

function entryOf(
  part: Part,
  globals: GlobalTypes,
  keeping: Keeping,
  onMade: (context: FunctionContext) => void,
): FunctionEntry {
  let made: FunctionContext | null | undefined;
  return {
    name: part.name,
    text: part.text,
    of: (what, key, make) => keeping.of(part, what, key, () => make(part.text)),
    context: () => {
      if (made !== undefined) return made;
      made = keeping.context(part, globals, contextIn);
      if (made) onMade(made);
      return made;
    },
  };
}

/** A part may begin with a macro's use that has no semicolon: the last definition in it is meant. */
function contextIn(part: Part, globals: GlobalTypes): FunctionContext | null {
  const placed = part.items().findLast(({ item }) => item.type === "function_definition");
  const fn = placed && readFunction(placed.source, placed.item.node());
  return placed && fn ? contextOf(placed.source, fn, globals) : null;
}

const STATIC = /^[^(]*\bstatic\b/;

/** Functions that a file has prototypes of without calling them static. @param parts its declarations */
function declaredElsewhere(parts: readonly Part[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { text } of parts) {
    if (!text.includes("(")) continue;
    const code = withoutComments(text).trim();
    const name = STATIC.test(code) ? undefined : /^[^(=;{}]*[\s*](\w+)\s*\([^;{}]*;$/.exec(code)?.[1];
    if (name !== undefined) names.add(name);
  }
  return names;
}

/** A prototype: two words before its parentheses, of which the second is no macro's name. */
const PROTOTYPE = /^[^(=]*\w[\s*]+(?!(?:[A-Z0-9_]+)\s*\()[A-Za-z_]\w*\s*\((?!\s*\*)/;

/** A declaration's words are looked for in its beginning, before a value. */
const HEAD = 400;

/** Types of the file's variables, looked up only when a name is asked for. @param parts its declarations */
function globalTypes(parts: readonly Part[]): GlobalTypes {
  const found = new Map<string, string | undefined>();
  let declaring: ReadonlyMap<string, readonly Part[]> | undefined;
  const look = (name: string): string | undefined => {
    declaring ??= partsByWord(parts);
    for (const part of declaring.get(name) ?? [])
      for (const { source, item } of part.items()) {
        if (item.type !== "declaration") continue;
        const declared = readDeclaration(source, item.node()).find((d) => d.name === name && !d.isFunction);
        if (declared) return declared.type;
      }
    return undefined;
  };
  return {
    get: (name) => {
      if (!found.has(name)) found.set(name, look(name));
      return found.get(name);
    },
  };
}

function partsByWord(parts: readonly Part[]): Map<string, Part[]> {
  const byWord = new Map<string, Part[]>();
  for (const part of parts) {
    const head = withoutComments(part.text.slice(0, HEAD)).split("=")[0] ?? "";
    if (PROTOTYPE.test(head)) continue;
    for (const word of new Set(head.match(/[A-Za-z_]\w*/g))) {
      const known = byWord.get(word);
      if (known) known.push(part);
      else byWord.set(word, [part]);
    }
  }
  return byWord;
}
