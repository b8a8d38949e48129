/** `masked-claim`: a callback takes the object and says so, and another one, called later, unsays it. */
import type { Fix } from "../base/finding";
import type { Chain } from "../model/model";
import { claimingParts, type Handout, handouts, isPhantom, numberOf, pathsAt, takes } from "./claims";
import { replaceReturn } from "./edits";
import { HANDOFF_CHAIN, HANDOFF_REFERENCES, TAKER, watcher } from "./examples";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { canMeet, type Demonstration, demonstrate, mayPrecede, type Part } from "./witness";
import { called, consumerOf, forEvents, listed, placeOf, priorityOf, related } from "./words";

/** A later callback that hides a claim. */
interface Mask {
  readonly part: Part;
  readonly demonstration: Demonstration;
  /** Whether it always comes later, not only where blocks of equal priority happen to be registered in that order. */
  readonly certain: boolean;
}

/** A claim that comes with the object, and those that may hide it. */
interface Masked {
  readonly handout: Handout;
  readonly claim: Part;
  readonly events: string[];
  readonly masks: readonly Mask[];
}

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  const found = new Map<string, Masked>();
  for (const handout of handouts(chain))
    for (const callback of chain.callbacks)
      for (const claim of claimingParts(handout, callback)) {
        if (isPhantom(claim)) continue;
        const { file, line, column } = claim.path.place;
        const key = `${file}:${line}:${column} ${callback.function}`;
        const masks = masksOf(handout, kernelVersion, claim);
        const known = found.get(key);
        if (known) known.events.push(claim.path.event);
        else if (masks.length > 0) found.set(key, { handout, claim, events: [claim.path.event], masks });
      }
  return [...found.values()].map((masked) => finding(masked, kernelVersion));
}

function masksOf(handout: Handout, kernelVersion: string | null, claim: Part): Mask[] {
  const masks: Mask[] = [];
  for (const callback of handout.chain.callbacks) {
    if (!canMeet(claim.callback, callback) || !mayPrecede(claim.callback, callback)) continue;
    for (const path of pathsAt(callback, handout.event)) {
      if (path.taken !== "no" || numberOf(path.value) === null || handout.claims(path.value)) continue;
      const part = { callback, path };
      const demonstration = demonstrate(handout.chain, kernelVersion, [claim, part], handout.event);
      if (!demonstration?.handoff?.callerFrees) continue;
      masks.push({ part, demonstration, certain: !mayPrecede(callback, claim.callback) });
      break;
    }
  }
  return masks.sort((a, b) => Number(b.certain) - Number(a.certain));
}

function finding(masked: Masked, kernelVersion: string | null): RuleFinding {
  const { handout, claim, masks } = masked;
  const { chain, handoff } = handout;
  const doubleFree = masks.find((m) => m.demonstration.handoff?.outcome === "double-free");
  const shown = doubleFree ?? masks[0];
  return {
    ...placeOf(claim.path.place),
    ...(doubleFree ? {} : { severity: "warning" }),
    message: message(masked, shown),
    chain: chain.id,
    related: [
      ...masks.map(({ part }) =>
        related(
          part.path.place,
          `${called(part.callback.function)} returns ${part.path.value} here and hides the claim`,
        ),
      ),
      consumerOf(
        handoff.consumer,
        `${called(handoff.consumer.function)} calls ${called(handoff.release)} unless the result is ${handoff.claim}`,
      ),
    ],
    witness: shown?.demonstration.scenario ?? null,
    fix: fixOf(masked, shown, kernelVersion),
  };
}

function message({ handout, claim, events, masks }: Masked, shown: Mask | undefined): string {
  const { chain, handoff } = handout;
  const taker = called(claim.callback.function);
  const later = listed(
    masks.map(({ part }) => called(part.callback.function) + priorityOf(part.callback)),
    "or",
  );
  const when = shown?.certain ? "is called later" : "happens to be called later";
  const twice = shown?.demonstration.handoff?.outcome === "double-free";
  return (
    `${taker} takes the ${handoff.object} of ${chain.name}${forEvents(events)}, but its ${claim.path.value} is lost ` +
    `when ${later} ${when} and returns ${shown?.part.path.value ?? "another value"}: ` +
    `${called(handoff.consumer.function)} sees the last value only and frees what ${taker} ` +
    `${twice ? "frees again" : "keeps"}. ${remedy(handout, taker)}.`
  );
}

function remedy(handout: Handout, taker: string): string {
  if (handout.claims("NOTIFY_STOP"))
    return "Return NOTIFY_STOP, which ends the walk with the claim as its result";
  return (
    `Have ${taker} called last (lowest priority), or let it return NOTIFY_STOP and the caller test the claim bit ` +
    `(& NOTIFY_OK)`
  );
}

/** NOTIFY_STOP, where the caller takes it for a claim and the simulator shows that all is well with it. */
function fixOf(masked: Masked, shown: Mask | undefined, kernelVersion: string | null): Fix | null {
  const { handout, claim } = masked;
  if (!shown || !handout.claims("NOTIFY_STOP")) return null;
  const here = pathsAt(claim.callback, handout.event).filter((p) => p.place.line === claim.path.place.line);
  if (here.some((p) => !takes(p) || p.value !== claim.path.value)) return null;
  const stopping = { ...claim, path: { ...claim.path, value: "NOTIFY_STOP" } };
  const mended = demonstrate(handout.chain, kernelVersion, [stopping, shown.part], handout.event);
  if (mended?.handoff?.outcome !== "ok" || mended.handoff.callerFrees) return null;
  return replaceReturn(claim.path, "NOTIFY_STOP", {
    title: "Return NOTIFY_STOP: the claim becomes the result of the walk",
    safety: "suggestion",
  });
}

const docs: RuleDocs = {
  summary: "A callback takes the object and claims it, but one that is called later can hide the claim.",
  reports:
    "The return with which a callback claims an object that it has taken, where the value does not end the walk and " +
    "another callback that can be called later returns a value that is no claim. Priorities are used: one that is " +
    "always called earlier hides nothing; at equal priority the order is that of the registrations, so either can be " +
    "last. The finding carries the scenario in which the object is freed twice.",
  why:
    "The result of a walk is the value of the last callback called. `NOTIFY_DONE` is the right answer of a callback " +
    "that takes nothing, and still it overwrites the `NOTIFY_OK` of one that took the object before it. The caller " +
    "sees no claim and frees what now belongs to somebody else.",
  bad: `${HANDOFF_CHAIN}${TAKER}${watcher("NOTIFY_DONE", "\n\t.priority = -100,")}`,
  good: `${HANDOFF_CHAIN}${TAKER}${watcher("NOTIFY_DONE", "\n\t.priority = 100,")}`,
  fixSafety:
    "Where the caller's test accepts it, the fix returns `NOTIFY_STOP`. It is a suggestion, because callbacks behind " +
    "the taker then no longer hear of the object; give the taker the lowest priority if they should. Where the " +
    "caller tests `== NOTIFY_OK` there is no fix in one place: the taker has to be called last, or caller and taker " +
    "have to change together.",
  whenNotToWorry:
    "The callback that is called later returns the other value only for objects that the taker never takes. Callbacks " +
    "that take a reference of their own are not looked at.",
  pastFixes: HANDOFF_REFERENCES,
};

export const maskedClaim: Rule = { id: "masked-claim", severity: "error", docs, checkChain };
