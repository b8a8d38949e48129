/**
 * Reads the functions of one file that can matter: blocks and assignments first, because they tell which names are
 * blocks and callbacks, then calls and outcomes. Macro uses are read as their expansions.
 */
import { BLOCK_TYPE, HEAD_INITIALISERS, PRIMITIVES } from "../notifier/kernelApi";
import { aroundCalls } from "./blockCalls";
import { blockAssignments, blocksOf } from "./blocks";
import { type BlockNames, callsOf, isBlock } from "./calls";
import { cleanUpsIn } from "./cleanUps";
import { configurationOf } from "./configuration";
import type { FunctionContext } from "./context";
import { dataUse } from "./dataUse";
import { doingsIn, sleepersIn } from "./doings";
import type { Draft } from "./draft";
import { eventEffects } from "./eventEffects";
import { expansionsIn } from "./expansions";
import type { Wanted } from "./extract";
import type { AssignmentFact, BlockFact, FunctionFact } from "./facts";
import type { FileFunctions } from "./fileFunctions";
import type { Keeping } from "./keeping";
import { isInitFunction, livesOf } from "./lifetimes";
import { wordsOf } from "./occurring";
import { CALLBACK_ROLES, eventNames, type OutcomeFacts } from "./outcomes";
import type { Parse, Part } from "./parts";
import { speaks } from "./relevance";
import { walk } from "./source";
import { storesOf, takenNames } from "./stores";
import { tableEntries } from "./tableEntries";
import { undoingIn } from "./undoing";

/** What the names of a file mean, learnt while reading it. */
interface Names {
  readonly callbacks: Set<string>;
  readonly variables: Set<string>;
  readonly members: Set<string>;
}

/** Adds the facts of a file's functions to the draft. */
export function readFunctions(
  parts: readonly Part[],
  file: FileFunctions,
  draft: Draft,
  wanted: Wanted,
  parse: Parse,
  keeping: Keeping,
): void {
  const names = namesOf(draft, file);
  const macros = new Map([...wanted.macros, ...draft.macros.map((m) => [m.name, m] as const)]);
  const heads = draft.heads.filter((h) => h.storage !== "extern").map((h) => h.name);
  const asked = [...wanted.watch, ...macros.keys(), ...names.variables, ...names.members, ...heads];
  const words = wordTest(asked);
  const wordKey = asked.join(" ");
  const macroKey = keyOf([...macros]);
  const loud = file.each("speaks", speaks);
  const written = new Set<FunctionContext>();
  const contexts: FunctionContext[] = [];
  const freeings: (() => void)[] = [];
  try {
    for (const [i, entry] of file.entries.entries()) {
      const { name } = entry;
      if (!loud[i] && !names.callbacks.has(name) && !wanted.watch.has(name)) {
        if (!entry.of("words", wordKey, words)) continue;
      }
      const context = entry.context();
      if (!context) continue;
      written.add(context);
      const expanded = keeping.of(context, "expansions", macroKey, () =>
        expansionsIn(context, macros, parse),
      );
      freeings.push(...expanded.map((e) => e.free));
      for (const one of [context, ...expanded.map((e) => e.context)]) {
        readBlocks(
          keeping.of(one, "blocks", "", () => blocksIn(one)),
          draft,
          names,
        );
        contexts.push(one);
      }
    }
    const blocks: BlockNames = names;
    const callKey = namedIn(keeping, [names.variables, names.members, wanted.watch]);
    const undoing = undoingIn(file);
    const surroundings = {
      undoing,
      lifeOf: livesOf(parts, file, keeping),
      cleanUpsOf: cleanUpsIn(file, undoing),
      configuration: configurationOf(parts, file),
    };
    for (const context of contexts) {
      const found = keeping.of(context, "calls", callKey(context), () =>
        callsOf(context, blocks, wanted.watch),
      );
      draft.calls.push(...aroundCalls(context, found, surroundings, keeping));
    }
    const taken = takenNames(draft.calls, (call, a) => isBlock(a, blocks) || wanted.watch.has(call.callee));
    const storeKey = keyOf([...taken].sort());
    for (const context of contexts)
      draft.stores.push(...keeping.of(context, "stores", storeKey, () => storesOf(context, taken)));
    const doing = doingsIn(file, keeping);
    for (const context of written) {
      const fact = functionFact(context, names, file, keeping);
      draft.functions.push(fact);
      const does = fact.isCallback ? doing(context) : null;
      if (does) draft.contexts.push(does);
    }
    if (hasChains(draft)) draft.sleepers.push(...sleepersIn(file));
    draft.tableEntries.push(...tableEntries(parts, draft, macros, wanted.watch));
  } finally {
    for (const free of freeings) free();
  }
}

/** `x->member.notifier_call = …`: the functions that do so may come after those that use the member. */
const MEMBER = /\b(\w+)\s*(?:\[[^\]\n]{0,80}\]\s*)?(?:\.|->)\s*notifier_call\b/g;

function namesOf(draft: Draft, file: FileFunctions): Names {
  const members = new Set<string>();
  for (const assigned of file.each("members", membersIn)) for (const member of assigned) members.add(member);
  for (const struct of draft.structs)
    for (const field of struct.fields)
      if (field.type === BLOCK_TYPE) members.add(field.name.split(".").at(-1) ?? field.name);
  return {
    callbacks: new Set(draft.blocks.flatMap((b) => (b.callback ? [b.callback] : []))),
    variables: new Set(draft.blocks.map((b) => b.name)),
    members,
  };
}

function membersIn(text: string): readonly string[] {
  if (!text.includes("notifier_call")) return [];
  return [...text.matchAll(MEMBER)].map(([, member = ""]) => member);
}

/** What one function says of blocks. */
interface BlocksInside {
  readonly assignments: readonly AssignmentFact[];
  readonly blocks: readonly BlockFact[];
}

function blocksIn({ source, scope, values, fn }: FunctionContext): BlocksInside {
  const blocks: BlockFact[] = [];
  walk(fn.body, (node) => {
    if (node.type === "declaration") blocks.push(...blocksOf(source, node));
  });
  return { assignments: blockAssignments(source, scope, values, fn), blocks };
}

function readBlocks({ assignments, blocks }: BlocksInside, draft: Draft, names: Names): void {
  draft.assignments.push(...assignments);
  for (const { member, target, value } of assignments) {
    if (member !== "notifier_call") continue;
    const last = target.path.at(-1);
    if (last) names.members.add(last);
    if (value.root.kind === "global" && value.path.length === 0) names.callbacks.add(value.root.name);
  }
  for (const block of blocks) {
    names.variables.add(block.name);
    if (block.callback) names.callbacks.add(block.callback);
    draft.blocks.push(block);
  }
}

/** Whether the file defines a chain, makes one ready or walks one. */
function hasChains({ heads, calls }: Draft): boolean {
  return (
    heads.some(({ storage }) => storage !== "extern") ||
    calls.some(({ callee }) => HEAD_INITIALISERS.has(callee) || PRIMITIVES.get(callee)?.kind === "walk")
  );
}

/** The same for what says the same, as long as it is kept. */
function keyOf(...parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}

function wordTest(words: readonly string[]): (text: string) => boolean {
  if (words.length === 0) return () => false;
  const pattern = new RegExp(`\\b(?:${words.map((w) => w.replace(/[^\w]/g, "\\$&")).join("|")})\\b`);
  return (text) => pattern.test(text);
}

/** What tells which of some names a function says: another block in the file leaves what was read of most. */
function namedIn(
  keeping: Keeping,
  names: readonly ReadonlySet<string>[],
): (context: FunctionContext) => string {
  return (context) => {
    const said = keeping.of(context, "words", "", () => wordsOf(context.source.tree.parsed));
    return keyOf(...names.map((some) => [...some].filter((name) => said.has(name))));
  };
}

function functionFact(
  context: FunctionContext,
  names: Names,
  file: FileFunctions,
  keeping: Keeping,
): FunctionFact {
  const isCallback = names.callbacks.has(context.fn.name) || hasCallbackSignature(context);
  if (!isCallback) return keeping.of(context, "function", "", () => factOf(context, null));
  return keeping.read(context, "callback", file, (reader) =>
    factOf(context, reader.read(context, CALLBACK_ROLES), effectsOf(context), dataUse(context)),
  );
}

function effectsOf(context: FunctionContext): FunctionFact["eventEffects"] {
  const event = context.fn.parameters[CALLBACK_ROLES.event ?? 0]?.name;
  return event === undefined ? undefined : eventEffects(context, eventNames(context, event));
}

function factOf(
  context: FunctionContext,
  read: OutcomeFacts | null,
  effects?: FunctionFact["eventEffects"],
  use?: FunctionFact["dataUse"],
): FunctionFact {
  const { fn, source } = context;
  return {
    name: fn.name,
    isStatic: fn.isStatic,
    parameters: fn.parameters,
    returnType: fn.returnType,
    place: source.place(fn.nameNode),
    body: source.place(fn.body),
    isInit: isInitFunction(context),
    isCallback: read !== null,
    outcomes: read?.outcomes ?? null,
    incomplete: read?.incomplete ?? null,
    ...(effects ? { eventEffects: effects } : {}),
    ...(use ? { dataUse: use } : {}),
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
