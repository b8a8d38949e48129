/** `phantom-claim`: a callback says that it has taken the object, and has not. */
import type { Fix } from "../base/finding";
import type { Callback, Chain } from "../model/model";
import { claimingParts, type Handout, handouts, isPhantom, pathsAt, takes } from "./claims";
import { replaceReturn } from "./edits";
import { HANDOFF_CHAIN, HANDOFF_REFERENCES, watcher } from "./examples";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { canMeet, type Demonstration, demonstrate, mayPrecede, type Part } from "./witness";
import { called, consumerOf, forEvents, listed, placeOf, registrationOf, related } from "./words";

/** The same return of the same callback, with every event for which it is an untrue claim. */
interface Phantom {
  readonly handout: Handout;
  readonly part: Part;
  readonly events: string[];
  readonly demonstration: Demonstration;
}

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  const phantoms = new Map<string, Phantom>();
  for (const handout of handouts(chain))
    for (const callback of chain.callbacks)
      for (const part of claimingParts(handout, callback).filter(isPhantom)) {
        const { file, line, column } = part.path.place;
        const key = `${file}:${line}:${column} ${callback.function}`;
        const known = phantoms.get(key);
        const demonstration = demonstrate(handout.chain, kernelVersion, [part], handout.event);
        if (known) known.events.push(part.path.event);
        else if (demonstration?.handoff?.outcome === "leak")
          phantoms.set(key, { handout, part, events: [part.path.event], demonstration });
      }
  return [...phantoms.values()].map((phantom) => finding(phantom, kernelVersion));
}

function finding(phantom: Phantom, kernelVersion: string | null): RuleFinding {
  const { handout, part, events, demonstration } = phantom;
  const { chain, handoff } = handout;
  const { callback, path } = part;
  const consumer = called(handoff.consumer.function);
  const hidden = hiddenByDone(handout, kernelVersion, part);
  return {
    ...placeOf(path.place),
    message:
      `${called(callback.function)} returns ${path.value}${forEvents(events)} without having taken the ` +
      `${handoff.object}: ${consumer} reads the result of ${chain.name} as taken (${handoff.claim}), does not ` +
      `free it, and nobody does. ${remedy(handout, hidden)}.`,
    chain: chain.id,
    related: [
      consumerOf(
        handoff.consumer,
        `${consumer} calls ${called(handoff.release)} unless the result is ${handoff.claim}`,
      ),
      registrationOf(callback),
      ...hidden.map((c) =>
        related(c, `${called(c.function)} takes the ${handoff.object}; NOTIFY_DONE after it hides its claim`),
      ),
    ],
    witness: demonstration.scenario,
    fix: fixOf(handout, phantom, hidden),
  };
}

/** The takers whose claim an honest NOTIFY_DONE of this callback would hide, because it may be called after them. */
function hiddenByDone(handout: Handout, kernelVersion: string | null, part: Part): Callback[] {
  if (handout.claims("NOTIFY_DONE")) return [];
  const done: Part = { ...part, path: { ...part.path, value: "NOTIFY_DONE" } };
  return handout.chain.callbacks.filter((taker) => {
    if (!canMeet(taker, part.callback) || !mayPrecede(taker, part.callback)) return false;
    return claimingParts(handout, taker)
      .filter((p) => !isPhantom(p))
      .some((p) => demonstrate(handout.chain, kernelVersion, [p, done], handout.event)?.handoff?.callerFrees);
  });
}

function remedy(handout: Handout, hidden: readonly Callback[]): string {
  if (handout.claims("NOTIFY_DONE")) return `Return a value that is not ${handout.handoff.claim}`;
  if (hidden.length === 0) return "Return NOTIFY_DONE where nothing is taken";
  const takers = listed(
    hidden.map((c) => called(c.function)),
    "and",
  );
  return `Take it off the chain, or return NOTIFY_DONE and have ${takers} called later, lest NOTIFY_DONE hide that claim`;
}

function fixOf(handout: Handout, { part }: Phantom, hidden: readonly Callback[]): Fix | null {
  if (handout.claims("NOTIFY_DONE")) return null;
  const { place } = part.path;
  const here = pathsAt(part.callback, handout.event).filter((p) => p.place.line === place.line);
  // One return for the paths that take and those that do not: the value is right for some.
  if (here.some((p) => takes(p) || p.value !== part.path.value)) return null;
  return replaceReturn(part.path, "NOTIFY_DONE", {
    title: "Return NOTIFY_DONE: nothing is taken here",
    safety: hidden.length === 0 ? "safe" : "suggestion",
  });
}

const docs: RuleDocs = {
  summary: "A callback returns the value that claims the object on a path on which it does not take it.",
  reports:
    "A return of the claiming value on a path that neither frees the object behind `data`, nor stores it anywhere " +
    "that outlives the call, nor takes a reference on it. A callback that hands the object whole to a function whose " +
    "body is in another file, and whose name does not tell what it does, is not reported. Every path and every event is judged by itself. The finding carries " +
    "the scenario in which this callback alone is registered and the object leaks.",
  why:
    "On a chain whose caller frees the object unless the result says that a callback took it, the claiming value is " +
    "a promise to free the object later. A callback that only wants to know must not give it: the caller leaves the " +
    "object alone, and it is lost. In 2012 every task that died on some Android kernels was lost in this way, until " +
    "memory was used up. `NOTIFY_OK` looks harmless because on most chains it is.",
  bad: `${HANDOFF_CHAIN}${watcher("NOTIFY_OK")}`,
  good: `${HANDOFF_CHAIN}${watcher("NOTIFY_DONE")}`,
  fixSafety:
    "The fix returns `NOTIFY_DONE`. It is safe where no callback that really takes the object can be called before " +
    "this one. Otherwise it is a suggestion: `NOTIFY_DONE` after a claim hides it and turns the leak into a double " +
    "free, so the taker has to be called last too (see `masked-claim`), or this callback leaves the chain.",
  whenNotToWorry:
    "The object is reached in another way than through `data`: the callback takes it by looking it up. Nothing here " +
    "sees that.",
  pastFixes: HANDOFF_REFERENCES,
};

export const phantomClaim: Rule = { id: "phantom-claim", severity: "error", docs, checkChain };
