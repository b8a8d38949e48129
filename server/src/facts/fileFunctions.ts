/** The function definitions of one file, converted only when asked for. */
import type { SyntaxTree, TopLevelItem } from "../syntax/tree";
import { contextOf, type FunctionContext } from "./context";
import { readDeclaration } from "./declarators";
import { type GlobalTypes, readFunction } from "./scope";
import type { Source } from "./source";

/** One definition, cheap until its context is asked for. */
interface FunctionEntry {
  readonly name: string;
  readonly text: string;
  /** Null where the definition cannot be read. */
  context(): FunctionContext | null;
}

export interface FileFunctions {
  readonly entries: readonly FunctionEntry[];
  readonly globals: GlobalTypes;
  /** The definition a call means. Of several (one per #if branch) the longest: the others are stubs. */
  find(name: string): FunctionContext | null;
  all(): Iterable<FunctionContext>;
}

/** Lists a file's functions. */
export function fileFunctions(
  source: Source,
  tree: SyntaxTree,
  definitions: readonly TopLevelItem[],
): FileFunctions {
  const globals = globalTypes(source, tree);
  const entries = definitions.map((item) => entryOf(source, item, globals));
  const byName = new Map<string, FunctionEntry>();
  for (const entry of entries) {
    const known = byName.get(entry.name);
    if (!known || known.text.length < entry.text.length) byName.set(entry.name, entry);
  }
  return {
    entries,
    globals,
    find: (name) => byName.get(name)?.context() ?? null,
    *all() {
      for (const entry of entries) {
        const context = entry.context();
        if (context) yield context;
      }
    },
  };
}

function entryOf(source: Source, item: TopLevelItem, globals: GlobalTypes): FunctionEntry {
  const text = source.tree.parsed.slice(item.start, item.end);
  const name = nameOf(source.tree.text.slice(item.start, item.end), text);
  let made: FunctionContext | null | undefined;
  return {
    name,
    text,
    context: () => {
      if (made === undefined) {
        const fn = readFunction(source, item.node());
        made = fn ? contextOf(source, fn, globals) : null;
      }
      return made;
    },
  };
}

/** Macros that make a function's head and are handed its name alone. */
const MAKES_HEAD = /^(?:static\s+|asmlinkage\s+)*[A-Z][A-Z0-9_]*\s*\(\s*(\w+)\s*\)\s*\{/;

/** The name in a definition's head: what a macro is handed, or the first word before a parenthesis, attributes aside. */
function nameOf(written: string, parsed: string): string {
  const handed = MAKES_HEAD.exec(written)?.[1];
  if (handed !== undefined) return handed;
  const head = parsed.slice(0, parsed.indexOf("{"));
  const words = [...head.matchAll(/([A-Za-z_]\w*)\s*\(/g)].map((m) => m[1] ?? "");
  return words.find((w) => !w.startsWith("__attribute")) ?? "";
}

/** Types of the file's variables, looked up only when a name is asked for. */
function globalTypes(source: Source, tree: SyntaxTree): GlobalTypes {
  const declarations = tree.items.filter((i) => i.type === "declaration");
  const found = new Map<string, string | undefined>();
  const look = (name: string): string | undefined => {
    const word = new RegExp(`\\b${name}\\b`);
    for (const item of declarations) {
      const head = tree.parsed.slice(item.start, Math.min(item.end, item.start + 400)).split("=")[0] ?? "";
      if (!word.test(head)) continue;
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
