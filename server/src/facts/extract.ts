/**
 * Text to facts: the only entry of this layer. Reads a tree's top-level items, converts only those that can matter,
 * and answers plain data. Must not keep anything of the tree, and must answer for any text: bad C gives fewer facts.
 */
import { BLOCK_TYPE } from "../notifier/kernelApi";
import type { SyntaxTree, TopLevelItem } from "../syntax/tree";
import { blockAssignments, blocksOf } from "./blocks";
import { type BlockNames, callsOf } from "./calls";
import { contextOf, type FunctionContext } from "./context";
import { readDeclaration } from "./declarators";
import {
  type AssignmentFact,
  type BlockFact,
  type CallFact,
  FACTS_VERSION,
  type FileFacts,
  type FunctionFact,
  type HeadFact,
  type StructFact,
} from "./facts";
import { headsOf, structsOf } from "./heads";
import { CALLBACK_ROLES, type OutcomeReader, outcomeReader } from "./outcomes";
import { type GlobalTypes, readFunction } from "./scope";
import { type Source, sourceOf, walk } from "./source";

export interface ExtractOptions {
  /** Function names from other files whose definitions, and whose calls, are wanted: wrappers the model has found. */
  readonly watch: ReadonlySet<string>;
}

/** What extraction collects while it reads. */
interface Draft {
  readonly heads: HeadFact[];
  readonly structs: StructFact[];
  readonly blocks: BlockFact[];
  readonly assignments: AssignmentFact[];
  readonly functions: FunctionFact[];
  readonly calls: CallFact[];
}

/** Extracts the facts of one file. */
export function extractFacts(tree: SyntaxTree, options: ExtractOptions): FileFacts {
  const source = sourceOf(tree);
  const draft: Draft = { heads: [], structs: [], blocks: [], assignments: [], functions: [], calls: [] };
  const definitions = tree.items.filter((i) => i.type === "function_definition");
  for (const item of tree.items) if (item.type !== "function_definition") readItem(source, item, draft);
  const file = fileFunctions(source, tree, definitions);
  readFunctions(source, file, draft, occurring(options.watch, tree.parsed));
  return {
    version: FACTS_VERSION,
    ...draft,
    parsed: { functions: definitions.length, withoutError: definitions.filter((d) => !d.hasError).length },
  };
}

/** The watched names that a text contains: usually none of the hundreds that a whole tree watches. */
function occurring(watch: ReadonlySet<string>, text: string): ReadonlySet<string> {
  if (watch.size === 0) return watch;
  return new Set((text.match(/[A-Za-z_]\w*/g) ?? []).filter((word) => watch.has(word)));
}

const DECLARES = /notifier|nl_(?:atomic|blocking|raw|srcu)_head/;

function readItem(source: Source, item: TopLevelItem, draft: Draft): void {
  if (!DECLARES.test(source.tree.parsed.slice(item.start, item.end))) return;
  const node = item.node();
  draft.structs.push(...structsOf(source, node));
  if (node.type !== "declaration") return;
  draft.heads.push(...headsOf(source, node));
  draft.blocks.push(...blocksOf(source, node));
}

/** The functions of a file, converted when asked for. */
interface FileFunctions {
  readonly items: readonly { readonly name: string; readonly item: TopLevelItem; readonly text: string }[];
  context(name: string): FunctionContext | null;
  all(): Iterable<FunctionContext>;
}

function fileFunctions(source: Source, tree: SyntaxTree, definitions: readonly TopLevelItem[]): FileFunctions {
  const globals = globalTypes(source, tree);
  const items = definitions.map((item) => {
    const text = tree.parsed.slice(item.start, item.end);
    return { name: nameOf(text), item, text };
  });
  const byName = new Map(items.map((i) => [i.name, i]));
  const contexts = new Map<string, FunctionContext | null>();
  const context = (name: string): FunctionContext | null => {
    const known = contexts.get(name);
    if (known !== undefined) return known;
    const entry = byName.get(name);
    const fn = entry && readFunction(source, entry.item.node());
    const made = fn && fn.name === name ? contextOf(source, fn, globals) : null;
    contexts.set(name, made);
    return made;
  };
  return {
    items,
    context,
    *all() {
      for (const { name } of items) {
        const one = context(name);
        if (one) yield one;
      }
    },
  };
}

/** The name in a definition's head: the last word before the parameter list, annotations aside. */
function nameOf(definition: string): string {
  const head = definition.slice(0, definition.indexOf("{"));
  const words = [...head.matchAll(/([A-Za-z_]\w*)\s*\(/g)].map((m) => m[1] ?? "");
  return words.find((w) => !w.startsWith("__attribute")) ?? "";
}

/** Types of the file's variables, looked up only when a name is asked for. */
function globalTypes(source: Source, tree: SyntaxTree): GlobalTypes {
  const declarations = tree.items.filter((i) => i.type === "declaration");
  const found = new Map<string, string>();
  const looked = new Set<string>();
  const get = (name: string): string | undefined => {
    if (!looked.has(name)) {
      looked.add(name);
      const word = new RegExp(`\\b${name}\\b`);
      for (const item of declarations) {
        const head = tree.parsed.slice(item.start, Math.min(item.end, item.start + 400)).split("=")[0] ?? "";
        if (!word.test(head)) continue;
        const declared = readDeclaration(source, item.node()).find((d) => d.name === name && !d.isFunction);
        if (declared) found.set(name, declared.type);
      }
    }
    return found.get(name);
  };
  return { get };
}

const SPEAKS = /notif|call_chain|_chain_register|_chain_unregister/i;

function readFunctions(source: Source, file: FileFunctions, draft: Draft, watch: ReadonlySet<string>): void {
  const callbacks = new Set(draft.blocks.flatMap((b) => (b.callback ? [b.callback] : [])));
  const variables = new Set(draft.blocks.map((b) => b.name));
  const members = new Set<string>();
  for (const struct of draft.structs)
    for (const field of struct.fields)
      if (field.type === BLOCK_TYPE) members.add(field.name.split(".").at(-1) ?? field.name);
  const words = wordTest([...watch, ...variables, ...members]);
  const wanted: FunctionContext[] = [];
  for (const { name, text } of file.items) {
    if (!SPEAKS.test(text) && !callbacks.has(name) && !watch.has(name) && !words(text)) continue;
    const context = file.context(name);
    if (!context) continue;
    wanted.push(context);
    const assignments = blockAssignments(source, context.scope, context.values, context.fn);
    draft.assignments.push(...assignments);
    for (const a of assignments) {
      const member = a.target.path.at(-1);
      if (a.member === "notifier_call" && member) members.add(member);
      if (a.member === "notifier_call" && a.value.root.kind === "global") callbacks.add(a.value.root.name);
    }
    draft.blocks.push(...localBlocks(source, context, variables));
  }
  const outcomes = outcomeReader(source, { find: file.context }, file.all);
  const blocks: BlockNames = { variables, members };
  for (const context of wanted) {
    draft.calls.push(...callsOf(context, blocks, watch));
    draft.functions.push(functionFact(source, context, callbacks, watch, outcomes));
  }
}

/** Static blocks inside functions. */
function localBlocks(source: Source, context: FunctionContext, variables: Set<string>): BlockFact[] {
  const blocks: BlockFact[] = [];
  walk(context.fn.body, (node) => {
    if (node.type !== "declaration") return;
    for (const block of blocksOf(source, node)) {
      variables.add(block.name);
      blocks.push(block);
    }
  });
  return blocks;
}

function wordTest(words: readonly string[]): (text: string) => boolean {
  if (words.length === 0) return () => false;
  const pattern = new RegExp(`\\b(?:${words.map((w) => w.replace(/[^\w]/g, "\\$&")).join("|")})\\b`);
  return (text) => pattern.test(text);
}

function functionFact(
  source: Source,
  context: FunctionContext,
  callbacks: ReadonlySet<string>,
  watch: ReadonlySet<string>,
  reader: OutcomeReader,
): FunctionFact {
  const { fn } = context;
  const isCallback = callbacks.has(fn.name) || hasCallbackSignature(context);
  const wanted = isCallback || watch.has(fn.name);
  const read = wanted ? reader.read(context, isCallback ? CALLBACK_ROLES : { event: null, data: null }) : null;
  return {
    name: fn.name,
    isStatic: fn.isStatic,
    parameters: fn.parameters,
    returnType: fn.returnType,
    place: source.place(fn.nameNode),
    body: source.place(fn.body),
    isCallback,
    outcomes: read?.outcomes ?? null,
    incomplete: read?.incomplete ?? null,
  };
}

/** (struct notifier_block *, unsigned long, void *): notifier_fn_t of include/linux/notifier.h. */
function hasCallbackSignature(context: FunctionContext): boolean {
  const [block, event, data] = context.fn.parameters;
  return (
    context.fn.parameters.length === 3 &&
    block?.type === `${BLOCK_TYPE} *` &&
    event !== undefined &&
    !event.type.endsWith("*") &&
    data?.type === "void *"
  );
}
