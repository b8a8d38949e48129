/** `bare-stop-mask`: a callback returns NOTIFY_STOP_MASK itself, the flag without a value. */
import type { Callback, Chain } from "../model/model";
import { consumersOf, functionsOf } from "./consumption";
import { replaceReturn } from "./edits";
import { pageTags } from "./examples";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { cutShort, ignoredBy, missing, onceFor, type ReturnSite, returnSites } from "./stops";
import { beforeOthers, called, forEvents, placeOf, registrationOf, related } from "./words";

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  return chain.callbacks.flatMap((callback) =>
    returnSites(callback.function, callback.paths, ({ value }) => value === "NOTIFY_STOP_MASK")
      .filter(({ events }) => !isUnderstood(chain, callback, events))
      .map((site) => finding(chain, callback, site, kernelVersion)),
  );
}

/**
 * A caller that asks for nothing but the bit is told all it wants; a robust one is `stop-on-robust-chain`'s. Where nobody asks, somebody must miss the event.
 */
function isUnderstood(chain: Chain, callback: Callback, events: readonly string[]): boolean {
  const { by, robust } = consumersOf(chain, events);
  if (by === "stop_mask" || robust) return true;
  return ignoredBy(chain, events) !== null && missing(chain, callback).length === 0;
}

function finding(
  chain: Chain,
  callback: Callback,
  site: ReturnSite,
  kernelVersion: string | null,
): RuleFinding {
  const { by, uses } = consumersOf(chain, site.events);
  const who = functionsOf(uses);
  const read = {
    to_errno: `, which the notifier_to_errno() of ${who} reads as success`,
    equality: `, which ${who} does not recognise (${uses[0]?.test ?? "it asks for another value"})`,
    ignored: `, which ${who} ignores`,
  };
  const consequence = by === "to_errno" || by === "equality" || by === "ignored" ? read[by] : "";
  const remedy = by === "ignored" ? "Return NOTIFY_DONE" : "Return NOTIFY_BAD to refuse";
  return {
    ...placeOf(site.place),
    message:
      `${called(site.function)} returns NOTIFY_STOP_MASK and no value with it${forEvents(site.events)}: the flag ends ` +
      `the walk of ${chain.name}${beforeOthers(missing(chain, callback))} with the result 0x8000${consequence}. ` +
      `${remedy}, or NOTIFY_STOP where the event is dealt with.`,
    chain: chain.id,
    related: [
      ...uses.slice(0, 5).map((use) => related(use, `${called(use.function)} gets the result here`)),
      registrationOf(callback),
    ],
    witness: cutShort(chain, callback, site, kernelVersion),
    fix: fixOf(site, by === "ignored" ? "NOTIFY_DONE" : "NOTIFY_BAD"),
    once: onceFor(site),
  };
}

function fixOf({ paths }: ReturnSite, instead: string): RuleFinding["fix"] {
  const [path] = paths;
  return path ? replaceReturn(path, instead, { title: `Return ${instead}`, safety: "suggestion" }) : null;
}

const docs: RuleDocs = {
  summary: "A callback returns `NOTIFY_STOP_MASK` itself: the flag that ends a walk, without a value.",
  reports:
    "A return of exactly `NOTIFY_STOP_MASK`, directly or through a variable, on a chain whose caller decodes the " +
    "result, compares it with a value, or ignores it although other callbacks are still to be called.",
  why:
    "`NOTIFY_STOP_MASK` is a bit that `NOTIFY_STOP`, `NOTIFY_BAD` and `notifier_from_errno()` are made with. Alone it " +
    "ends the walk, so nobody behind this callback is told, and `notifier_to_errno()` makes 0 of it: the operation " +
    "that should be refused is carried out. A caller that compares with `NOTIFY_BAD` or `NOTIFY_STOP` does not know it " +
    "either.",
  bad: pageTags("NOTIFY_STOP_MASK"),
  good: pageTags("NOTIFY_BAD"),
  fixSafety:
    "The fix returns `NOTIFY_BAD`, or `NOTIFY_DONE` where nobody reads the result: suggestions, as only the author " +
    "knows whether it was a refusal.",
  whenNotToWorry:
    "A caller that only asks whether the bit is set, as the clock framework does, understands it. Such chains are " +
    "left alone.",
  pastFixes:
    "The values are defined in `include/linux/notifier.h`. No fix of this very form is on record; its neighbour, errnos " +
    "with the wrong sign, is what the clamp to -MAX_ERRNO..0 in notifier-error-inject (2012) prevents.",
};

export const bareStopMask: Rule = { id: "bare-stop-mask", severity: "warning", docs, checkChain };
