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
import { nothingKept } from "./keeping";
import { macroOf } from "./macros";
import { occurring, wordsOf } from "./occurring";
import { type Parse, type Part, type PlacedItem, partsOf } from "./parts";
import { declares, definesMacro, definesStruct, namesPriorities } from "./relevance";
import { functionSummaries, macroSummaries } from "./summaries";

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
  /** Whether only these structs and summaries are wanted, because all other facts of the file are at hand. */
  readonly isMore?: boolean;
}

/** Of a tree of which nothing is known yet. */
export const NOTHING_WANTED: Wanted = {
  watch: new Set(),
  structs: new Set(),
  macros: new Map(),
  summaries: [],
};

/**
 * Extracts the facts of one file.
 * @param cut makes the parts of the text; another than the usual one is for tests that compare
 */
export function extractFacts(text: string, parse: Parse, wanted: Wanted, cut = partsOf): FileFacts {
  const parts = cut(text, parse);
  try {
    // What else is wanted is known to occur.
    const here = wanted.isMore ? wanted : occurring(wanted, () => wordsOf(text));
    const draft = draftOf(text, parts.parts, parse, here);
    return { version: FACTS_VERSION, ...draft, allowances: allowancesIn(text) };
  } finally {
    parts.free();
  }
}

/** The facts that parts say, without what is read from the text as a whole. */
export function draftOf(
  text: string,
  parts: readonly Part[],
  parse: Parse,
  wanted: Wanted,
  keeping = nothingKept(),
): Draft {
  const draft = emptyDraft();
  const file = fileFunctions(text, parts, keeping);
  const readOther = wanted.isMore ? readStructs : readPart;
  for (const part of parts) if (part.kind !== "function") readOther(part, wanted, draft);
  if (!wanted.isMore) readFunctions(parts, file, draft, wanted, parse, keeping);
  draft.summaries.push(...functionSummaries(file, wanted.summaries, keeping));
  draft.summaries.push(...macroSummaries(parts, wanted.summaries));
  return draft;
}

function readPart(part: Part, wanted: Wanted, draft: Draft): void {
  const { text, kind } = part;
  const priorities = namesPriorities(text);
  if (!priorities && !(kind === "define" ? definesMacro(text, wanted.watch) : declares(text, wanted.structs)))
    return;
  for (const placed of part.items()) readItem(placed, wanted, priorities, draft);
}

function readStructs(part: Part, { structs }: Wanted, draft: Draft): void {
  if (!definesStruct(part.text, structs)) return;
  for (const { source, item } of part.items()) draft.structs.push(...structsOf(source, item.node(), structs));
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
  draft.structs.push(...structsOf(source, node, structs));
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
