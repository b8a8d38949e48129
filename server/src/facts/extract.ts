/**
 * Text to facts: the only entry of this layer. Cuts a text into its parts, parses only those that can matter, and
 * answers plain data. Must not keep anything of a tree, and must answer for any text: bad C gives fewer facts.
 */
import { allowancesIn } from "./allowances";
import { blocksOf } from "./blocks";
import { defineOf, enumeratorsOf } from "./constants";
import { type Draft, emptyDraft } from "./draft";
import { FACTS_VERSION, type FileFacts, type MacroFact, type SummaryRequest } from "./facts";
import { fileFunctions } from "./fileFunctions";
import { readFunctions } from "./functions";
import { headsOf, structsOf } from "./heads";
import { macroOf } from "./macros";
import { type Parse, type Part, type Parts, type PlacedItem, partsOf } from "./parts";
import { declares, definesMacro, definitionOf, namesPriorities } from "./relevance";
import { macroSummaries } from "./summaries";

/** What the model has found in other files and wants to know of this one. Only names that occur in the text matter. */
export interface Wanted {
  /** Functions whose definitions, and whose calls, are wanted: wrappers. */
  readonly watch: ReadonlySet<string>;
  /** Structs (`struct T`) that lead to a chain head although they say nothing of notifiers. */
  readonly structs: ReadonlySet<string>;
  /** Macros of headers that make, fill or register blocks, by name. */
  readonly macros: ReadonlyMap<string, MacroFact>;
  /** Functions whose values are wanted, where this file defines them. */
  readonly summaries: readonly SummaryRequest[];
}

/**
 * Extracts the facts of one file.
 * @param cut makes the parts of the text; another than the usual one is for tests that compare
 */
export function extractFacts(text: string, parse: Parse, wanted: Wanted, cut = partsOf): FileFacts {
  const parts = cut(text, parse);
  try {
    return factsOf(text, parts, parse, occurring(wanted, text));
  } finally {
    parts.free();
  }
}

function factsOf(text: string, parts: Parts, parse: Parse, wanted: Wanted): FileFacts {
  const draft = emptyDraft();
  for (const part of parts.parts) if (part.kind !== "function") readPart(part, wanted, draft);
  readFunctions(parts.parts, fileFunctions(text, parts.parts), draft, wanted, parse);
  draft.allowances.push(...allowancesIn(text));
  draft.summaries.push(...macroSummaries(parts.parts, wanted.summaries));
  return { version: FACTS_VERSION, ...draft };
}

/** What is wanted, cut down to what a text contains: usually none of the hundreds of names of a whole tree. */
function occurring(wanted: Wanted, text: string): Wanted {
  const { watch, structs, macros, summaries } = wanted;
  const asked = watch.size + structs.size + macros.size + summaries.length > 0;
  const words = asked ? new Set(text.match(/[A-Za-z_]\w*/g)) : new Set();
  return {
    watch: new Set([...watch].filter((name) => words.has(name))),
    structs: new Set([...structs].filter((name) => words.has(name.replace(/^\w+ /, "")))),
    macros: new Map([...macros].filter(([name]) => words.has(name))),
    summaries: summaries.filter(({ name }) => words.has(name) && definitionOf(name).test(text)),
  };
}

function readPart(part: Part, wanted: Wanted, draft: Draft): void {
  const { text, kind } = part;
  const priorities = namesPriorities(text);
  if (!priorities && !(kind === "define" ? definesMacro(text, wanted.watch) : declares(text, wanted.structs)))
    return;
  for (const placed of part.items()) readItem(placed, wanted, priorities, draft);
}

function readItem(
  { source, item }: PlacedItem,
  { structs, watch }: Wanted,
  priorities: boolean,
  draft: Draft,
): void {
  if (priorities) readConstants({ source, item }, draft);
  const text = source.tree.text.slice(item.start, item.end);
  if (item.type === "preproc_function_def") {
    const macro = definesMacro(text, watch) ? macroOf(source, item.node(), watch) : null;
    if (macro) draft.macros.push(macro);
    return;
  }
  if (!declares(text, structs)) return;
  const node = item.node();
  draft.structs.push(...structsOf(source, node));
  if (node.type !== "declaration") return;
  draft.heads.push(...headsOf(source, node));
  draft.blocks.push(...blocksOf(source, node));
}

function readConstants({ source, item }: PlacedItem, draft: Draft): void {
  const define = item.type === "preproc_def" ? defineOf(source, item.node()) : null;
  if (define) draft.constants.push(define);
  if (["enum_specifier", "declaration", "type_definition"].includes(item.type))
    draft.constants.push(...enumeratorsOf(source, item.node()));
}
