/** `stop-in-fallback-chain`: a restart handler that failed keeps the next one from being tried. */
import type { Callback, Chain } from "../model/model";
import { FALLBACK_REGISTRATIONS } from "../notifier/kernelApi";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { fallbackExample } from "./stopExamples";
import { cutShort, doneInstead, missing, onceFor, type ReturnSite, returnSites, stops } from "./stops";
import { beforeOthers, called, listed, placeOf, registrationOf } from "./words";

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  return chain.callbacks.flatMap((callback) => {
    const purpose = FALLBACK_REGISTRATIONS.get(callback.registeredBy.call);
    if (purpose === undefined || missing(chain, callback).length === 0) return [];
    const wanted = ({ value }: { readonly value: string }): boolean =>
      stops(value) && value !== "NOTIFY_STOP";
    return returnSites(callback.function, callback.paths, wanted).map((site) =>
      finding(chain, callback, site, purpose, kernelVersion),
    );
  });
}

function finding(
  chain: Chain,
  callback: Callback,
  site: ReturnSite,
  purpose: string,
  kernelVersion: string | null,
): RuleFinding {
  return {
    ...placeOf(site.place),
    message:
      `${called(site.function)} returns ${listed(site.values, "or")} when it has failed to ${purpose}: the stop bit ends ` +
      `the walk of ${chain.name}${beforeOthers(missing(chain, callback))}, so no other way to ${purpose} is tried. ` +
      "Return NOTIFY_DONE.",
    chain: chain.id,
    related: [registrationOf(callback)],
    witness: cutShort(chain, callback, site, kernelVersion),
    fix: doneInstead(site),
    once: onceFor(site),
  };
}

const docs: RuleDocs = {
  summary: "A restart handler that has failed ends the walk, so no other handler is tried.",
  reports:
    "A callback put on its chain by `register_restart_handler()` that returns `NOTIFY_BAD`, `notifier_from_errno()`, a raw " +
    "errno or the bare stop bit, while another handler may be called after it.",
  why:
    "The handlers of such a chain are ways to the same end, tried by priority (128 by default, 255 for the one that has to " +
    "be first). One that works does not come back. One that comes back has failed, and then the next must be tried: only " +
    "an answer without the stop bit lets that happen. Otherwise the machine hangs although it knows another way.",
  bad: fallbackExample("NOTIFY_BAD"),
  good: fallbackExample("NOTIFY_DONE"),
  fixSafety: "The fix returns `NOTIFY_DONE`: a suggestion, as the failure should be logged.",
  whenNotToWorry:
    "`NOTIFY_STOP` behind a restart that does not return is never reached, and is not reported. Handlers of " +
    "`register_sys_off_handler()` have a signature of their own and are not looked at.",
  pastFixes:
    "The kernel-doc of `register_restart_handler()` in `kernel/reboot.c` (2014) has the priorities. The same rule was " +
    "spelled out for sys-off handlers, of which “NOTIFY_DONE is the only valid return value” (mfd/tps6586x, 2023).",
};

export const stopInFallbackChain: Rule = {
  id: "stop-in-fallback-chain",
  severity: "warning",
  docs,
  checkChain,
};
