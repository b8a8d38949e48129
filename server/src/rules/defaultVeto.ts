/** `default-veto`: a callback refuses every event that it does not know. */
import type { Callback, Chain } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import { consumersOf, functionsOf } from "./consumption";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { defaultExample } from "./stopExamples";
import {
  cutShort,
  doneInstead,
  eventsBehind,
  ignoredBy,
  missing,
  onceFor,
  type ReturnSite,
  refusesUnknown,
  returnSites,
  stops,
  tellsApart,
} from "./stops";
import { beforeOthers, called, listed, placeOf, registrationOf, related } from "./words";

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  return chain.callbacks.flatMap((callback) => {
    if (!tellsApart(callback) || !callback.returnsByEvent[OTHER_EVENTS]?.some(stops)) return [];
    const sites = returnSites(callback.function, callback.paths, (path) => refusesUnknown(callback, path));
    const unknown = sites.length === 0 ? [] : eventsBehind(chain, callback, OTHER_EVENTS);
    if (unknown.length === 0) return [];
    if (missing(chain, callback).length === 0 && ignoredBy(chain, unknown) !== null) return [];
    return sites.map((site) => finding(chain, callback, site, unknown, kernelVersion));
  });
}

function finding(
  chain: Chain,
  callback: Callback,
  site: ReturnSite,
  unknown: readonly string[],
  kernelVersion: string | null,
): RuleFinding {
  const { by, uses } = consumersOf(chain, unknown);
  const effect =
    by === "ignored" || by === "unknown"
      ? `nothing is refused, the walk of ${chain.name} only ends${beforeOthers(missing(chain, callback))}`
      : `the walk of ${chain.name} ends${beforeOthers(missing(chain, callback))}, and ${functionsOf(uses)} gets the error`;
  return {
    ...placeOf(site.place),
    message:
      `${called(site.function)} answers events that it does not know with ${listed(site.values, "or")}, such as ` +
      `${listed(unknown.slice(0, 3), "and")}: ${effect}. Return NOTIFY_DONE for them.`,
    chain: chain.id,
    related: [
      ...uses.slice(0, 3).map((use) => related(use, `${called(use.function)} sends ${use.event} here`)),
      registrationOf(callback),
    ],
    witness: cutShort(chain, callback, site, kernelVersion),
    fix: doneInstead(site),
    once: onceFor(site),
  };
}

const docs: RuleDocs = {
  summary: "A callback answers events that it does not know with an error.",
  reports:
    "A callback that tells events apart and, for those it does not name (`default:`, or what follows the switch), returns " +
    "`NOTIFY_BAD`, `notifier_from_errno()` or a raw errno, on a chain that is walked with such events.",
  why:
    "A chain's events are an open set. An event that a callback has never heard of is none of its business, and " +
    "`NOTIFY_DONE` says so. An error ends the walk instead: others are not told of events that are theirs, operations are " +
    "refused for no reason, and the day somebody adds an event to the chain, an old driver breaks it.",
  bad: defaultExample("NOTIFY_BAD"),
  good: defaultExample("NOTIFY_DONE"),
  fixSafety: "The fix returns `NOTIFY_DONE`, where the statement returns nothing else: a suggestion.",
  whenNotToWorry:
    "A chain with a closed set of events, all of which the callback names, never gets there, and is not reported. Checks " +
    "before the events are told apart are not reported either: they hold for every event.",
  pastFixes:
    "“net/mlx5e: Fix trap event handling” (2023), default -EINVAL became NOTIFY_DONE; “i3c: master: Initialize ret in " +
    "i3c_i2c_notifier_call()” (2025), the same callback as in 6.1. In 2024 memory hotplug got MEM_PREPARE_ONLINE and " +
    "MEM_FINISH_OFFLINE, which a `default: return NOTIFY_BAD` would refuse (?).",
};

export const defaultVeto: Rule = { id: "default-veto", severity: "warning", docs, checkChain };
