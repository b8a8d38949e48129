/** `stop-on-robust-chain`: NOTIFY_STOP where the stop bit means "undo what the others did", and success is reported. */
import type { Callback, Chain, EffectiveUse, ReturnPath } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import { notifierToErrno } from "../notifier/values";
import { numberOf } from "./claims";
import { functionsOf } from "./consumption";
import { replaceReturn } from "./edits";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { robustExample } from "./stopExamples";
import { missing, onceFor, type ReturnSite, returnSites, stopsInWords } from "./stops";
import { canMeet, demonstrate, mayPrecede } from "./witness";
import { called, forEvents, listed, placeOf, registrationOf, related } from "./words";

/** Whether a value ends a walk and carries no errno; a raw errno is `raw-errno`'s. */
function stopsAsSuccess(value: string): boolean {
  const number = numberOf(value);
  return stopsInWords(value) && number !== null && notifierToErrno(number) === 0;
}

/** The robust walks that a callback can hear as an event: those of the event, or of any that it does not name. */
function robustUses(chain: Chain, callback: Callback, event: string): EffectiveUse[] {
  const uses = chain.callSites.filter((s) => s.robust && !s.replay).flatMap((s) => s.effectiveUse);
  if (event !== OTHER_EVENTS) return uses.filter((use) => use.event === event || use.event === "param");
  return uses.filter((use) => callback.returnsByEvent[use.event] === undefined);
}

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  if (!chain.callSites.some(({ robust }) => robust)) return [];
  return chain.callbacks.flatMap((callback) => {
    const wanted = ({ value, event }: ReturnPath): boolean =>
      stopsAsSuccess(value) && robustUses(chain, callback, event).length > 0;
    return returnSites(callback.function, callback.paths, wanted).map((site) =>
      finding(chain, callback, site, kernelVersion),
    );
  });
}

function finding(
  chain: Chain,
  callback: Callback,
  site: ReturnSite,
  kernelVersion: string | null,
): RuleFinding {
  const uses = site.events.flatMap((event) => robustUses(chain, callback, event));
  const undo = [...new Set(chain.callSites.filter((s) => s.robust).flatMap((s) => s.undoEvent ?? []))];
  const undoing = undo.length === 1 && undo[0] !== "param" ? ` with ${undo[0]}` : "";
  const witness = witnessOf(chain, callback, site, kernelVersion);
  return {
    ...placeOf(site.place),
    ...(witness ? {} : { severity: "warning" as const }),
    message:
      `${called(site.function)} returns ${listed(site.values, "or")}${forEvents(site.events)}, but ${chain.name} is walked ` +
      `by a robust call: the stop bit makes it undo the callbacks before this one${undoing}, the others are not ` +
      `called, and ${functionsOf(uses)} is told that all went well. Return NOTIFY_BAD or notifier_from_errno(-EBUSY) to ` +
      "refuse, NOTIFY_DONE or NOTIFY_OK otherwise.",
    chain: chain.id,
    related: [
      ...uses
        .slice(0, 5)
        .map((use) => related(use, `${called(use.function)} gets the result of the robust call here`)),
      ...missing(chain, callback)
        .slice(0, 1)
        .map((c) => related(c, `${called(c.function)} may not be called any more`)),
      registrationOf(callback),
    ],
    witness,
    fix: fixOf(site),
    once: onceFor(site),
  };
}

/** A callback that is content and called first, then this one: the first is rolled back, the result is success. */
function witnessOf(
  chain: Chain,
  callback: Callback,
  { paths }: ReturnSite,
  kernelVersion: string | null,
): object | null {
  const [taken] = paths;
  const event = taken && robustUses(chain, callback, taken.event).find((use) => use.event !== "param")?.event;
  if (!taken || event === undefined) return null;
  const path = { ...taken, event };
  for (const first of chain.callbacks) {
    if (!canMeet(first, callback) || !mayPrecede(first, callback)) continue;
    const content = first.paths.find(
      ({ value }) => value === "NOTIFY_OK" || value === "NOTIFY_DONE" || value === "0",
    );
    if (!content) continue;
    const parts = [
      { callback: first, path: { ...content, event: path.event } },
      { callback, path },
    ];
    const shown = demonstrate(chain, kernelVersion, parts, path.event);
    const call = shown?.call;
    if (call?.op === "callRobust" && "result" in call && call.rolledBack && call.errno === 0)
      return shown?.scenario ?? null;
  }
  return null;
}

function fixOf({ paths }: ReturnSite): RuleFinding["fix"] {
  const [path] = paths;
  return path
    ? replaceReturn(path, "NOTIFY_BAD", { title: "Return NOTIFY_BAD: refuse", safety: "suggestion" })
    : null;
}

const docs: RuleDocs = {
  summary:
    "A callback returns `NOTIFY_STOP` on a robust chain: the others are undone, and success is reported.",
  reports:
    "A return of `NOTIFY_STOP` (or of the stop bit alone) for the first event of a `*_notifier_call_chain_robust()`. Raw " +
    "errnos do the same there and are reported as `raw-errno`. The finding is an error where it carries the scenario in " +
    "which a callback is rolled back although the result is success.",
  why:
    "A robust call looks at the stop bit: once it is set, the callbacks that were called before get the second event, so " +
    "that they undo what they did. Then the result is decoded, and `NOTIFY_STOP` decodes as 0. So the operation goes on, " +
    "while some callbacks have just undone their preparation, and those behind this one have never made theirs.",
  bad: robustExample("NOTIFY_STOP"),
  good: robustExample("NOTIFY_BAD"),
  fixSafety:
    "The fix returns `NOTIFY_BAD`, which refuses: a suggestion, because the author may have meant `NOTIFY_DONE`.",
  whenNotToWorry: "Never: whichever was meant, `NOTIFY_STOP` does not do it.",
  pastFixes:
    "“notifier: Fix broken error handling pattern” (2020), which made the robust calls and defines their rollback by the " +
    "stop bit; `notifier_call_chain_robust()` in `kernel/notifier.c`.",
};

export const stopOnRobustChain: Rule = { id: "stop-on-robust-chain", severity: "error", docs, checkChain };
