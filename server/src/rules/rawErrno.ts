/** `raw-errno`: a callback returns -EINVAL as it is, where a chain wants notifier_from_errno(-EINVAL). */
import type { Fix, RelatedPlace } from "../base/finding";
import { oncePer } from "../base/once";
import type { Callback, Chain } from "../model/model";
import { FALLBACK_REGISTRATIONS } from "../notifier/kernelApi";
import { type Consumers, consumersOf, functionsOf, hasErrnoConvention } from "./consumption";
import { returnedExpression, rewriteReturn } from "./edits";
import { pageTags } from "./examples";
import { straySites } from "./installed";
import type { Rule, RuleContext, RuleDocs, RuleFinding } from "./rule";
import { cutShort, ignoredBy, isRawErrno, missing, onceFor, type ReturnSite, returnSites } from "./stops";
import { beforeOthers, called, forEvents, listed, placeOf, registrationOf, related } from "./words";

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  if (hasErrnoConvention(chain)) return [];
  return chain.callbacks.flatMap((callback) =>
    rawReturns(callback)
      .filter(({ events }) => matters(chain, callback, events))
      .map((raw) => onChain(chain, callback, raw, kernelVersion)),
  );
}

const rawReturns = oncePer((callback: Callback) =>
  returnSites(callback.function, callback.paths, ({ value }) => isRawErrno(value)),
);

/** Not where nobody reads the result and nobody is called after it; a fallback chain has a rule of its own. */
function matters(chain: Chain, callback: Callback, events: readonly string[]): boolean {
  if (FALLBACK_REGISTRATIONS.has(callback.registeredBy.call)) return false;
  return missing(chain, callback).length > 0 || ignoredBy(chain, events) === null;
}

function checkRest(context: RuleContext): RuleFinding[] {
  return straySites(context, ({ value }) => isRawErrno(value)).map(onUnknownChain);
}

const valuesOf = (raw: ReturnSite): string => listed(raw.values, "or");

function onChain(
  chain: Chain,
  callback: Callback,
  raw: ReturnSite,
  kernelVersion: string | null,
): RuleFinding {
  const consumers = consumersOf(chain, raw.events);
  const later = missing(chain, callback);
  const fix = fixOf(raw, consumers);
  return {
    ...placeOf(raw.place),
    message:
      `${called(raw.function)} returns ${valuesOf(raw)} as it is${forEvents(raw.events)}: a raw errno has the ` +
      `stop bit set, so the walk of ${chain.name} ends here${beforeOthers(later)}, and ${consequence(consumers)}. ` +
      `${remedy(raw, consumers)}.`,
    chain: chain.id,
    related: [...consumerPlaces(consumers), registrationOf(callback)],
    witness: cutShort(chain, callback, raw, kernelVersion),
    fix,
    once: onceFor(raw),
  };
}

function onUnknownChain(raw: ReturnSite): RuleFinding {
  const consumers: Consumers = { by: "unknown", uses: [], robust: false };
  return {
    ...placeOf(raw.place),
    message:
      `${called(raw.function)} returns ${valuesOf(raw)} as it is${forEvents(raw.events)}: a raw errno has the ` +
      `stop bit set, so the walk of its chain (which could not be told) ends here, and ${consequence(consumers)}. ` +
      `${remedy(raw, consumers)}.`,
    chain: null,
    related: [],
    witness: null,
    fix: fixOf(raw, consumers),
    once: onceFor(raw),
  };
}

/** What the callers make of a raw errno: Linux 6.1, notifier_to_errno() of include/linux/notifier.h. */
function consequence({ by, uses, robust }: Consumers): string {
  const who = functionsOf(uses);
  const rolledBack = robust ? "the callbacks before it are rolled back and " : "";
  switch (by) {
    case "to_errno":
      return `${rolledBack}the notifier_to_errno() of ${who} makes 0 of it: the error becomes success`;
    case "equality":
      return `${rolledBack}${who} does not recognise it (${uses[0]?.test ?? "another value is expected"})`;
    case "stop_mask":
      return `${rolledBack}${who} sees that it was stopped, but notifier_to_errno() can no longer tell by which error`;
    case "nonzero":
      return `${rolledBack}${who} sees a number that is not 0, as NOTIFY_OK would be too`;
    case "handed on":
      return `${rolledBack}${who} hands the number on, of which notifier_to_errno() makes 0, success`;
    case "ignored":
      return `${rolledBack}${who} ignores the result: later callbacks miss the event and nobody learns of the error`;
    case "unknown":
      return "notifier_to_errno() would make 0 of it, success";
  }
}

function remedy(raw: ReturnSite, consumers: Consumers): string {
  const [only, second] = [...new Set(raw.paths.map((p) => p.value))];
  const wrapped = `notifier_from_errno(${second === undefined ? only : "..."})`;
  switch (consumers.by) {
    case "ignored":
      return "Log the error and return NOTIFY_DONE";
    case "equality":
      return consumers.uses[0]?.use === "eq_BAD"
        ? "Return NOTIFY_BAD to veto, or NOTIFY_DONE"
        : `Return NOTIFY_DONE, or ${wrapped} if the walk shall end here`;
    default:
      return `Return ${wrapped}`;
  }
}

function consumerPlaces({ by, uses }: Consumers): RelatedPlace[] {
  const what =
    by === "ignored" ? "ignores the result" : by === "to_errno" ? "decodes the result" : "uses the result";
  return uses.slice(0, 5).map((use) => related(use, `${called(use.function)} ${what} here`));
}

function fixOf(raw: ReturnSite, { by, uses }: Consumers): Fix | null {
  const [path] = raw.all;
  const expression = path ? returnedExpression(path) : null;
  // One statement for errnos and for values of a chain: wrapping it would wrap those too.
  if (!path || expression === null || !raw.all.every((p) => isRawErrno(p.value) || p.value === "0"))
    return null;
  const instead =
    by === "ignored" ? "NOTIFY_DONE" : by === "equality" && uses[0]?.use === "eq_BAD" ? "NOTIFY_BAD" : null;
  if (instead === null) {
    const title = "Wrap the errno in notifier_from_errno()";
    return rewriteReturn(path, `notifier_from_errno(${expression})`, {
      title,
      safety: by === "to_errno" ? "safe" : "suggestion",
    });
  }
  // A call must still be made; a 0 beside the errno must not become a veto.
  const plain =
    /^\(?-?\w+\)?$/.test(expression) && (instead === "NOTIFY_DONE" || raw.all.length === raw.paths.length);
  return plain ? rewriteReturn(path, instead, { title: `Return ${instead}`, safety: "suggestion" }) : null;
}

const docs: RuleDocs = {
  summary: "A callback returns a negative errno as it is instead of `notifier_from_errno(-E…)`.",
  reports:
    "A return statement of a notifier callback that can return a negative errno constant, directly, through a local " +
    "variable, or from a function whose body is in the analysed tree. One finding for each return, with the chain, the " +
    "event, the callbacks that are no longer called, and what the callers make of the result. Where nobody reads the " +
    "result and nobody is called later, nothing is reported; restart handlers are `stop-in-fallback-chain`'s. On a known " +
    "chain the finding carries the scenario of the walk that is cut short. For an event that ends what another began " +
    "`error-on-undo-event` adds that no other value would do either.",
  why:
    "A walk ends when bit 15 of a callback's answer is set, and in 32-bit arithmetic it is set in every number from " +
    "-1 to -4095. So nobody behind this callback is told of the event. And a caller that decodes the result with " +
    "`notifier_to_errno()` gets 0, because what is left without the stop bit is negative: the operation that should " +
    "have failed is carried out. A robust walk even undoes the work of the callbacks before this one and then reports " +
    "success. Where the caller ignores the result, all that happens is that the other callbacks miss the event.",
  bad: pageTags("-ENOMEM"),
  good: pageTags("notifier_from_errno(-ENOMEM)"),
  fixSafety:
    "Where a caller decodes the result with `notifier_to_errno()`, wrapping the returned expression is safe. Where " +
    "nobody reads the result the fix returns `NOTIFY_DONE`, and where a caller compares with `NOTIFY_BAD` it returns " +
    "that: suggestions, because the error should then be logged or the caller changed. There is no fix where one " +
    "return statement returns errnos and NOTIFY_ values alike.",
  whenNotToWorry:
    "Some chains have a convention of their own and want a raw errno: their callers only look whether the number is " +
    "0, or hand it on, and no callback returns a NOTIFY_ value but NOTIFY_DONE. Such chains are recognised and left " +
    "alone when caller and callbacks are in the analysed tree. So are chains that every object has for itself (a USB " +
    "PHY's, a jack's) and whose caller ignores the result, unless two registrations name the same object.",
  pastFixes:
    "`NOTIFY_STOP_MASK`, `notifier_from_errno()` and `notifier_to_errno()` in `include/linux/notifier.h`. Fixed " +
    "instances: the conversions of many CPU hotplug callbacks in 2010 (2.6.35), “module: Fix up " +
    "module_notifier return values” (5.10), and reviews of later drivers (nvidia-wmi-ec-backlight 2022).",
};

export const rawErrno: Rule = { id: "raw-errno", severity: "warning", docs, checkChain, checkRest };
