/**
 * Return statements that end a walk, and who misses what by it: the common ground of the rules about stops and vetoes.
 * Must not know messages.
 */
import type { FilePlace, Fix } from "../base/finding";
import { sameElements } from "../base/lists";
import { oncePer } from "../base/once";
import type { Callback, CallSite, Chain, EffectiveUse, ReturnPath } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import { MAX_ERRNO } from "../notifier/errno";
import { endsWalk } from "../notifier/values";
import { numberOf } from "./claims";
import { oncePerFunction, perEvents } from "./consumption";
import { returnedExpression, rewriteReturn } from "./edits";
import { canMeet, demonstrate, mayPrecede, type Part } from "./witness";
import { placeOf } from "./words";

/** A return statement of a function with those of its values that a rule asks for. */
export interface ReturnSite {
  readonly function: string;
  readonly place: FilePlace;
  /** The paths that end here with such a value. */
  readonly paths: readonly ReturnPath[];
  /** All paths that end here. */
  readonly all: readonly ReturnPath[];
  readonly events: readonly string[];
  readonly values: readonly string[];
}

/** The return statements of a function on whose paths a condition holds, in the order of the paths. */
export function returnSites(
  name: string,
  paths: readonly ReturnPath[],
  wanted: (path: ReturnPath) => boolean,
): ReturnSite[] {
  if (!paths.some(wanted)) return [];
  const key = ({ place: p }: ReturnPath): string => `${p.file}:${p.line}:${p.column}`;
  const places = [...new Set(paths.filter(wanted).map(key))];
  return places.flatMap((at) => {
    const all = paths.filter((path) => key(path) === at);
    const found = all.filter(wanted);
    const place = found[0]?.place;
    if (!place) return [];
    const events = [...new Set(found.map((p) => p.event))];
    return [
      { function: name, place, paths: found, all, events, values: [...new Set(found.map((p) => p.value))] },
    ];
  });
}

/** A callback that is on two chains returns the same on both. */
export function onceFor({ place, function: name }: ReturnSite): string {
  return `${place.file}:${place.line}:${place.column} ${name}`;
}

/** Whether a value is a negative errno that nothing wrapped: -EINVAL, or a number that is one. */
export function isRawErrno(value: string): boolean {
  const number = numberOf(value);
  if (number === null) return /^-E[A-Z0-9]+$/.test(value);
  return number < 0 && number >= -MAX_ERRNO;
}

/** Whether a value has the stop bit, an errno that is not known among them: notifier_from_errno(0) has other words. */
export function stops(value: string): boolean {
  const number = numberOf(value);
  if (number === null) return value.startsWith("notifier_from_errno(");
  return endsWalk(number);
}

/**
 * Whether a value stops a walk in the chains' own words: NOTIFY_BAD, NOTIFY_STOP, notifier_from_errno(). What was
 * wrapped twice is none of them.
 */
export function stopsInWords(value: string): boolean {
  return stops(value) && !isRawErrno(value) && !/^notifier_from_errno\((?:NOTIFY_|notifier_)/.test(value);
}

/**
 * The callbacks that are not called once a callback has ended the walk. Of a chain that every object has for itself, by
 * a member of its struct, only those that the same variable is named for: other objects are other chains. Of an array
 * of chains, not those that are registered for another event (opal_message_notifier_register(), Linux 6.1).
 */
export function missing(chain: Chain, callback: Callback): readonly Callback[] {
  return missingOn(chain)(callback);
}

/** Several rules ask about the same callback. */
const missingOn = oncePer((chain: Chain) =>
  oncePer((callback: Callback): readonly Callback[] => notCalledAfter(chain, callback)),
);

function notCalledAfter(chain: Chain, callback: Callback): Callback[] {
  const own = new Set(callback.registeredBy.named);
  const isOneOfMany = chain.id.startsWith("struct ");
  const { chosen } = eventsOf(chain);
  const event = chosen.get(callback);
  return chain.callbacks.filter((other) => {
    if (!canMeet(callback, other) || !mayPrecede(callback, other)) return false;
    return isOneOfMany ? other.registeredBy.named.some((name) => own.has(name)) : chosen.get(other) === event;
  });
}

/**
 * The places that ignore the result of some events, where every place that may pass one of them does; null where one
 * looks at it, or none is known. A place that hands on the event it is given may pass any. The second walk of a robust
 * call is one that nobody asks for its result.
 */
export function ignoredBy({ callSites }: Chain, events: readonly string[]): readonly EffectiveUse[] | null {
  return ignoring(callSites, events);
}

const ignoring = perEvents((callSites, events): readonly EffectiveUse[] | null => {
  const any = events.includes(OTHER_EVENTS);
  const uses = callSites.flatMap((site) => {
    const { effectiveUse, robust, undoEvent } = site;
    const undoes = robust && undoEvent !== null && events.includes(undoEvent);
    const told = effectiveUse.filter(({ event }) => any || event === "param" || events.includes(event));
    return undoes ? [...told, secondWalk(site, undoEvent)] : told;
  });
  const named = uses.filter(({ event }) => events.includes(event));
  if (uses.length === 0 || !uses.every(({ use }) => use === "ignored")) return null;
  return oncePerFunction(named.length > 0 ? named : uses);
});

/** The second walk of a robust call, whose result goes nowhere (kernel/notifier.c). */
function secondWalk(site: CallSite, event: string): EffectiveUse {
  const nothing = {
    test: null,
    alsoReturned: false,
    amongErrnos: false,
    callsOff: undefined,
    arm: null,
    whenTrue: [],
    whenFalse: [],
    data: null,
  };
  return { ...placeOf(site), ...nothing, use: "ignored", function: site.function, event };
}

/** Of the callbacks of a chain that deals out work, at least one in so many says NOTIFY_STOP. */
const DEALT_BY = 5;

/**
 * Whether a chain deals its events out: the one whom an event concerns ends the walk. A caller then asks for a NOTIFY_
 * value, or a good part of the callbacks return NOTIFY_STOP.
 */
export const dealsOut = oncePer((chain: Chain): boolean => {
  const asks = chain.callSites.some((site) => site.effectiveUse.some(({ use }) => use.startsWith("eq_")));
  const eaters = chain.callbacks.filter(({ returns }) => returns.includes("NOTIFY_STOP"));
  return asks || eaters.length * DEALT_BY >= Math.max(chain.callbacks.length, 1);
});

/** A walk that one of these paths ends before another callback is called, where the simulator shows it. */
export function cutShort(
  chain: Chain,
  callback: Callback,
  { paths }: ReturnSite,
  kernelVersion: string | null,
): object | null {
  const next = missing(chain, callback).find((c) => c.paths.length > 0);
  const path = paths.find(({ value }) => numberOf(value) !== null);
  if (!path) return null;
  const { name, type, handoff, callSites } = chain;
  const from = [name, type, handoff, callback, next, kernelVersion];
  const ofSites = cutShortAt(callSites);
  const known = ofSites.get(path);
  if (known && sameElements(known.from, from)) return known.scenario;
  const scenario = showCutShort(chain, { callback, path }, next, kernelVersion);
  ofSites.set(path, { from, scenario });
  return scenario;
}

/** What was last shown of a path, and all that it was made from. */
interface CutShort {
  readonly from: readonly unknown[];
  readonly scenario: object | null;
}

/** Of a chain's call sites and a path: several rules ask for it, and an edit leaves most paths of a chain as they are. */
const cutShortAt = oncePer((_: readonly CallSite[]) => new WeakMap<ReturnPath, CutShort>());

function showCutShort(
  chain: Chain,
  part: Part,
  next: Callback | undefined,
  kernelVersion: string | null,
): object | null {
  const nextPath = next?.paths[0];
  const parts = [part, ...(next && nextPath ? [{ callback: next, path: nextPath }] : [])];
  const shown = demonstrate(chain, kernelVersion, parts, part.path.event);
  const call = shown?.call;
  return call && "result" in call && call.stoppedBy === shown.names[0] ? shown.scenario : null;
}

/** Returns NOTIFY_DONE in place of what stops the walk; null where the statement returns other values too, or calls. */
export function doneInstead({ all, paths }: ReturnSite): Fix | null {
  const [path] = all;
  const expression = path ? returnedExpression(path) : null;
  if (!path || expression === null || all.length > paths.length) return null;
  if (!/^\(?-?\w+\)?$|^notifier_from_errno\(-?\w+\)$/.test(expression)) return null;
  return rewriteReturn(path, "NOTIFY_DONE", { title: "Return NOTIFY_DONE", safety: "suggestion" });
}

/**
 * Whether a path's answer is also given to events that the callback treats otherwise: at an event it does not name for
 * one that it does, and the other way round. Then it is a check before the events are told apart, and no answer to this.
 */
export function isForAll({ paths }: Callback, path: ReturnPath): boolean {
  const isOther = path.event === OTHER_EVENTS;
  const across = paths.filter(({ event }) => (event === OTHER_EVENTS) !== isOther);
  return across.some((p) => p.value === path.value && samePlace(p, path));
}

/**
 * A refusal of the events that are not named: all that is done for them, and them alone, ends so. What is done for named
 * events too are checks before the events are told apart, or one exit for all of them.
 */
export function refusesUnknown(callback: Callback, path: ReturnPath): boolean {
  const refuses = ({ value }: ReturnPath): boolean => stops(value) && value !== "NOTIFY_STOP";
  if (path.event !== OTHER_EVENTS || !refuses(path)) return false;
  const others = callback.paths.filter(({ event }) => event === OTHER_EVENTS);
  const own = others.filter((p) => !isForAll(callback, p));
  return own.length > 0 ? own.includes(path) && own.every(refuses) : others.every(refuses);
}

/** Whether a callback names any event. */
export function tellsApart({ returnsByEvent }: Callback): boolean {
  return Object.keys(returnsByEvent).some((event) => event !== OTHER_EVENTS);
}

/** The events of a chain that a callback can hear as one of its paths has it: at "default", those it does not name. */
export function eventsBehind(chain: Chain, callback: Callback, event: string): string[] {
  if (event !== OTHER_EVENTS || !tellsApart(callback)) return [event];
  return namedEvents(chain).filter((name) => callback.returnsByEvent[name] === undefined);
}

/** Whether two paths end at the same return statement. */
function samePlace({ place: a }: ReturnPath, { place: b }: ReturnPath): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

interface ChainEvents {
  /** The callbacks that are registered for one event of those that callers pass. */
  readonly chosen: ReadonlyMap<Callback, string>;
  /** What callers pass and callbacks name, by name. */
  readonly named: readonly string[];
}

const eventsOf = oncePer((chain: Chain): ChainEvents => {
  const undone = chain.callSites.flatMap(({ undoEvent }) => undoEvent ?? []);
  const sent = new Set(chain.callSites.flatMap((s) => s.effectiveUse.map(({ event }) => event)));
  const heard = chain.callbacks.flatMap(({ returnsByEvent }) => Object.keys(returnsByEvent));
  const isName = (event: string): boolean =>
    /^[A-Za-z_]/.test(event) && event !== "param" && event !== OTHER_EVENTS;
  const chosen = new Map<Callback, string>();
  for (const callback of chain.callbacks) {
    const event = callback.registeredBy.named.find((name) => sent.has(name));
    if (event !== undefined) chosen.set(callback, event);
  }
  return { chosen, named: [...new Set([...undone, ...sent, ...heard])].filter(isName) };
});

/** The events that a chain is walked with, as callers and callbacks name them. */
export function namedEvents(chain: Chain): readonly string[] {
  return eventsOf(chain).named;
}
