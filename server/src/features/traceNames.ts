/**
 * What a trace names and where it stands in the tree: the chain, its callbacks, and for each event the place that calls
 * the chain with it. Must not read the trace: where in the text a name stands is for whoever shows it.
 */
import type { FilePlace } from "../base/finding";
import type { Chain } from "../model/model";
import type { NamedScenario } from "./simulations";

export interface PlacedName {
  readonly kind: "chain" | "callback" | "call";
  readonly name: string;
  readonly place: FilePlace;
}

/** Every name once for each kind. */
export function placedNames({ of: chain, named }: NamedScenario): PlacedName[] {
  const { file, line, column, endLine, endColumn } = chain;
  const head: PlacedName = {
    ...{ kind: "chain", name: chain.name },
    place: { file, line, column, endLine, endColumn },
  };
  const callbacks = [...named].map(([name, place]): PlacedName => ({ kind: "callback", name, place }));
  return [head, ...callbacks, ...callsOf(chain)];
}

/** Where each event is told: at a walk that names it, else at the first caller that hands it to one. */
function callsOf({ callSites }: Chain): PlacedName[] {
  const places = new Map<string, FilePlace>();
  const sites = callSites.filter(({ replay }) => !replay);
  for (const told of [...sites, ...sites.flatMap(({ effectiveUse }) => effectiveUse)])
    if (told.event !== "param" && !places.has(told.event)) places.set(told.event, told);
  return [...places].map(([name, place]): PlacedName => ({ kind: "call", name, place }));
}
