/**
 * FileFacts of a tree to its ChainModel. Pure: the same facts give the same model, in whatever order the files came.
 * What cannot be linked is listed with its reason, never dropped.
 */
import type { CallFact, FunctionFact, MacroFact } from "../facts/facts";
import { PRIMITIVES } from "../notifier/kernelApi";
import { placeIn, type ResolvedBlock, resolveBlock, resolveMember } from "./blocks";
import { callSite } from "./callers";
import { globalChainId, type HeadReference } from "./heads";
import type {
  Callback,
  CallSite,
  Chain,
  ChainModel,
  RegistrationSite,
  Unresolved,
  WantedFunction,
} from "./model";
import {
  findOperations,
  type Operand,
  type Operation,
  type Operations,
  type PerformedOperation,
} from "./operations";
import { byPriority, priorityValue } from "./priority";
import { handoffOf, protocolOf } from "./protocol";
import { returnPaths, summarise, takenValues } from "./returns";
import { type Defined, type FactsByFile, lastName, type Symbols, symbolsOf } from "./symbols";

export interface LinkOptions {
  /** "6.1.192", or null where the tree does not say. */
  readonly kernelVersion: string | null;
}

/** A chain while it is put together. */
interface Draft {
  readonly chain: Omit<Chain, "protocol" | "callbacks" | "callSites" | "handoff">;
  readonly callbacks: Callback[];
  readonly callSites: CallSite[];
}

/** Links facts into a model. */
export function linkModel(files: FactsByFile, options: LinkOptions): ChainModel {
  const ordered = new Map([...files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  const symbols = symbolsOf(ordered);
  const operations = findOperations(symbols);
  const drafts = draftChains(symbols);
  const unresolved: Unresolved[] = [];
  const placed = new Set<string>();
  const registrations = concreteRegistrations(symbols, operations, unresolved);
  for (const registration of registrations) {
    if (registration.kind !== "register") continue;
    const draft = drafts.get(registration.chain);
    if (draft) addCallbacks(symbols, draft, registration, registrations, placed);
  }
  for (const performed of operations.performed) addCallSite(symbols, drafts, performed, unresolved);
  unresolved.push(...orphans(symbols, placed));
  return {
    chains: [...drafts.values()].map((d) => finish(symbols, d)).filter(isWorthTelling),
    unresolved,
    kernelVersion: options.kernelVersion,
    wanted: {
      functions: wantedFunctions(symbols, operations),
      structs: [...symbols.missing].sort(),
      macros: headerMacros(files),
    },
  };
}

/** A head that nothing in this tree registers with, walks or defines (only a header names it) tells nothing. */
function isWorthTelling(chain: Chain): boolean {
  return chain.callbacks.length > 0 || chain.callSites.length > 0 || !chain.id.startsWith("struct ");
}

function draftChains(symbols: Symbols): Map<string, Draft> {
  const drafts = new Map<string, Draft>();
  const add = (chain: Draft["chain"]): void => {
    if (!drafts.has(chain.id)) drafts.set(chain.id, { chain, callbacks: [], callSites: [] });
  };
  for (const { file, fact } of symbols.heads)
    add({
      id: globalChainId(file, fact.name),
      name: fact.name,
      type: fact.type,
      ...placeIn(file, fact.place),
    });
  for (const { id, field, file, type } of symbols.memberHeads)
    add({ id, name: lastName(field.name), type, ...placeIn(file, field.place) });
  return drafts;
}

function finish(symbols: Symbols, { chain, callbacks, callSites }: Draft): Chain {
  const sites = callSites.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
  const handoff = handoffOf(symbols, sites);
  return {
    ...chain,
    protocol: protocolOf(sites, handoff),
    callbacks: callbacks.sort(byPriority),
    callSites: sites,
    handoff,
  };
}

/** A registration whose chain is known. */
interface Registration {
  readonly kind: "register" | "unregister";
  readonly chain: string;
  readonly call: Defined<CallFact>;
  readonly blocks: readonly ResolvedBlock[];
}

function registrationSite({ file, fact }: Defined<CallFact>): RegistrationSite {
  return { call: fact.callee, function: fact.function, ...placeIn(file, fact.place) };
}

/** Registrations of known blocks; those that only a member's type tells come last, so that they add, not replace. */
function concreteRegistrations(
  symbols: Symbols,
  operations: Operations,
  unresolved: Unresolved[],
): Registration[] {
  const found: Registration[] = [];
  const byType: Registration[] = [];
  for (const { operation, call } of operations.performed) {
    if (operation.kind === "walk" || PRIMITIVES.has(call.fact.function)) continue;
    const { head, block, kind } = operation;
    const blocks =
      block.kind === "expression"
        ? resolveBlock(symbols, block.file, call.fact.function, block.expression)
        : memberOf(symbols, block);
    if (head.kind === "chain" && blocks.length > 0)
      (block.kind === "expression" ? found : byType).push({ kind, chain: head.id, call, blocks });
    else if (block.kind === "expression" && kind === "register")
      unresolved.push(...unresolvedRegistration(call, head, block));
  }
  return [...found, ...byType];
}

function memberOf(symbols: Symbols, operand: Operand): readonly ResolvedBlock[] {
  if (operand.kind !== "parameter" || operand.path.length === 0 || operand.type === null) return [];
  return resolveMember(symbols, operand.type, operand.path);
}

function unresolvedRegistration(
  { file, fact }: Defined<CallFact>,
  head: HeadReference,
  block: Operand & { readonly kind: "expression" },
): Unresolved[] {
  if (head.kind === "parameter" || (head.kind === "chain" && block.viaMember)) return [];
  const why =
    head.kind === "unresolved" ? head.why : `no callback is known for the block '${block.expression.text}'`;
  return [{ kind: "registration", name: fact.callee, why, ...placeIn(file, fact.place) }];
}

function addCallbacks(
  symbols: Symbols,
  draft: Draft,
  registration: Registration,
  registrations: readonly Registration[],
  placed: Set<string>,
): void {
  for (const block of registration.blocks) {
    const { file, line, column } = block.place;
    const known = draft.callbacks.some(
      ({ function: name, blockPlace: at }) =>
        name === block.callback && at?.file === file && at.line === line && at.column === column,
    );
    if (known) continue;
    const unregisteredBy = registrations
      .filter((r) => r.kind === "unregister" && r.chain === registration.chain && carries(r, block))
      .map((r) => registrationSite(r.call));
    const sites = { registeredBy: registrationSite(registration.call), unregisteredBy };
    const definitions = symbols.functions(block.file, block.callback);
    if (definitions.length === 0) draft.callbacks.push(callback(symbols, block, undefined, sites, false));
    for (const [i, definition] of definitions.entries()) {
      placed.add(`${definition.file}:${block.callback}`);
      draft.callbacks.push(callback(symbols, block, definition, sites, i > 0));
    }
  }
}

function carries(registration: Registration, block: ResolvedBlock): boolean {
  return registration.blocks.some((b) => b.name === block.name && b.file === block.file);
}

function callback(
  symbols: Symbols,
  block: ResolvedBlock,
  definition: Defined<FunctionFact> | undefined,
  sites: Pick<Callback, "registeredBy" | "unregisteredBy">,
  alternative: boolean,
): Callback {
  const paths = definition ? returnPaths(definition) : [];
  const priority = block.priority ?? "0";
  return {
    ...(definition ? placeIn(definition.file, definition.fact.place) : block.place),
    function: block.callback,
    block: block.name,
    blockPlace: block.place,
    priority,
    priorityValue: priorityValue(priority, (name) => symbols.constant(block.file, name)),
    paths,
    ...(definition ? summarise(paths) : { returns: ["?"], returnsByEvent: { default: ["?"] } }),
    takes: takenValues(paths),
    alternative,
    ...sites,
  };
}

function addCallSite(
  symbols: Symbols,
  drafts: ReadonlyMap<string, Draft>,
  performed: PerformedOperation,
  unresolved: Unresolved[],
): void {
  const { operation, call, primitive } = performed;
  if (operation.kind !== "walk" || PRIMITIVES.has(call.fact.function)) return;
  if (operation.head.kind === "chain")
    drafts.get(operation.head.id)?.callSites.push(callSite(symbols, performed, operation));
  else if (operation.head.kind === "unresolved" && primitive)
    unresolved.push({
      kind: "callSite",
      name: call.fact.callee,
      why: operation.head.why,
      ...placeIn(call.file, call.fact.place),
    });
}

/** Callbacks that are on no chain that could be told. */
function orphans(symbols: Symbols, placed: ReadonlySet<string>): Unresolved[] {
  const found: Unresolved[] = [];
  for (const [file, facts] of symbols.files)
    for (const fact of facts.functions) {
      if (!fact.isCallback || placed.has(`${file}:${fact.name}`)) continue;
      const paths = returnPaths({ file, fact });
      found.push({
        kind: "callback",
        name: fact.name,
        why: "no registration of its block could be followed to a chain",
        ...placeIn(file, fact.place),
        ...summarise(paths),
        paths,
      });
    }
  return found;
}

/** The macros of headers: whoever includes them can use them. A file's own macros it has expanded itself. */
function headerMacros(files: FactsByFile): MacroFact[] {
  const macros = new Map<string, MacroFact>();
  for (const [file, facts] of files)
    if (file.endsWith(".h"))
      for (const macro of facts.macros) if (!macros.has(macro.name)) macros.set(macro.name, macro);
  return [...macros.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether callers can add something: who passes a whole block names its type and is read anyway. */
function hidesSomething(symbols: Symbols, operation: Operation): boolean {
  if (operation.kind === "walk" || operation.head.kind === "parameter") return true;
  const { block } = operation;
  return block.kind === "parameter" && block.path.length > 0 && memberOf(symbols, block).length === 0;
}

/** Functions whose callers matter: they leave an operand open, or hand the result of a walk on. */
function wantedFunctions(symbols: Symbols, operations: Operations): WantedFunction[] {
  const wanted = new Map<string, WantedFunction>();
  const want = (file: string, name: string): void => {
    const own = symbols.functions(file, name).find((d) => d.file === file);
    const onlyIn = own?.fact.isStatic && !file.endsWith(".h") ? file : null;
    wanted.set(`${onlyIn ?? ""}:${name}`, { name, onlyIn });
  };
  const handing = new Map<string, Defined<CallFact>>();
  for (const { operation, call } of operations.performed) {
    const { fact, file } = call;
    if (!fact.function || PRIMITIVES.has(fact.function)) continue;
    if (operations.wrapper(file, fact.function).some((o) => hidesSomething(symbols, o)))
      want(file, fact.function);
    if (operation.kind === "walk" && operation.handed) handing.set(`${file}:${fact.function}`, call);
  }
  // A map grows while it is walked: callers of callers that only return what they get.
  for (const { file, fact } of handing.values()) {
    want(file, fact.function);
    for (const call of symbols.calls.get(fact.function) ?? [])
      if (call.fact.uses.every((u) => u.returnedAs)) handing.set(`${call.file}:${call.fact.function}`, call);
  }
  return [...wanted.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
