/**
 * What going somewhere starts from: the walks behind a word, the definitions that a name can mean, where in a call its
 * name stands. Shared by everything that leads from one place to others. Names are never resolved by name alone where a
 * file has a definition of its own: static names repeat.
 */
import type { FilePlace } from "../base/finding";
import { contains, type Place } from "../base/place";
import type { CallFact, FunctionFact } from "../facts/facts";
import type { CallSite, Chain } from "../model/model";
import type { FeatureContext } from "./context";
import { type Asked, samePlace, type Word } from "./subject";

/** A call that walks a chain, or hands over the result of one that does. */
export interface Walk {
  readonly chain: Chain;
  readonly site: CallSite;
}

/** A function that a file defines. */
export interface Definition {
  readonly file: string;
  readonly fact: FunctionFact;
}

/** A chain's name where others are listed too: `struct net.netdev_chain` is not `netdev_chain`. */
export function nameOf({ id, name }: Chain): string {
  return id.startsWith("struct ") ? id : name;
}

/** The definitions that a function's name can mean in a file: its own, else those that are global. */
export function definitionsOf({ facts }: FeatureContext, file: string, name: string): Definition[] {
  const of = (where: string): Definition[] =>
    (facts.get(where)?.functions ?? []).filter((f) => f.name === name).map((fact) => ({ file: where, fact }));
  const own = of(file);
  if (own.length > 0) return own;
  return [...facts.keys()].flatMap(of).filter(isSeenElsewhere);
}

/** Whether other files can call a function; what a header defines as static is visible to everyone who includes it. */
export function isSeenElsewhere({ file, fact }: Definition): boolean {
  return !fact.isStatic || file.endsWith(".h");
}

/** The walks at a call: of a primitive, of a wrapper that leaves the event to its caller, or that hands the result on. */
export function walksAt({ model, facts }: FeatureContext, { file, point }: Asked, word: Word): Walk[] {
  const called = (facts.get(file)?.calls ?? []).filter(
    ({ callee, place }) => callee.replace(/^->/, "") === word.text && contains(place, point),
  );
  if (called.length === 0) return [];
  const isHere = (site: CallSite): boolean =>
    (site.file === file && called.some(({ place }) => samePlace(place, site))) ||
    site.effectiveUse.some(
      (use) => use.file === file && called.some((c) => c.uses.some((u) => samePlace(u.place, use))),
    );
  return model.chains.flatMap((chain) =>
    chain.callSites.filter((site) => !site.replay && isHere(site)).map((site) => ({ chain, site })),
  );
}

/** The walks in a function's body, from top to bottom. */
export function walksIn({ model }: FeatureContext, { file, fact }: Definition): Walk[] {
  const walks = model.chains.flatMap((chain) =>
    chain.callSites
      .filter((site) => site.file === file && site.function === fact.name && !site.replay)
      .map((site) => ({ chain, site })),
  );
  return walks.sort((a, b) => a.site.line - b.site.line || a.site.column - b.site.column);
}

/**
 * Whether a function walks on behalf of its callers: it leaves the event to them, or hands them the result. One that
 * does neither, and many other things, is no wrapper.
 */
export function isWrapper(walks: readonly Walk[]): boolean {
  return walks.some(
    ({ site }) =>
      site.event === "param" ||
      site.use === "returned" ||
      site.effectiveUse.some((use) => use.function !== site.function),
  );
}

/** The call that a site is made of. */
export function callAt({ facts }: FeatureContext, site: FilePlace): CallFact | null {
  return facts.get(site.file)?.calls.find(({ place }) => samePlace(place, site)) ?? null;
}

/** Where in a call its name stands; all of it for a call through a member. */
export function nameIn(place: Place, callee: string | null): Place {
  const { line, column } = place;
  if (callee === null || callee.startsWith("->")) return place;
  const endColumn = column + callee.length;
  const isShorter = line === place.endLine && place.endColumn < endColumn;
  return { line, column, endLine: line, endColumn: isShorter ? place.endColumn : endColumn };
}

/** The name at a site, with its file. */
export function namedSite(context: FeatureContext, site: FilePlace): FilePlace {
  return { ...nameIn(site, callAt(context, site)?.callee ?? null), file: site.file };
}

/** Each place once, in the order given. */
export function distinct(places: readonly FilePlace[]): FilePlace[] {
  return [...new Map(places.map((p) => [`${p.file}:${p.line}:${p.column}`, p])).values()].map(
    ({ file, line, column, endLine, endColumn }) => ({ file, line, column, endLine, endColumn }),
  );
}
