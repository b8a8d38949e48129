/** `error-on-undo-event`: an error at the event that ends or undoes something, which nobody can refuse any more. */
import { oncePer } from "../base/once";
import type { Callback, Chain, ReturnPath } from "../model/model";
import { functionsOf, hasErrnoConvention } from "./consumption";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { undoExample } from "./stopExamples";
import {
  cutShort,
  dealsOut,
  doneInstead,
  ignoredBy,
  isForAll,
  missing,
  onceFor,
  type ReturnSite,
  returnSites,
  stops,
} from "./stops";
import { closedBy } from "./undo";
import { called, forEvents, listed, placeOf, unheard } from "./words";

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  if (dealsOut(chain) || hasErrnoConvention(chain)) return [];
  const lost = new Map<string, boolean>();
  const isLost = (event: string): boolean => {
    const known = lost.get(event) ?? (closedBy(chain, event) !== null && ignoredBy(chain, [event]) !== null);
    lost.set(event, known);
    return known;
  };
  return chain.callbacks.flatMap((callback) => {
    const wanted = new Set(errors(callback).filter((path) => isLost(path.event)));
    if (wanted.size === 0 || missing(chain, callback).length === 0) return [];
    return returnSites(callback.function, callback.paths, (path) => wanted.has(path)).map((site) =>
      finding(chain, callback, site, kernelVersion),
    );
  });
}

const errors = oncePer((callback: Callback): readonly ReturnPath[] =>
  callback.paths.filter((path) => stops(path.value) && !isForAll(callback, path)),
);

function finding(
  chain: Chain,
  callback: Callback,
  site: ReturnSite,
  kernelVersion: string | null,
): RuleFinding {
  const uses = ignoredBy(chain, site.events) ?? [];
  const opened = [...new Set(site.events.flatMap((event) => closedBy(chain, event)?.first ?? []))];
  const later = [...new Set(missing(chain, callback).map((c) => called(c.function)))];
  const others = later.length > 2 ? `${later[0]} and ${later.length - 1} more` : listed(later, "and");
  return {
    ...placeOf(site.place),
    message:
      `${called(site.function)} answers ${listed(site.values, "or")}${forEvents(site.events)}, which ends what ` +
      `${listed(opened, "and")} began and cannot be refused: ${functionsOf(uses)} ignores it, and ${others} on ` +
      `${chain.name} may never hear that it is over. Log the error and return NOTIFY_DONE.`,
    chain: chain.id,
    related: unheard(uses, callback),
    witness: cutShort(chain, callback, site, kernelVersion),
    fix: doneInstead(site),
    once: onceFor(site),
  };
}

const docs: RuleDocs = {
  summary: "A callback returns an error for an event that ends or undoes what an earlier one began.",
  reports:
    "A return with the stop bit (a raw errno, `notifier_from_errno()`, `NOTIFY_BAD`, `NOTIFY_STOP`) for the second event of " +
    "a pair: `PM_POST_SUSPEND`, `MEM_CANCEL_ONLINE`, `CPU_PM_EXIT`, `POST_RATE_CHANGE`. Every caller must ignore the " +
    "result, and other callbacks must be called later. Which events are pairs was read in the kernel's files; for chains " +
    "that no row knows, names decide (PRE and POST, GOING and CANCEL). A raw errno is `raw-errno`'s finding too: that one " +
    "says what the number does, this one that no value would do.",
  why:
    "The first event of a pair asks; the second one tells. There is nothing left to refuse, so callers drop the result. The " +
    "stop bit still ends the walk: the callbacks behind have prepared for something, and are never told that it is over " +
    "or was called off. They keep locks, buffers, frozen work, until the next reboot.",
  bad: undoExample("notifier_from_errno(err)"),
  good: undoExample("NOTIFY_DONE"),
  fixSafety:
    "The fix returns `NOTIFY_DONE`, where the statement returns nothing else: a suggestion, as the error should be logged.",
  whenNotToWorry:
    "A check before the events are told apart is not reported here, nor a chain that every object has for itself (a " +
    "clock's): nothing in the source says whether anybody else listens to the same object.",
  pastFixes:
    "The power management documentation: the POST event has to reverse what PREPARE did. The clock core's comment says " +
    "that NOTIFY_STOP and NOTIFY_BAD are ignored for `POST_RATE_CHANGE` and `ABORT_RATE_CHANGE` (`drivers/clk/clk.c`).",
};

export const errorOnUndoEvent: Rule = { id: "error-on-undo-event", severity: "warning", docs, checkChain };
