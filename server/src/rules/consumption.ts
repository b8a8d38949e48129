/**
 * What becomes of a chain's result at some events: who consumes it and how, and whether the chain has a convention of
 * its own in which a raw errno is the right answer. Must not judge callbacks.
 */
import { oncePer } from "../base/once";
import type { CallSite, Chain, EffectiveUse } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import { called, listed } from "./words";

/** How a result is consumed, in one word, from what says most to what says least. */
type Consumption = "to_errno" | "equality" | "stop_mask" | "nonzero" | "handed on" | "ignored" | "unknown";

export interface Consumers {
  readonly by: Consumption;
  /** The places that make the word, each function once. */
  readonly uses: readonly EffectiveUse[];
  /** Whether such a walk rolls back what was done before a stop. */
  readonly robust: boolean;
}

const WORDS: readonly Exclude<Consumption, "unknown">[] = [
  "to_errno",
  "equality",
  "stop_mask",
  "nonzero",
  "handed on",
  "ignored",
];

function wordOf({ use }: EffectiveUse): (typeof WORDS)[number] {
  if (use === "eq_BAD" || use === "eq_OK" || use === "eq_STOP") return "equality";
  return use === "returned" || use === "other" ? "handed on" : use;
}

/**
 * Who consumes the result at these events: callers that pass one of them, or else those that pass on what they are
 * given; at "default", whoever walks the chain at all.
 */
export function consumersOf({ callSites }: Chain, events: readonly string[]): Consumers {
  return consumers(callSites, events);
}

/**
 * What is asked of call sites for some events, kept: several rules ask for each callback of a chain, and an edit of a
 * callback leaves its chain's call sites the same list (model/link.ts).
 */
export function perEvents<T>(
  make: (sites: readonly CallSite[], events: readonly string[]) => T,
): (sites: readonly CallSite[], events: readonly string[]) => T {
  const known = new WeakMap<readonly CallSite[], Map<string, { readonly value: T }>>();
  return (sites, events) => {
    const ofSites = known.get(sites) ?? new Map<string, { readonly value: T }>();
    known.set(sites, ofSites);
    const key = events.join(" ");
    const kept = ofSites.get(key) ?? { value: make(sites, events) };
    ofSites.set(key, kept);
    return kept.value;
  };
}

const consumers = perEvents((callSites, events): Consumers => {
  const all = callSites.flatMap((site) => site.effectiveUse.map((use) => ({ use, robust: site.robust })));
  const exact = all.filter(({ use }) => events.includes(use.event));
  const open = all.filter(({ use }) => use.event === "param");
  const concerned = events.includes(OTHER_EVENTS) ? [all] : [exact, open, all];
  const found = concerned.find((list) => list.length > 0) ?? [];
  const by = WORDS.find((word) => found.some(({ use }) => wordOf(use) === word)) ?? "unknown";
  const chosen = found.filter(({ use }) => wordOf(use) === by);
  return { by, uses: oncePerFunction(chosen.map(({ use }) => use)), robust: chosen.some((c) => c.robust) };
});

/** The first of the places of each function. */
export function oncePerFunction(uses: readonly EffectiveUse[]): EffectiveUse[] {
  const seen = new Map<string, EffectiveUse>();
  for (const use of uses)
    if (!seen.has(`${use.file} ${use.function}`)) seen.set(`${use.file} ${use.function}`, use);
  return [...seen.values()];
}

/** The functions of some uses, as words: `memory_range_online() or memory_range_offline()`. */
export function functionsOf(uses: readonly EffectiveUse[]): string {
  return listed([...new Set(uses.map((u) => called(u.function)))], "or");
}

/**
 * Whether callbacks of a chain are meant to return a raw errno: callers look at the number itself (it is nonzero, or it
 * is handed on as it is), nobody decodes it or asks for a NOTIFY_ value, and no callback gives one but "don't care".
 */
export const hasErrnoConvention = oncePer(
  ({ callSites, callbacks }: Chain): boolean =>
    lookAtNumber(callSites) &&
    callbacks.every((c) => c.returns.every((value) => !/^NOTIFY_(?!DONE$)|^notifier_from/.test(value))),
);

const lookAtNumber = oncePer((callSites: readonly CallSite[]): boolean => {
  const words = callSites.flatMap((s) => s.effectiveUse).map(wordOf);
  const consumed = words.filter((word) => word !== "ignored");
  return consumed.length > 0 && consumed.every((word) => word === "nonzero" || word === "handed on");
});
