/** `unclaimed-object`: a callback takes the object and returns a value by which the caller frees it all the same. */
import type { Fix } from "../base/finding";
import type { Chain } from "../model/model";
import { type Handout, handouts, pathsAt, takes } from "./claims";
import { replaceReturn } from "./edits";
import { HANDOFF_CHAIN, HANDOFF_REFERENCES, takerThatReturns } from "./examples";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { meansClaim } from "./untold";
import { demonstrate, type Part } from "./witness";
import { called, consumerOf, forEvents, placeOf, registrationOf } from "./words";

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  const found = new Map<string, RuleFinding>();
  for (const handout of handouts(chain))
    for (const callback of chain.callbacks)
      for (const path of pathsAt(callback, handout.event)) {
        if (!takes(path) || handout.claims(path.value) || meansClaim(path.value)) continue;
        const { file, line, column } = path.place;
        const key = `${file}:${line}:${column} ${callback.function}`;
        const finding = found.has(key) ? null : onPath(handout, { callback, path }, kernelVersion);
        if (finding) found.set(key, finding);
      }
  return [...found.values()];
}

function onPath(handout: Handout, part: Part, kernelVersion: string | null): RuleFinding | null {
  const { chain, handoff, event } = handout;
  const { callback, path } = part;
  const shown = demonstrate(chain, kernelVersion, [part], event);
  if (!shown?.handoff?.callerFrees) return null;
  const twice = shown.handoff.outcome === "double-free";
  const consumer = called(handoff.consumer.function);
  return {
    ...placeOf(path.place),
    ...(twice ? {} : { severity: "warning" }),
    message:
      `${called(callback.function)} takes the ${handoff.object} of ${chain.name}${forEvents([path.event])} and returns ` +
      `${path.value}, by which ${consumer} calls ${called(handoff.release)} (it wants ${handoff.claim}): what ` +
      `${called(callback.function)} ${twice ? "frees is freed twice" : "keeps is freed memory"}. Return the value that ` +
      "claims the object where it is taken, or do not take it.",
    chain: chain.id,
    related: [
      consumerOf(
        handoff.consumer,
        `${consumer} calls ${called(handoff.release)} unless the result is ${handoff.claim}`,
      ),
      registrationOf(callback),
    ],
    witness: shown.scenario,
    fix: fixOf(handout, part, kernelVersion),
  };
}

/** NOTIFY_OK, where the simulator shows that all is well with it. */
function fixOf(handout: Handout, part: Part, kernelVersion: string | null): Fix | null {
  const { callback, path } = part;
  const here = pathsAt(callback, handout.event).filter((p) => p.place.line === path.place.line);
  if (here.some((p) => !takes(p) || p.value !== path.value)) return null;
  const claiming = { ...part, path: { ...path, value: "NOTIFY_OK" } };
  const mended = demonstrate(handout.chain, kernelVersion, [claiming], handout.event);
  if (!mended?.handoff || mended.handoff.callerFrees) return null;
  return replaceReturn(path, "NOTIFY_OK", {
    title: "Return NOTIFY_OK: the object is taken here",
    safety: "suggestion",
  });
}

const docs: RuleDocs = {
  summary: "A callback takes the object that is handed out and returns a value that does not claim it.",
  reports:
    "A return on a path on which a callback frees or keeps the object behind `data`, of a value that the chain's caller " +
    "reads as “not taken”: NOTIFY_DONE, or an error. The finding carries the scenario in which this callback alone is " +
    "registered and the object is freed twice; where the callback keeps it and frees it nowhere, it is a warning, and " +
    "the object is used after it was freed.",
  why:
    "The value is the only thing that the caller learns. Without the claim it still owns the object and frees it, while " +
    "the callback has it on a list of its own and will free it too.",
  bad: `${HANDOFF_CHAIN}${takerThatReturns("NOTIFY_DONE")}`,
  good: `${HANDOFF_CHAIN}${takerThatReturns("NOTIFY_OK")}`,
  fixSafety:
    "The fix returns NOTIFY_OK where the caller reads that as a claim. A suggestion: another callback of the chain may " +
    "claim too, or hide the claim (see `multiple-claimants`, `masked-claim`).",
  whenNotToWorry:
    "The callback holds a reference of its own: such paths are recognised by the function that takes it, and not reported.",
  pastFixes: HANDOFF_REFERENCES,
};

export const unclaimedObject: Rule = { id: "unclaimed-object", severity: "error", docs, checkChain };
