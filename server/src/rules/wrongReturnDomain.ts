/** `wrong-return-domain`: a callback answers in the values of something else: IRQ_HANDLED, true, a count. */
import type { Fix } from "../base/finding";
import type { Callback, Chain } from "../model/model";
import { foreignDomain } from "../notifier/domains";
import { errnoNumber } from "../notifier/errno";
import { NOTIFY_OK, NOTIFY_STOP_MASK } from "../notifier/values";
import { numberOf } from "./claims";
import { replaceReturn } from "./edits";
import { pageTags } from "./examples";
import { straySites } from "./installed";
import type { Rule, RuleContext, RuleDocs, RuleFinding } from "./rule";
import { onceFor, type ReturnSite, returnSites } from "./stops";
import { called, forEvents, placeOf, registrationOf } from "./words";

/** What a value is instead of a NOTIFY_ value; null where it is one, or where that cannot be told. */
function insteadOf(value: string): string | null {
  if (/^(?:NOTIFY_\w+|-E\w+|[01?])$/.test(value)) return null;
  const domain = foreignDomain(value);
  if (domain !== null) return domain;
  const wrapped = /^notifier_from_errno\((.*)\)$/.exec(value)?.[1];
  if (wrapped !== undefined) return isPositive(wrapped) ? "an errno without its minus sign, wrapped" : null;
  if (errnoNumber(value) !== undefined) return "an errno without its minus sign";
  const number = numberOf(value);
  if (number === null || number <= NOTIFY_OK || (number & NOTIFY_STOP_MASK) !== 0) return null;
  return "a count";
}

function isPositive(value: string): boolean {
  const number = numberOf(value);
  return number !== null && number > 0 && !/^NOTIFY_|^notifier_/.test(value);
}

function checkChain(chain: Chain): RuleFinding[] {
  return chain.callbacks.flatMap((callback) => {
    if (callback.returns.every((value) => insteadOf(value) === null)) return [];
    const sites = returnSites(callback.function, callback.paths, ({ value }) => insteadOf(value) !== null);
    return sites.map((site) => finding(site, chain, callback));
  });
}

function checkRest(context: RuleContext): RuleFinding[] {
  return straySites(context, ({ value }) => insteadOf(value) !== null).map((site) =>
    finding(site, null, null),
  );
}

function finding(site: ReturnSite, chain: Chain | null, callback: Callback | null): RuleFinding {
  const [value = ""] = site.values;
  const where = chain ? `the walk of ${chain.name}` : "its chain (which could not be told)";
  return {
    ...placeOf(site.place),
    message:
      `${called(site.function)} returns ${value}${forEvents(site.events)}, ${insteadOf(value)}: ${where} reads it as ` +
      `${readAs(value)}. Return NOTIFY_OK or NOTIFY_DONE, and notifier_from_errno() of a negative errno to refuse.`,
    chain: chain?.id ?? null,
    related: callback ? [registrationOf(callback)] : [],
    witness: null,
    fix: fixOf(site),
    once: onceFor(site),
  };
}

/** What include/linux/notifier.h makes of the number behind a value. */
function readAs(value: string): string {
  const number = NUMBERS.get(value) ?? numberOf(value);
  if (number === null) return "whatever its number happens to mean";
  if (number === 0) return "NOTIFY_DONE";
  if (number === NOTIFY_OK) return "NOTIFY_OK, and only because both are 1";
  if (number < 0) return "an error that nothing decodes, and ends there";
  return "a result that notifier_to_errno() takes for another error";
}

/** The numbers of names that are none of this project's: include/linux/irqreturn.h and C's own. */
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ["IRQ_NONE", 0],
  ["IRQ_HANDLED", 1],
  ["IRQ_WAKE_THREAD", 2],
  ["false", 0],
  ["true", 1],
]);

/** Only what does the same today: a name for 1 or 0. */
function fixOf({ paths }: ReturnSite): Fix | null {
  const [path] = paths;
  const number = path && NUMBERS.get(path.value);
  if (!path || number === undefined || number > 1) return null;
  const instead = number === 1 ? "NOTIFY_OK" : "NOTIFY_DONE";
  return replaceReturn(path, instead, { title: `Return ${instead}`, safety: "safe" });
}

const docs: RuleDocs = {
  summary: "A callback answers in values that are not a notifier chain's: `IRQ_HANDLED`, `true`, a count.",
  reports:
    "A callback that returns a name of another set of values (interrupt handlers, booleans, transmit results, ACPI and " +
    "block layer status), a positive number other than 1, a positive errno (`EINVAL`), or `notifier_from_errno()` of a " +
    "positive number.",
  why:
    "A walk looks at bits, not at names. `IRQ_HANDLED` and `true` are 1, which is `NOTIFY_OK`: it works by accident, and " +
    "tells the reader the wrong thing. `IRQ_WAKE_THREAD`, a count or a positive errno is read by `notifier_to_errno()` as " +
    "another error (22 as -21), if the callback happens to be the last; with bit 15 set by chance it even ends the walk.",
  bad: pageTags("IRQ_HANDLED"),
  good: pageTags("NOTIFY_OK"),
  fixSafety:
    "Safe where the name's number is that of `NOTIFY_OK` or `NOTIFY_DONE`, which the fix writes instead. For other values " +
    "there is no fix: what the author meant is not in the source.",
  whenNotToWorry: "Never on a chain. A function that is not called by one is not looked at.",
  pastFixes:
    "lib/cpu-notifier tests (2012): the injected error is clamped to -MAX_ERRNO..0, so that no positive errno gets into a " +
    "chain. The values are defined in `include/linux/notifier.h` and `include/linux/irqreturn.h`.",
};

export const wrongReturnDomain: Rule = {
  id: "wrong-return-domain",
  severity: "warning",
  docs,
  checkChain,
  checkRest,
};
