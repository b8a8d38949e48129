/** From registrations to the callbacks of each chain, and the callbacks that no registration leads to. */
import type { FunctionFact } from "../facts/facts";
import { placeIn, type ResolvedBlock } from "./blocks";
import type { Callback, RegistrationSite, Unresolved } from "./model";
import { priorityValue } from "./priority";
import { type Registration, registrationSite } from "./registrations";
import { returnPaths, summarise, takenValues } from "./returns";
import type { Defined, Symbols } from "./symbols";

/** Callbacks by chain id, and which functions they are (`file:name`). */
export interface PlacedCallbacks {
  readonly byChain: ReadonlyMap<string, readonly Callback[]>;
  readonly placed: ReadonlySet<string>;
}

/** Puts the callbacks of all registered blocks on their chains, each block and callback once per chain. */
export function placeCallbacks(symbols: Symbols, registrations: readonly Registration[]): PlacedCallbacks {
  const byChain = new Map<string, Callback[]>();
  const placed = new Set<string>();
  const known = new Set<string>();
  const removals = removalSites(registrations);
  for (const { kind, chain, call, blocks } of registrations) {
    if (kind !== "register") continue;
    const callbacks = byChain.get(chain) ?? [];
    byChain.set(chain, callbacks);
    for (const block of blocks) {
      const { file, line, column } = block.place;
      const key = `${chain} ${block.callback} ${file}:${line}:${column}`;
      if (known.has(key)) continue;
      known.add(key);
      const unregisteredBy = removals.get(blockKey(chain, block)) ?? [];
      const sites = { registeredBy: registrationSite(call), unregisteredBy };
      const definitions = symbols.functions(block.file, block.callback);
      if (definitions.length === 0) callbacks.push(callback(symbols, block, undefined, sites, false));
      for (const [i, definition] of definitions.entries()) {
        placed.add(`${definition.file}:${block.callback}`);
        callbacks.push(callback(symbols, block, definition, sites, i > 0));
      }
    }
  }
  return { byChain, placed };
}

function blockKey(chain: string, block: ResolvedBlock): string {
  return `${chain} ${block.file} ${block.name}`;
}

/** Where each block is taken off each chain. */
function removalSites(registrations: readonly Registration[]): Map<string, RegistrationSite[]> {
  const sites = new Map<string, RegistrationSite[]>();
  for (const { kind, chain, call, blocks } of registrations) {
    if (kind !== "unregister") continue;
    for (const key of new Set(blocks.map((block) => blockKey(chain, block))))
      sites.set(key, [...(sites.get(key) ?? []), registrationSite(call)]);
  }
  return sites;
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

/** Callbacks that are on no chain that could be told. */
export function orphans(symbols: Symbols, placed: ReadonlySet<string>): Unresolved[] {
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
