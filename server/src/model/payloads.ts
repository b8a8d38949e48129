/**
 * What the callers of a chain hand to its callbacks behind `data`, and where a callback takes it for something else. Must
 * not judge: a struct may lie at the beginning of another.
 */
import { oncePer } from "../base/once";
import type { CastFact } from "../facts/facts";
import type { Callback, CallSite, Chain } from "./model";
import type { Symbols } from "./symbols";

/**
 * The calls that can bring a callback to a place where it takes `data` for a struct, if each of them is known to hand over
 * a struct (or NULL); null where one is not known.
 */
export function callsReaching(sites: readonly CallSite[], cast: CastFact): readonly CallSite[] | null {
  return reachedFrom(sites)(cast);
}

/** The same casts are asked about at every change of another callback. */
const reachedFrom = oncePer((sites: readonly CallSite[]) =>
  oncePer((cast: CastFact) => findReaching(sites, cast)),
);

function findReaching(sites: readonly CallSite[], { events }: CastFact): readonly CallSite[] | null {
  const reaching = sites.filter(
    (site) =>
      concerns(site, events) &&
      // A wrapper whose callers decide: they are listed themselves.
      !(site.points === "param" && sites.some(({ through }) => through === site.function)),
  );
  return reaching.every(({ points }) => points !== null && points !== "param") ? reaching : null;
}

function concerns({ event, undoEvent }: CallSite, events: CastFact["events"]): boolean {
  if (!events || event === "param" || undoEvent === "param") return true;
  return [event, undoEvent ?? event].some((one) => events.values.includes(one) !== events.negated);
}

/** The structs that calls hand over. */
export function handedOver(calls: readonly CallSite[]): string[] {
  return [...new Set(calls.flatMap(({ points }) => (points === null || points === "NULL" ? [] : [points])))];
}

const NOTHING: Chain["inside"] = {};

/** What lies in the structs that callers and callbacks do not agree on. */
export function structsInside(
  symbols: Symbols,
  callbacks: readonly Callback[],
  sites: readonly CallSite[],
): Chain["inside"] {
  const asked = new Set<string>();
  for (const { dataUse } of callbacks)
    for (const cast of dataUse?.casts ?? []) {
      const handed = handedOver(callsReaching(sites, cast) ?? []);
      if (handed.length > 0 && !handed.includes(cast.type))
        for (const struct of [cast.type, ...handed]) asked.add(struct);
    }
  return asked.size === 0
    ? NOTHING
    : Object.fromEntries([...asked].map((struct) => [struct, symbols.structsIn(struct)]));
}
