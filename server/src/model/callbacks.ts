/** From registrations to the callbacks of each chain, and the callbacks that no registration leads to. */
import type { FunctionFact } from "../facts/facts";
import { placeIn, type ResolvedBlock } from "./blocks";
import type { Callback, RegistrationSite, Unresolved } from "./model";
import { priorityValue } from "./priority";
import { type Registration, registrationSite } from "./registrations";
import { returnPaths, summarise, takenValues } from "./returns";
import { createKeeper, type Steps, sameElements } from "./steps";
import type { Defined, Symbols } from "./symbols";

/** Callbacks by chain id, and which functions they are (`file:name`). */
export interface PlacedCallbacks {
  readonly byChain: ReadonlyMap<string, readonly Callback[]>;
  readonly placed: ReadonlySet<string>;
}

/** What puts the callbacks of all registered blocks on their chains, each block and callback once per chain. */
export function callbackPlacer(
  symbols: Symbols,
  { step }: Steps,
): (registrations: readonly Registration[]) => PlacedCallbacks {
  const define = step((block: ResolvedBlock) => definitionsOf(symbols, block));
  const site = step(registrationSite);
  const complete = step(
    (
      definition: Definition,
      registeredBy: RegistrationSite,
      unregisteredBy: readonly RegistrationSite[],
    ): Callback => ({ ...definition.callback, registeredBy, unregisteredBy }),
  );
  const sameSites = createKeeper<readonly RegistrationSite[]>(sameElements);
  return (registrations) => {
    sameSites.begin();
    const byChain = new Map<string, Callback[]>();
    const placed = new Set<string>();
    const known = new Set<string>();
    const removals = removalSites(registrations, site);
    for (const { kind, chain, call, blocks } of registrations) {
      if (kind !== "register") continue;
      const callbacks = byChain.get(chain) ?? [];
      byChain.set(chain, callbacks);
      for (const block of blocks) {
        const { file, line, column } = block.place;
        const key = `${chain} ${block.callback} ${file}:${line}:${column}`;
        if (known.has(key)) continue;
        known.add(key);
        const removed = blockKey(chain, block);
        const unregisteredBy = sameSites.keep(removed, removals.get(removed) ?? NO_SITES);
        for (const definition of define(block)) {
          if (definition.file !== null) placed.add(`${definition.file}:${block.callback}`);
          callbacks.push(complete(definition, site(call), unregisteredBy));
        }
      }
    }
    return { byChain, placed };
  };
}

const NO_SITES: readonly RegistrationSite[] = [];

function blockKey(chain: string, block: ResolvedBlock): string {
  return `${chain} ${block.file} ${block.name}`;
}

/** Where each block is taken off each chain. */
function removalSites(
  registrations: readonly Registration[],
  site: (call: Registration["call"]) => RegistrationSite,
): Map<string, RegistrationSite[]> {
  const sites = new Map<string, RegistrationSite[]>();
  for (const { kind, chain, call, blocks } of registrations) {
    if (kind !== "unregister") continue;
    for (const key of new Set(blocks.map((block) => blockKey(chain, block)))) {
      const known = sites.get(key);
      if (known) known.push(site(call));
      else sites.set(key, [site(call)]);
    }
  }
  return sites;
}

/** One definition of a block's callback: all that is the same however the block is registered. */
interface Definition {
  /** Null where the tree has none. */
  readonly file: string | null;
  readonly callback: Omit<Callback, "registeredBy" | "unregisteredBy">;
}

function definitionsOf(symbols: Symbols, block: ResolvedBlock): Definition[] {
  const definitions = symbols.functions(block.file, block.callback);
  if (definitions.length === 0) return [{ file: null, callback: callback(symbols, block, undefined, false) }];
  return definitions.map((definition, i) => ({
    file: definition.file,
    callback: callback(symbols, block, definition, i > 0),
  }));
}

function callback(
  symbols: Symbols,
  block: ResolvedBlock,
  definition: Defined<FunctionFact> | undefined,
  alternative: boolean,
): Definition["callback"] {
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
  };
}

/** What finds the callbacks that are on no chain that could be told. */
export function orphanFinder(
  symbols: Symbols,
  { step }: Steps,
): (placed: ReadonlySet<string>) => Unresolved[] {
  const orphan = step(orphanOf);
  return (placed) =>
    symbols.callbacks.filter(({ file, fact }) => !placed.has(`${file}:${fact.name}`)).map(orphan);
}

function orphanOf(definition: Defined<FunctionFact>): Unresolved {
  const { file, fact } = definition;
  const paths = returnPaths(definition);
  return {
    kind: "callback",
    name: fact.name,
    why: "no registration of its block could be followed to a chain",
    ...placeIn(file, fact.place),
    ...summarise(paths),
    paths,
  };
}
