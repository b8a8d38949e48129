/**
 * What the word at a point is about: a callback, a block, a head, a walk, a registration, a value. Names are resolved
 * by the model's entries for the file at hand, never by name alone across the tree: static names repeat. Where several
 * things could be meant and nothing tells which, nothing is answered.
 */
import { contains, type Point } from "../base/place";
import type { CallSite, Chain, EffectiveUse, RegistrationSite, ReturnPath, Unresolved } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import { NOTIFY_VALUES } from "../notifier/values";
import { type FeatureContext, functionAt, type Membership, memberships } from "./context";

/** The word at a point, with what stands before it on its line. */
export interface Word {
  readonly text: string;
  /** From 1; the end is exclusive. */
  readonly column: number;
  readonly endColumn: number;
  /** Whether it is a member: `x->WORD`, `x.WORD`. */
  readonly isMember: boolean;
}

/** Where a question is asked: a point of a file, and the text of its line. */
export interface Asked {
  readonly file: string;
  readonly point: Point;
  readonly lineText: string;
}

/** The ways of one callback to end at one return statement. */
export interface Returning {
  /** Null for a callback whose chain is not known. */
  readonly chain: Chain | null;
  readonly function: string;
  readonly paths: readonly ReturnPath[];
  /** Whether the function tells events apart at all. */
  readonly tellsApart: boolean;
}

export type Subject =
  | { readonly kind: "callback"; readonly on: readonly Membership[] }
  | { readonly kind: "lost callback"; readonly callback: Unresolved }
  | { readonly kind: "block"; readonly on: readonly Membership[] }
  | { readonly kind: "head"; readonly chain: Chain }
  | {
      readonly kind: "walk";
      /** What is called: a primitive, or the wrapper. */
      readonly callee: string;
      readonly chain: Chain;
      /** The uses of the result at this very place; all of the site's where the site itself is meant. */
      readonly uses: readonly EffectiveUse[];
      readonly site: CallSite;
    }
  | { readonly kind: "registration"; readonly undo: boolean; readonly on: readonly Membership[] }
  | { readonly kind: "value"; readonly word: string; readonly returning: readonly Returning[] };

/** The word at a point of a line; the point may stand right after its last letter. */
export function wordAt(lineText: string, column: number): Word | null {
  for (const match of lineText.matchAll(/[A-Za-z_]\w*/g)) {
    const start = match.index + 1;
    const end = start + match[0].length;
    if (column < start || column > end) continue;
    const before = lineText.slice(0, match.index).trimEnd();
    return { text: match[0], column: start, endColumn: end, isMember: /(?:->|\.)$/.test(before) };
  }
  return null;
}

/** What a word is about, or null where that is nothing of a notifier chain. */
export function subjectAt(context: FeatureContext, asked: Asked, word: Word): Subject | null {
  return (
    valueAt(context, asked, word) ??
    registrationAt(context, asked, word) ??
    walkAt(context, asked, word) ??
    (isParameter(context, asked, word) ? null : named(context, asked, word))
  );
}

function named(context: FeatureContext, asked: Asked, word: Word): Subject | null {
  const all = memberships(context);
  const callbacks = all.filter((m) => isCallback(m, asked, word));
  if (callbacks.length > 0) return { kind: "callback", on: callbacks };
  const lost = context.model.unresolved.find(
    (u) => u.kind === "callback" && u.name === word.text && u.file === asked.file,
  );
  if (lost) return { kind: "lost callback", callback: lost };
  const blocks = all.filter((m) => isBlock(m, asked, word));
  if (blocks.length > 0) return { kind: "block", on: blocks };
  const chain = chainNamed(context, asked, word);
  return chain && { kind: "head", chain };
}

function isCallback({ callback }: Membership, { file }: Asked, word: Word): boolean {
  if (callback.function !== word.text || word.isMember) return false;
  return [callback.file, callback.blockPlace?.file, callback.registeredBy.file].includes(file);
}

/** `nb` for the blocks `nb`, `nb[2]`, `table.nb` and `struct T.nb`. */
function isBlock({ callback }: Membership, asked: Asked, word: Word): boolean {
  const { block, blockPlace, registeredBy, unregisteredBy } = callback;
  const sites = [registeredBy, ...unregisteredBy];
  if (!sites.some((s) => s.file === asked.file) && blockPlace?.file !== asked.file) return false;
  const path = block.replace(/^struct /, "").replace(/\[[^\]]*\]/g, "");
  const isHere = blockPlace?.file === asked.file && contains(blockPlace, asked.point);
  if (isHere && word.text === "notifier_call" && word.isMember) return true;
  return lastOf(path) === word.text && (path.includes(".") ? word.isMember : !word.isMember);
}

function chainNamed(context: FeatureContext, asked: Asked, word: Word): Chain | null {
  const { chains } = context.model;
  const defined = chains.find((c) => c.file === asked.file && contains(c, asked.point));
  if (defined && lastOf(defined.name) === word.text) return defined;
  const isMember = (c: Chain): boolean => c.id.startsWith("struct ") || c.name.includes(".");
  const candidates = chains.filter(
    (c) => lastOf(c.name) === word.text && isMember(c) === word.isMember && isVisible(context, c, asked.file),
  );
  const own = candidates.filter((c) => c.file === asked.file && !c.id.startsWith("struct "));
  const used = candidates.filter((c) => touches(c, asked.file));
  for (const list of [own, used, candidates]) if (list.length > 0) return only(list);
  return null;
}

function isVisible({ facts }: FeatureContext, chain: Chain, file: string): boolean {
  if (chain.file === file || chain.id.startsWith("struct ")) return true;
  const heads = facts.get(chain.file)?.heads ?? [];
  return heads.some((h) => h.name === chain.name && h.storage === "global");
}

/** Whether a file registers with a chain or walks it. */
function touches(chain: Chain, file: string): boolean {
  return (
    chain.callSites.some((s) => s.file === file) ||
    chain.callbacks.some((c) => [c.registeredBy, ...c.unregisteredBy].some((s) => s.file === file))
  );
}

function registrationAt(context: FeatureContext, asked: Asked, word: Word): Subject | null {
  const isHere = (site: RegistrationSite): boolean =>
    site.call === word.text && site.file === asked.file && contains(site, asked.point);
  const all = memberships(context);
  const added = all.filter((m) => isHere(m.callback.registeredBy));
  if (added.length > 0) return { kind: "registration", undo: false, on: added };
  const removed = all.filter((m) => m.callback.unregisteredBy.some(isHere));
  return removed.length > 0 ? { kind: "registration", undo: true, on: removed } : null;
}

/** A walk, at the call that makes it or at the call of a wrapper that makes it and hands its result on. */
function walkAt({ model, facts }: FeatureContext, { file, point }: Asked, word: Word): Subject | null {
  const called = (facts.get(file)?.calls ?? []).filter(
    (c) => c.callee === word.text && contains(c.place, point),
  );
  if (called.length === 0) return null;
  const within = (inner: EffectiveUse): boolean =>
    inner.file === file && called.some((c) => c.uses.some((u) => samePlace(u.place, inner)));
  for (const chain of model.chains)
    for (const site of chain.callSites) {
      if (site.file === file && called.some((c) => samePlace(c.place, site)))
        return { kind: "walk", callee: word.text, chain, site, uses: site.effectiveUse };
      const uses = site.effectiveUse.filter(within);
      if (uses.length > 0) return { kind: "walk", callee: word.text, chain, site, uses };
    }
  return null;
}

/** Whether two places begin at the same point. */
export function samePlace(a: Point, b: Point): boolean {
  return a.line === b.line && a.column === b.column;
}

function valueAt(context: FeatureContext, { file, point }: Asked, word: Word): Subject | null {
  const isName = NOTIFY_VALUES.has(word.text);
  const isPart =
    word.text === "return" || word.text === "notifier_from_errno" || /^E[A-Z0-9]+$/.test(word.text);
  if (!isName && !isPart) return null;
  const at = (chain: Chain | null, name: string, paths: readonly ReturnPath[]): Returning => ({
    chain,
    function: name,
    paths: paths.filter(({ place }) => place.file === file && contains(place, point)),
    tellsApart: paths.some(({ event }) => event !== OTHER_EVENTS),
  });
  const placed = memberships(context).map(({ chain, callback: c }) => at(chain, c.function, c.paths));
  const lost = context.model.unresolved.map((u) => at(null, u.name, u.paths ?? []));
  const returning = [...placed, ...lost].filter((r) => r.paths.length > 0);
  return isName || returning.length > 0 ? { kind: "value", word: word.text, returning } : null;
}

/** Whether the word is a parameter of the function around it: then it hides a variable of the same name. */
function isParameter(context: FeatureContext, { file, point }: Asked, word: Word): boolean {
  const around = functionAt(context, file, point);
  return !word.isMember && (around?.parameters.some((p) => p.name === word.text) ?? false);
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function only<T>(list: readonly T[]): T | null {
  return list.length === 1 ? (list[0] ?? null) : null;
}
