/** `double-wrap`: notifier_from_errno() of something that is no errno, or notifier_to_errno() where it is the other. */
import type { Fix } from "../base/finding";
import { oncePer } from "../base/once";
import type { Callback, Chain, ReturnPath } from "../model/model";
import { consumersOf, functionsOf, hasErrnoConvention } from "./consumption";
import { returnedExpression, rewriteReturn } from "./edits";
import { pageTags } from "./examples";
import { straySites } from "./installed";
import type { Rule, RuleContext, RuleDocs, RuleFinding } from "./rule";
import { cutShort, missing, onceFor, type ReturnSite, returnSites } from "./stops";
import { beforeOthers, called, forEvents, placeOf, registrationOf, related } from "./words";

/** What is wrong with a return: the value was wrapped already, it is a NOTIFY_ value, or it is unwrapped instead. */
type Fault = "twice" | "value" | "unwrapped";

const WORDS: readonly Fault[] = ["twice", "value", "unwrapped"];

const WRAPPED = /^notifier_from_errno\((.*)\)$/;

function faultOf(path: ReturnPath): Fault | null {
  if (/^return notifier_to_errno\(.*\);$/.test(path.written)) return "unwrapped";
  const inner = WRAPPED.exec(path.value)?.[1];
  if (inner === undefined) return null;
  if (WRAPPED.test(inner)) return "twice";
  return /^NOTIFY_(?!DONE$)/.test(inner) ? "value" : null;
}

const faultsOf = oncePer(
  ({ paths }: Callback): ReadonlySet<Fault> => new Set(paths.flatMap((path) => faultOf(path) ?? [])),
);

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  const convention = hasErrnoConvention(chain);
  return chain.callbacks.flatMap((callback) => {
    const faults = faultsOf(callback);
    if (faults.size === 0) return [];
    return WORDS.filter((fault) => faults.has(fault) && !(convention && fault === "unwrapped")).flatMap(
      (fault) =>
        returnSites(callback.function, callback.paths, (path) => faultOf(path) === fault).map((site) =>
          onChain(chain, callback, site, fault, kernelVersion),
        ),
    );
  });
}

function checkRest(context: RuleContext): RuleFinding[] {
  return WORDS.flatMap((fault) =>
    straySites(context, (path) => faultOf(path) === fault).map((site) => ({
      ...placeOf(site.place),
      message: `${words(site, fault, "its chain (which could not be told)", "")}.`,
      chain: null,
      related: [],
      witness: null,
      fix: fixOf(site, fault),
      once: onceFor(site),
    })),
  );
}

function onChain(
  chain: Chain,
  callback: Callback,
  site: ReturnSite,
  fault: Fault,
  kernelVersion: string | null,
): RuleFinding {
  const consumers = consumersOf(chain, site.events);
  const decoded =
    consumers.by === "to_errno" ? `, of which ${functionsOf(consumers.uses)} makes success` : "";
  return {
    ...placeOf(site.place),
    message: `${words(site, fault, chain.name, beforeOthers(missing(chain, callback)))}${decoded}. ${REMEDY[fault]}.`,
    chain: chain.id,
    related: [
      ...consumers.uses
        .slice(0, 5)
        .map((use) => related(use, `${called(use.function)} gets the result here`)),
      registrationOf(callback),
    ],
    witness: fault === "unwrapped" ? null : cutShort(chain, callback, site, kernelVersion),
    fix: fixOf(site, fault),
    once: onceFor(site),
  };
}

const REMEDY: Readonly<Record<Fault, string>> = {
  value: "Return a NOTIFY_ value as it is, and wrap only an errno",
  twice: "Wrap it once",
  unwrapped: "Return notifier_from_errno(), or the NOTIFY_ value as it is",
};

function words(site: ReturnSite, fault: Fault, chain: string, before: string): string {
  const who = `${called(site.function)}`;
  const events = forEvents(site.events);
  const inner = WRAPPED.exec(site.values[0] ?? "")?.[1] ?? "";
  switch (fault) {
    case "value":
      return (
        `${who} hands ${inner} to notifier_from_errno()${events}, which takes an errno: what comes out ends the walk ` +
        `of ${chain}${before} and carries no error`
      );
    case "twice":
      return (
        `${who} wraps its errno in notifier_from_errno() twice${events}: what comes out is a negative number again, ` +
        `which ends the walk of ${chain}${before} and is decoded as no error`
      );
    case "unwrapped":
      return (
        `${who} returns notifier_to_errno() to ${chain}${events}, which wants the other direction: an errno becomes 0 ` +
        "by it, and a NOTIFY_ value a raw errno"
      );
  }
}

/** Only a wrapper that is seen whole, around a call or a name, and of which every value is wrapped twice, comes off. */
function fixOf({ all, paths }: ReturnSite, fault: Fault): Fix | null {
  const [path] = all;
  const expression = path ? returnedExpression(path) : null;
  if (!path || expression === null) return null;
  if (fault === "unwrapped")
    return rewriteReturn(path, expression.replace(/^notifier_to_errno/, "notifier_from_errno"), {
      title: "Use notifier_from_errno()",
      safety: "suggestion",
    });
  const inner = /^notifier_from_errno\(\s*(.*)\)$/s.exec(expression)?.[1];
  if (inner === undefined || all.length > paths.length) return null;
  return rewriteReturn(path, inner, { title: "Do not wrap it again", safety: "suggestion" });
}

const docs: RuleDocs = {
  summary:
    "`notifier_from_errno()` is given what is no errno any more, or `notifier_to_errno()` is used instead.",
  reports:
    "A callback that returns `notifier_from_errno()` of a NOTIFY_ value or of a value that was wrapped already (mostly " +
    "by a helper that answers in NOTIFY_ values itself, in the same file or another), and one that returns " +
    "`notifier_to_errno()` of something.",
  why:
    "Both functions take an `int` and give an `int`, so the compiler does not mind. `notifier_from_errno(NOTIFY_OK)` is " +
    "0x8000: success ends the walk, and the callbacks behind miss the event. `notifier_from_errno()` of a wrapped " +
    "errno is a negative number again: it ends the walk and `notifier_to_errno()` reads it as success, so the error is " +
    "lost. `notifier_to_errno()` in a callback makes 0 of an errno, and of a NOTIFY_ value a raw errno.",
  bad: pageTags("notifier_from_errno(notifier_from_errno(-ENOMEM))"),
  good: pageTags("notifier_from_errno(-ENOMEM)"),
  fixSafety:
    "Taking the outer wrapper off is a suggestion, and offered only where every value of the statement was wrapped " +
    "before. Where a variable holds errnos and NOTIFY_ values alike, the helper that answers in NOTIFY_ values has to be " +
    "changed, which only its author can do.",
  whenNotToWorry:
    "`err = notifier_from_errno(err)` uses one variable for both kinds, one after the other: values are followed from " +
    "assignment to assignment, so this is not reported.",
  pastFixes:
    "The functions are in `include/linux/notifier.h`. Caught in reviews: “double-wrapping corrupts the return value” " +
    "(mtip L2 switch), and virtio-mem v1 to v2 (2020): “Use notifier_from_errno() instead of notifier_to_errno() in " +
    "notifier”.",
};

export const doubleWrap: Rule = { id: "double-wrap", severity: "warning", docs, checkChain, checkRest };
