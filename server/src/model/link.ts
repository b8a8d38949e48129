/**
 * FileFacts of a tree to its ChainModel. Pure: the same facts give the same model, in whatever order the files came.
 * What cannot be linked is listed with its reason, never dropped.
 */

import { sameElements } from "../base/lists";
import { PRIMITIVES } from "../notifier/kernelApi";
import { placeIn } from "./blocks";
import { callbackPlacer, orphanFinder } from "./callbacks";
import { callSite } from "./callers";
import { type Operations, operationFinder } from "./findOperations";
import { globalChainId } from "./heads";
import type { Callback, CallSite, Chain, ChainModel, Unresolved } from "./model";
import type { PerformedOperation } from "./operations";
import { structsInside } from "./payloads";
import { byPriority } from "./priority";
import { handoffOf, protocolOf } from "./protocol";
import { registrationFinder } from "./registrations";
import { type Replay, replayFinder } from "./replays";
import { forbidsSleep, sleepersOf } from "./sleeping";
import { createKeeper, createSteps, type Steps } from "./steps";
import { createSymbols, type FactsByFile, lastName, push, type Symbols } from "./symbols";
import { wantedFinder } from "./wanted";

export interface LinkOptions {
  /** "6.1.192", or null where the tree does not say. */
  readonly kernelVersion: string | null;
}

/** Links again and again; an edit costs what it changes. */
export interface Linker {
  /** The model of some facts: the same as that of a new linker. What says the same as before stays the same object. */
  link(files: FactsByFile, options: LinkOptions): ChainModel;
}

/** Links facts into a model. */
export function linkModel(files: FactsByFile, options: LinkOptions): ChainModel {
  return createLinker().link(files, options);
}

/** Creates a linker that has seen nothing. */
export function createLinker(): Linker {
  const steps = createSteps();
  const { symbols, update } = createSymbols(steps);
  const findOperations = operationFinder(symbols, steps);
  const findRegistrations = registrationFinder(symbols, steps);
  const findReplays = replayFinder(symbols, steps);
  const placeCallbacks = callbackPlacer(symbols, steps);
  const findOrphans = orphanFinder(symbols, steps);
  const findWanted = wantedFinder(symbols, steps);
  const drafts = draftMaker(symbols, steps);
  const findSites = siteFinder(symbols, steps);
  const finish = chainFinisher(symbols, steps);

  const make = ({ kernelVersion }: LinkOptions): Omit<ChainModel, "wanted"> & { operations: Operations } => {
    const operations = findOperations();
    const { registrations, unresolved: unregistered } = findRegistrations(operations.registering);
    const { byChain, placed } = placeCallbacks(registrations);
    const sites = findSites(findReplays(operations.wrappers, registrations), operations.walking);
    const chains = finish(drafts(), byChain, sites.byChain);
    const unresolved = [...unregistered, ...sites.unresolved, ...findOrphans(placed)];
    return { chains: chains.filter(isWorthTelling), unresolved, kernelVersion, operations };
  };

  let last: ChainModel | null = null;
  return {
    link: (files, options) => {
      if (!update(files) && last?.kernelVersion === options.kernelVersion) return last;
      const { value, notes } = steps.noting(() => make(options));
      const { operations, ...model } = value;
      last = { ...model, wanted: findWanted(operations, notes) };
      return last;
    },
  };
}

/** A head that nothing in this tree registers with, walks or defines (only a header names it) tells nothing. */
function isWorthTelling(chain: Chain): boolean {
  return chain.callbacks.length > 0 || chain.callSites.length > 0 || !chain.id.startsWith("struct ");
}

/** A chain before anything is on it. */
type Draft = Omit<Chain, "protocol" | "callbacks" | "callSites" | "handoff" | "sleepers" | "inside">;

/** What makes a draft for every head of the tree; of several with one id the first counts. */
function draftMaker(symbols: Symbols, { step }: Steps): () => Draft[] {
  const ofHead = step(
    ({ file, fact }: Symbols["heads"][number]): Draft => ({
      id: globalChainId(file, fact.name),
      name: fact.name,
      type: fact.type,
      ...placeIn(file, fact.place),
    }),
  );
  const ofMember = step(
    ({ id, field, file, type }: Symbols["memberHeads"][number]): Draft => ({
      id,
      name: lastName(field.name),
      type,
      ...placeIn(file, field.place),
    }),
  );
  return () => {
    const drafts = new Map<string, Draft>();
    for (const draft of [...symbols.heads.map(ofHead), ...symbols.memberHeads.map(ofMember)])
      if (!drafts.has(draft.id)) drafts.set(draft.id, draft);
    return [...drafts.values()];
  };
}

type ByChain<T> = ReadonlyMap<string, readonly T[]>;

/** What makes the chains of drafts; each the same object as before while everything on it is the same. */
function chainFinisher(
  symbols: Symbols,
  { step }: Steps,
): (drafts: readonly Draft[], callbacks: ByChain<Callback>, callSites: ByChain<CallSite>) => Chain[] {
  const judge = step((callSites: readonly CallSite[]) => judgedSites(symbols, callSites));
  const finish = step((draft: Draft, callbacks: readonly Callback[], callSites: readonly CallSite[]) =>
    finished(symbols, draft, callbacks, judge(callSites)),
  );
  const sameCallbacks = createKeeper<readonly Callback[]>(sameElements);
  const sameSites = createKeeper<readonly CallSite[]>(sameElements);
  return (drafts, callbacks, callSites) => {
    sameCallbacks.begin();
    sameSites.begin();
    return drafts.map((draft) =>
      finish(
        draft,
        sameCallbacks.keep(draft.id, callbacks.get(draft.id) ?? []),
        sameSites.keep(draft.id, callSites.get(draft.id) ?? []),
      ),
    );
  };
}

/** The call sites of a chain in their order, and what its callers make of it: the same whatever callbacks say. */
type JudgedSites = Pick<Chain, "callSites" | "handoff" | "protocol">;

function judgedSites(symbols: Symbols, sites: readonly CallSite[]): JudgedSites {
  const callSites = [...sites].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
  const handoff = handoffOf(symbols, callSites);
  return { callSites, handoff, protocol: protocolOf(callSites, handoff) };
}

function finished(
  symbols: Symbols,
  draft: Draft,
  callbacks: readonly Callback[],
  { protocol, callSites, handoff }: JudgedSites,
): Chain {
  return {
    ...draft,
    protocol,
    callbacks: [...callbacks].sort(byPriority),
    callSites,
    handoff,
    inside: structsInside(symbols, callbacks, callSites),
    sleepers: forbidsSleep(draft.type, callSites) ? sleepersOf(symbols, callbacks) : [],
  };
}

/** The call sites of all chains: replays, then walks. */
interface Sites {
  readonly byChain: ByChain<CallSite>;
  readonly unresolved: readonly Unresolved[];
}

/** What finds the call sites of all chains, and the walks of no chain that could be told. */
function siteFinder(
  symbols: Symbols,
  { step }: Steps,
): (replays: readonly Replay[], walking: Operations["walking"]) => Sites {
  const walk = step((performed: PerformedOperation) => walkOf(symbols, performed));
  return step((replays: readonly Replay[], walking: Operations["walking"]) => {
    const byChain = new Map<string, CallSite[]>();
    const unresolved: Unresolved[] = [];
    for (const [chain, site] of replays) push(byChain, chain, site);
    for (const performed of walking) {
      const { site, unresolved: open } = walk(performed);
      if (open) unresolved.push(open);
      if (site) push(byChain, site.chain, site.callSite);
    }
    return { byChain, unresolved };
  });
}

/** What a performed operation is to the model, where it is a walk of its own: a call site, or one that is not resolved. */
interface Walk {
  readonly site: { readonly chain: string; readonly callSite: CallSite } | null;
  readonly unresolved: Unresolved | null;
}

const NO_WALK: Walk = { site: null, unresolved: null };

function walkOf(symbols: Symbols, performed: PerformedOperation): Walk {
  const { operation, call, primitive } = performed;
  if (operation.kind !== "walk" || PRIMITIVES.has(call.fact.function)) return NO_WALK;
  const { head } = operation;
  if (head.kind === "chain")
    return { ...NO_WALK, site: { chain: head.id, callSite: callSite(symbols, performed, operation) } };
  if (head.kind !== "unresolved" || !primitive) return NO_WALK;
  const what = { kind: "callSite", name: call.fact.callee, why: head.why } as const;
  return { ...NO_WALK, unresolved: { ...what, ...placeIn(call.file, call.fact.place) } };
}
