/**
 * Text to facts: the only entry of this layer. Reads a tree's top-level items, converts only those that can matter,
 * and answers plain data. Must not keep anything of the tree, and must answer for any text: bad C gives fewer facts.
 */
import type { SyntaxTree, TopLevelItem } from "../syntax/tree";
import { blocksOf } from "./blocks";
import { defineOf, enumeratorsOf } from "./constants";
import { type Draft, emptyDraft } from "./draft";
import { FACTS_VERSION, type FileFacts, type MacroFact } from "./facts";
import { fileFunctions } from "./fileFunctions";
import { readFunctions } from "./functions";
import { headsOf, structsOf } from "./heads";
import { macroOf } from "./macros";
import { type Source, sourceOf } from "./source";

/** What the model has found in other files and wants to know of this one. Only names that occur in the text matter. */
export interface ExtractOptions {
  /** Functions whose definitions, and whose calls, are wanted: wrappers. */
  readonly watch: ReadonlySet<string>;
  /** Structs (`struct T`) that lead to a chain head although they say nothing of notifiers. */
  readonly structs?: ReadonlySet<string>;
  /** Macros of headers that make, fill or register blocks, by name. */
  readonly macros?: ReadonlyMap<string, MacroFact>;
  /** Parses the expansion of a macro; without it macros are not expanded. */
  readonly parse?: (text: string) => SyntaxTree;
}

/** Extracts the facts of one file. */
export function extractFacts(tree: SyntaxTree, options: ExtractOptions): FileFacts {
  const source = sourceOf(tree);
  const wanted = occurring(options, tree.parsed);
  const draft = emptyDraft();
  const definitions = tree.items.filter((i) => i.type === "function_definition");
  for (const item of tree.items)
    if (item.type !== "function_definition") readItem(source, item, wanted.structs, draft);
  const file = fileFunctions(source, tree, definitions);
  readFunctions(source, file, draft, wanted);
  return {
    version: FACTS_VERSION,
    ...draft,
    parsed: { functions: definitions.length, withoutError: definitions.filter((d) => !d.hasError).length },
  };
}

/** Options cut down to what a text contains: usually none of the hundreds of names that a whole tree wants. */
export type Wanted = Required<Pick<ExtractOptions, "watch" | "structs" | "macros">> &
  Pick<ExtractOptions, "parse">;

/** The part of the options that matters for a text; also the part that matters for its cache key. */
export function occurring(options: ExtractOptions, text: string): Wanted {
  const { watch, structs = new Set<string>(), macros = new Map<string, MacroFact>(), parse } = options;
  const words =
    watch.size + structs.size + macros.size > 0 ? new Set(text.match(/[A-Za-z_]\w*/g)) : new Set();
  return {
    watch: new Set([...watch].filter((name) => words.has(name))),
    structs: new Set([...structs].filter((name) => words.has(name.replace(/^\w+ /, "")))),
    macros: new Map([...macros].filter(([name]) => words.has(name))),
    ...(parse ? { parse } : {}),
  };
}

const DECLARES = /notifier|nl_(?:atomic|blocking|raw|srcu)_head/;
const PRIORITIES = /PRI(?:O|ORITY)?(?:_|\b)/;

function readItem(source: Source, item: TopLevelItem, structs: ReadonlySet<string>, draft: Draft): void {
  const text = source.tree.parsed.slice(item.start, item.end);
  if (PRIORITIES.test(text)) readConstants(source, item, draft);
  if (item.type === "preproc_function_def") {
    const macro = text.includes("notifier") ? macroOf(source, item.node()) : null;
    if (macro) draft.macros.push(macro);
    return;
  }
  if (!DECLARES.test(text) && !definesStruct(text, structs)) return;
  const node = item.node();
  draft.structs.push(...structsOf(source, node));
  if (node.type !== "declaration") return;
  draft.heads.push(...headsOf(source, node));
  draft.blocks.push(...blocksOf(source, node));
}

function definesStruct(text: string, structs: ReadonlySet<string>): boolean {
  for (const match of text.matchAll(/\bstruct\s+(\w+)\s*\{/g))
    if (structs.has(`struct ${match[1]}`)) return true;
  return false;
}

function readConstants(source: Source, item: TopLevelItem, draft: Draft): void {
  const define = item.type === "preproc_def" ? defineOf(source, item.node()) : null;
  if (define) draft.constants.push(define);
  if (["enum_specifier", "declaration", "type_definition"].includes(item.type))
    draft.constants.push(...enumeratorsOf(source, item.node()));
}
