/**
 * Who calls a callback, and what a walk calls: the calls that go through a chain, for an editor's call hierarchy. A
 * callback is called by the functions that walk its chain; they are called by whom the model knows. Calls that have
 * nothing to do with a chain are for other servers to tell.
 */
import type { FilePlace } from "../base/finding";
import type { Place } from "../base/place";
import type { Callback, CallSite, Chain } from "../model/model";
import { valuesFor } from "./answers";
import type { FeatureContext } from "./context";
import {
  callAt,
  type Definition,
  definitionsOf,
  isSeenElsewhere,
  namedSite,
  nameIn,
  nameOf,
  type Walk,
  walksAt,
  walksIn,
} from "./navigation";
import { members, standing, standingText } from "./order";
import { type Asked, type Subject, subjectAt, type Word, wordAt } from "./subject";

/** A function, or a chain in the middle of the calls. It can be asked about again as long as it is there. */
export type ItemKey =
  | { readonly kind: "function"; readonly file: string; readonly name: string }
  | { readonly kind: "chain"; readonly id: string };

export interface Item {
  readonly key: ItemKey;
  readonly name: string;
  /** What a person wants to know of it here: "walks pm_chain_head for PM_POST_SUSPEND". */
  readonly detail: string;
  /** Its name. */
  readonly place: FilePlace;
  /** All of it. */
  readonly whole: Place;
}

export interface Call {
  readonly item: Item;
  /** The calls, in the file of whoever makes them. */
  readonly places: readonly Place[];
}

/** The item at a point: a callback, a head, a function that walks. None where the word is nothing of these. */
export function hierarchyAt(context: FeatureContext, asked: Asked): Item[] {
  const word = wordAt(asked.lineText, asked.point.column);
  const subject = word && subjectAt(context, asked, word);
  if (!word) return [];
  if (subject?.kind === "head") return [chainItem(subject.chain)];
  if (subject?.kind === "callback") return callbackItems(context, subject);
  if (subject && subject.kind !== "walk") return [];
  const named = word.isMember ? [] : definitionsOf(context, asked.file, word.text);
  const walking = named.filter((d) => walksIn(context, d).length > 0 || subject !== null);
  if (walking.length > 0) return walking.map((d) => functionItem(d, walksText(walksIn(context, d))));
  return chainsAt(context, asked, word).map(chainItem);
}

function callbackItems(context: FeatureContext, { on }: Subject & { kind: "callback" }): Item[] {
  const items = on.map(({ chain, callback }) => callbackItem(context, chain, callback, null));
  return [...new Map(items.map((item) => [`${item.place.file}:${item.place.line}`, item])).values()];
}

/** Primitives are no item of their own: the chain is what they walk. */
function chainsAt(context: FeatureContext, asked: Asked, word: Word): Chain[] {
  return [...new Set(walksAt(context, asked, word).map(({ chain }) => chain))];
}

/** Who calls an item: null where there is no such item any more. */
export function incomingCalls(context: FeatureContext, key: ItemKey): Call[] | null {
  if (key.kind === "chain") {
    const chain = context.model.chains.find((c) => c.id === key.id);
    return chain ? grouped(context, walkers(chain)) : null;
  }
  const on = context.model.chains.filter((chain) =>
    chain.callbacks.some((c) => c.file === key.file && c.function === key.name),
  );
  const callers = callersOf(context, key);
  return on.length + callers.length > 0 ? grouped(context, [...on.flatMap(walkers), ...callers]) : null;
}

/** What an item calls through chains: null where there is no such item any more. */
export function outgoingCalls(context: FeatureContext, key: ItemKey): Call[] | null {
  if (key.kind === "chain") {
    const chain = context.model.chains.find((c) => c.id === key.id);
    return chain ? callbacksOf(context, chain, null, [chain]) : null;
  }
  const definition = definitionsOf(context, key.file, key.name).find(({ file }) => file === key.file);
  if (!definition) return null;
  const walks = walksIn(context, definition);
  const told = walks.flatMap(({ chain, site }) =>
    callbacksOf(context, chain, site, [namedSite(context, site)]),
  );
  return merged([...told, ...wrappersCalled(context, definition, walks)]);
}

/** A call that somebody makes, before calls of one function are put together. */
interface Made {
  readonly site: FilePlace & { readonly function: string };
  /** Null where it is a call of a wrapper. */
  readonly walk: Walk | null;
}

/**
 * The calls that walk a chain themselves: of primitives, or of a wrapper that is handed the head. Direct calls of one
 * block's function are among them.
 */
function walkers(chain: Chain): Made[] {
  const walking = new Set(chain.callSites.map((site) => site.function));
  return chain.callSites
    .filter(({ through }) => through === null || !walking.has(through))
    .map((site) => ({ site, walk: { chain, site } }));
}

/** The calls of a function that the model has seen. */
function callersOf(context: FeatureContext, { file, name }: ItemKey & { kind: "function" }): Made[] {
  const isElsewhere = definitionsOf(context, file, name).some((d) => d.file === file && isSeenElsewhere(d));
  return [...context.facts].flatMap(([where, { calls, functions }]) => {
    const here = calls.filter((c) => c.callee === name && c.function !== "");
    const isMeant = where === file || (isElsewhere && !functions.some((f) => f.name === name));
    if (here.length === 0 || !isMeant) return [];
    return here.map((call) => {
      const site = { ...call.place, file: where, function: call.function };
      return { site, walk: walkOf(context, site) };
    });
  });
}

function walkOf({ model }: FeatureContext, at: FilePlace): Walk | null {
  for (const chain of model.chains) {
    const site = chain.callSites.find(
      (s) => s.file === at.file && s.line === at.line && s.column === at.column,
    );
    if (site) return { chain, site };
  }
  return null;
}

/** One call for each function that makes some. */
function grouped(context: FeatureContext, made: readonly Made[]): Call[] {
  const byFunction = new Map<string, Made[]>();
  for (const one of made) {
    const key = `${one.site.file}:${one.site.function}`;
    byFunction.set(key, [...(byFunction.get(key) ?? []), one]);
  }
  return [...byFunction.values()].flatMap((all): Call[] => {
    const site = all[0]?.site;
    const places = unique(all.map((one) => nameAt(context, one.site)));
    return site
      ? [{ item: callerItem(context, site, walksText(all.flatMap(({ walk }) => walk ?? []))), places }]
      : [];
  });
}

function callerItem(context: FeatureContext, site: Made["site"], detail: string): Item {
  const { file, function: name } = site;
  const caller = definitionsOf(context, file, name).find((d) => d.file === file);
  if (caller) return functionItem(caller, detail);
  return { key: { kind: "function", file, name }, name, detail, place: placeOf(site), whole: site };
}

function nameAt(context: FeatureContext, site: FilePlace): Place {
  return nameIn(site, callAt(context, site)?.callee ?? null);
}

/** Calls of functions that walk, where the event is decided there. */
function wrappersCalled(context: FeatureContext, { file, fact }: Definition, walks: readonly Walk[]): Call[] {
  const own = new Set(walks.map(({ site }) => `${site.line}:${site.column}`));
  const calls = (context.facts.get(file)?.calls ?? []).filter(
    (c) => c.function === fact.name && !own.has(`${c.place.line}:${c.place.column}`),
  );
  return calls.flatMap((call) =>
    definitionsOf(context, file, call.callee).flatMap((definition): Call[] => {
      const inner = walksIn(context, definition);
      if (inner.length === 0) return [];
      return [
        { item: functionItem(definition, walksText(inner)), places: [nameIn(call.place, call.callee)] },
      ];
    }),
  );
}

/** The callbacks of a chain, in the order of a walk. */
function callbacksOf(
  context: FeatureContext,
  chain: Chain,
  site: CallSite | null,
  places: readonly Place[],
): Call[] {
  return members(chain).map((callback) => ({ item: callbackItem(context, chain, callback, site), places }));
}

/** A callback that is called at several places, for several events, is one item. */
function merged(calls: readonly Call[]): Call[] {
  const byItem = new Map<string, Call>();
  for (const { item, places } of calls) {
    const key = `${item.place.file}:${item.place.line}:${item.place.column}`;
    const known = byItem.get(key);
    byItem.set(
      key,
      known ? { item: known.item, places: unique([...known.places, ...places]) } : { item, places },
    );
  }
  return [...byItem.values()];
}

function unique(places: readonly Place[]): Place[] {
  return [...new Map(places.map((p) => [`${p.line}:${p.column}`, p])).values()];
}

function chainItem(chain: Chain): Item {
  const count = members(chain).length;
  const detail = `${chain.type} chain, ${count === 1 ? "1 callback" : `${count} callbacks`}`;
  return {
    key: { kind: "chain", id: chain.id },
    name: nameOf(chain),
    detail,
    place: placeOf(chain),
    whole: chain,
  };
}

function callbackItem(
  context: FeatureContext,
  chain: Chain,
  callback: Callback,
  site: CallSite | null,
): Item {
  const { file, function: name } = callback;
  const values = site && site.event !== "param" ? valuesFor(callback, site.event) : [];
  const answer = values.length > 0 ? `, ${values.join(" or ")} to ${site?.event}` : "";
  const undo = site?.undoEvent && site.undoEvent !== "param" ? `, undone with ${site.undoEvent}` : "";
  const detail = `${standingText(standing(chain, callback))} on ${nameOf(chain)}${answer}${undo}`;
  const definition = definitionsOf(context, file, name).find((d) => d.file === file);
  if (definition) return functionItem(definition, detail);
  return { key: { kind: "function", file, name }, name, detail, place: placeOf(callback), whole: callback };
}

function functionItem({ file, fact }: Definition, detail: string): Item {
  const { place, body, name } = fact;
  const whole = { ...place, endLine: body.endLine, endColumn: body.endColumn };
  return { key: { kind: "function", file, name }, name, detail, place: { ...place, file }, whole };
}

/** "walks pm_chain_head for PM_POST_SUSPEND, PM_SUSPEND_PREPARE". */
function walksText(walks: readonly Walk[]): string {
  const parts = [...new Set(walks.map(({ chain }) => chain))].map((chain) => {
    const sites = walks.filter((w) => w.chain === chain).map(({ site }) => site);
    const events = new Set(sites.flatMap((s) => [s.event, ...(s.undoEvent ? [s.undoEvent] : [])]));
    events.delete("param");
    const verb = sites.every((s) => s.replay) ? "calls one block of" : "walks";
    return `${verb} ${nameOf(chain)}${events.size > 0 ? ` for ${[...events].join(", ")}` : ""}`;
  });
  return parts.join("; ");
}

function placeOf({ file, line, column, endLine, endColumn }: FilePlace): FilePlace {
  return { file, line, column, endLine, endColumn };
}
