/** The function definitions of one file, parsed and read only when asked for. */

import { namesAFree } from "../notifier/naming";
import { contextOf, type FunctionContext } from "./context";
import { readDeclaration } from "./declarators";
import { type Part, withoutComments } from "./parts";
import { type GlobalTypes, readFunction } from "./scope";

/** One definition, cheap until its context is asked for. */
interface FunctionEntry {
  readonly name: string;
  /** As written, comments included. */
  readonly text: string;
  /** Null where the definition cannot be read. */
  context(): FunctionContext | null;
}

export interface FileFunctions {
  readonly entries: readonly FunctionEntry[];
  /** The definition a call means. Of several (one per #if branch) the longest: the others are stubs. */
  find(name: string): FunctionContext | null;
  /** The functions whose text calls something that by its name frees what it is handed. */
  freeing(): Iterable<FunctionContext>;
}

/** Lists a file's functions. */
export function fileFunctions(parts: readonly Part[]): FileFunctions {
  const globals = globalTypes(parts);
  const entries = parts.filter((part) => part.kind === "function").map((part) => entryOf(part, globals));
  const byName = new Map<string, FunctionEntry>();
  for (const entry of entries) {
    const known = byName.get(entry.name);
    if (!known || known.text.length < entry.text.length) byName.set(entry.name, entry);
  }
  return {
    entries,
    find: (name) => byName.get(name)?.context() ?? null,
    *freeing() {
      for (const entry of entries) {
        const calls = entry.text.match(/\b[A-Za-z_]\w*(?=\s*\()/g) ?? [];
        const context = calls.some(namesAFree) ? entry.context() : null;
        if (context) yield context;
      }
    },
  };
}

function entryOf(part: Part, globals: GlobalTypes): FunctionEntry {
  let made: FunctionContext | null | undefined;
  return {
    name: part.name,
    text: part.text,
    context: () => {
      if (made === undefined) made = contextIn(part, globals);
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

/** A prototype: two words before its parentheses, of which the second is no macro's name. */
const PROTOTYPE = /^[^(=]*\w[\s*]+(?!(?:[A-Z0-9_]+)\s*\()[A-Za-z_]\w*\s*\((?!\s*\*)/;

/** A declaration's words are looked for in its beginning, before a value. */
const HEAD = 400;

/** Types of the file's variables, looked up only when a name is asked for. */
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
    if (part.kind !== "other") continue;
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
