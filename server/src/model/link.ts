/**
 * FileFacts of a tree to its ChainModel. Pure: the same facts give the same model, in whatever order the files came.
 * What cannot be linked is listed with its reason, never dropped.
 */
import { PRIMITIVES } from "../notifier/kernelApi";
import { placeIn } from "./blocks";
import { orphans, placeCallbacks } from "./callbacks";
import { callSite } from "./callers";
import { globalChainId } from "./heads";
import type { Callback, CallSite, Chain, ChainModel, Unresolved } from "./model";
import { findOperations, type PerformedOperation } from "./operations";
import { byPriority } from "./priority";
import { handoffOf, protocolOf } from "./protocol";
import { concreteRegistrations } from "./registrations";
import { type FactsByFile, lastName, type Symbols, symbolsOf } from "./symbols";
import { wantedFacts } from "./wanted";

export interface LinkOptions {
  /** "6.1.192", or null where the tree does not say. */
  readonly kernelVersion: string | null;
}

/** A chain while its call sites are collected. */
interface Draft {
  readonly chain: Omit<Chain, "protocol" | "callbacks" | "callSites" | "handoff">;
  readonly callSites: CallSite[];
}

/** Links facts into a model. */
export function linkModel(files: FactsByFile, options: LinkOptions): ChainModel {
  const ordered = new Map([...files].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  const symbols = symbolsOf(ordered);
  const operations = findOperations(symbols);
  const drafts = draftChains(symbols);
  const unresolved: Unresolved[] = [];
  const { byChain, placed } = placeCallbacks(symbols, concreteRegistrations(symbols, operations, unresolved));
  for (const performed of operations.performed) addCallSite(symbols, drafts, performed, unresolved);
  unresolved.push(...orphans(symbols, placed));
  const chains = [...drafts.values()].map((draft) =>
    finish(symbols, draft, byChain.get(draft.chain.id) ?? []),
  );
  return {
    chains: chains.filter(isWorthTelling),
    unresolved,
    kernelVersion: options.kernelVersion,
    wanted: wantedFacts(symbols, operations),
  };
}

/** A head that nothing in this tree registers with, walks or defines (only a header names it) tells nothing. */
function isWorthTelling(chain: Chain): boolean {
  return chain.callbacks.length > 0 || chain.callSites.length > 0 || !chain.id.startsWith("struct ");
}

function draftChains(symbols: Symbols): Map<string, Draft> {
  const drafts = new Map<string, Draft>();
  const add = (chain: Draft["chain"]): void => {
    if (!drafts.has(chain.id)) drafts.set(chain.id, { chain, callSites: [] });
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

function finish(symbols: Symbols, { chain, callSites }: Draft, callbacks: readonly Callback[]): Chain {
  const sites = callSites.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
  const handoff = handoffOf(symbols, sites);
  return {
    ...chain,
    protocol: protocolOf(sites, handoff),
    callbacks: [...callbacks].sort(byPriority),
    callSites: sites,
    handoff,
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
