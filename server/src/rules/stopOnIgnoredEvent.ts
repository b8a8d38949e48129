/** `stop-on-ignored-event`: a veto where nobody reads the result. All it does is to keep the event from the others. */

import { oncePer } from "../base/once";
import type { Callback, Chain, ReturnPath } from "../model/model";
import { FALLBACK_REGISTRATIONS } from "../notifier/kernelApi";
import { functionsOf, hasErrnoConvention } from "./consumption";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { ignoringExample } from "./stopExamples";
import {
  cutShort,
  dealsOut,
  doneInstead,
  eventsBehind,
  ignoredBy,
  isForAll,
  missing,
  onceFor,
  type ReturnSite,
  refusesUnknown,
  returnSites,
  stopsInWords,
  tellsApart,
} from "./stops";
import { closedBy } from "./undo";
import { beforeOthers, called, forEvents, listed, placeOf, unheard } from "./words";

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  if (dealsOut(chain) || hasErrnoConvention(chain)) return [];
  const ignored = new Map<string, boolean>();
  const isIgnored = (callback: Callback, event: string): boolean => {
    const events = eventsBehind(chain, callback, event);
    const key = events.join(" ");
    const known = ignored.get(key) ?? isLost(chain, events);
    ignored.set(key, known);
    return known;
  };
  return chain.callbacks.flatMap((callback) => {
    const wanted = new Set(refusals(callback).filter((path) => isIgnored(callback, path.event)));
    if (wanted.size === 0 || missing(chain, callback).length === 0) return [];
    return returnSites(callback.function, callback.paths, (path) => wanted.has(path)).map((site) =>
      finding(chain, callback, site, kernelVersion),
    );
  });
}

/** The paths of a callback that end a walk on purpose, at an event that they are about. */
const refusals = oncePer((callback: Callback): readonly ReturnPath[] =>
  FALLBACK_REGISTRATIONS.has(callback.registeredBy.call)
    ? []
    : callback.paths.filter(
        (path) =>
          stopsInWords(path.value) &&
          path.value !== "NOTIFY_STOP_MASK" &&
          !isForAll(callback, path) &&
          !(tellsApart(callback) && refusesUnknown(callback, path)),
      ),
);

/** Whether nobody reads a result at any of some events, and none of them ends what another began. */
function isLost(chain: Chain, events: readonly string[]): boolean {
  if (events.length === 0 || events.some((event) => closedBy(chain, event) !== null)) return false;
  return ignoredBy(chain, events) !== null;
}

function finding(
  chain: Chain,
  callback: Callback,
  site: ReturnSite,
  kernelVersion: string | null,
): RuleFinding {
  const events = site.events.flatMap((event) => eventsBehind(chain, callback, event));
  const uses = ignoredBy(chain, events) ?? [];
  return {
    ...placeOf(site.place),
    message:
      `${called(site.function)} returns ${listed(site.values, "or")}${forEvents(events)}, but ${functionsOf(uses)} ` +
      `ignores the result of ${chain.name}: nothing is refused, the walk only ends${beforeOthers(missing(chain, callback))}. ` +
      "Log the failure and return NOTIFY_DONE, or refuse at an event whose result is read.",
    chain: chain.id,
    related: unheard(uses, callback),
    witness: cutShort(chain, callback, site, kernelVersion),
    fix: doneInstead(site),
    once: onceFor(site),
  };
}

const docs: RuleDocs = {
  summary:
    "A callback vetoes an event whose result nobody reads: the other callbacks miss the event, and that is all.",
  reports:
    "A return of `NOTIFY_BAD`, `NOTIFY_STOP` or `notifier_from_errno()` for an event of which every caller that can pass it " +
    "ignores the result, on a chain with other callbacks that are called later. Raw errnos are `raw-errno`'s, events that " +
    "close an operation `error-on-undo-event`'s, and answers to unknown events `default-veto`'s.",
  why:
    "A veto is a message to the caller: the operation must not go on. Where the caller does not read the result there is " +
    "nothing to refuse, mostly because the thing has happened already. The stop bit still ends the walk, so every " +
    "callback of lower priority, or of the same priority and registered later, is never told: its state is wrong from " +
    "then on, and nothing in the log says why.",
  bad: ignoringExample("NOTIFY_BAD"),
  good: ignoringExample("NOTIFY_DONE"),
  fixSafety:
    "The fix returns `NOTIFY_DONE`: a suggestion, because the failure should then be logged, or the check belongs to an " +
    "earlier event that can still be refused (a validator chain, a `PRE_` event).",
  whenNotToWorry:
    "On chains that deal their events out, the one whom an event concerns ends the walk on purpose: keys, embedded " +
    "controllers, `die_chain`. They are recognised by callers that ask for a NOTIFY_ value, or by at least one callback in " +
    "five that returns `NOTIFY_STOP`, and left alone. So are chains that every object has for itself (clocks, regulators), " +
    "where nothing in the source says who else listens to the same object.",
  pastFixes:
    "“x86/mce: Fix all mce notifiers to update the mce->kflags bitmask” (2020), which got rid of the NOTIFY_STOP returns by " +
    "which one handler hid errors from the rest; the memory hotplug fix of page_cgroup (2008), whose callback was never " +
    "called because slub's had set the stop bit; ipvlan's veto of addresses in use (2017), ignored on the address chain, " +
    "which is why there are validator chains (?).",
};

export const stopOnIgnoredEvent: Rule = {
  id: "stop-on-ignored-event",
  severity: "warning",
  docs,
  checkChain,
};
