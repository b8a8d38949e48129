/** `claim-test-mismatch`: the caller's test for "taken" does not know a value by which a callback claims. */
import type { Chain } from "../model/model";
import { type Handout, handouts, pathsAt, takes } from "./claims";
import { HANDOFF_CHAIN, HANDOFF_REFERENCES, takerThatReturns } from "./examples";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { meansClaim } from "./untold";
import { type Demonstration, demonstrate, type Part } from "./witness";
import { called, listed, placeOf, registrationOf, related } from "./words";

/** A claim that its caller does not know. */
interface Unknown {
  readonly part: Part;
  readonly demonstration: Demonstration;
}

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  const found = new Map<string, RuleFinding>();
  for (const handout of handouts(chain)) {
    const { file, line, column } = handout.handoff.consumer;
    const key = `${file}:${line}:${column}`;
    const unknown = found.has(key) ? [] : unknownTo(handout, kernelVersion);
    const [first] = unknown;
    if (first) found.set(key, finding(handout, first, unknown));
  }
  return [...found.values()];
}

function unknownTo(handout: Handout, kernelVersion: string | null): Unknown[] {
  const parts = handout.chain.callbacks.flatMap((callback) =>
    pathsAt(callback, handout.event)
      .filter((path) => takes(path) && meansClaim(path.value) && !handout.claims(path.value))
      .map((path): Part => ({ callback, path })),
  );
  return parts.flatMap((part) => {
    const demonstration = demonstrate(handout.chain, kernelVersion, [part], handout.event);
    return demonstration?.handoff?.callerFrees ? [{ part, demonstration }] : [];
  });
}

function finding({ chain, handoff }: Handout, first: Unknown, unknown: readonly Unknown[]): RuleFinding {
  const values = listed([...new Set(unknown.map(({ part }) => part.path.value))], "or");
  const takers = listed([...new Set(unknown.map(({ part }) => called(part.callback.function)))], "and");
  return {
    ...placeOf(handoff.consumer),
    message:
      `${called(handoff.consumer.function)} takes the ${handoff.object} of ${chain.name} for taken if the result is ` +
      `${handoff.claim}; ${takers} says so with ${values}, which the test does not know: the object is freed although ` +
      `it was taken. Test the bit (& NOTIFY_OK), or have ${takers} return a value that passes.`,
    chain: chain.id,
    related: unknown.flatMap(({ part }) => [
      related(
        part.path.place,
        `${called(part.callback.function)} takes it and returns ${part.path.value} here`,
      ),
      registrationOf(part.callback),
    ]),
    witness: first.demonstration.scenario,
    fix: null,
  };
}

const docs: RuleDocs = {
  summary:
    "A caller's test for “the object is taken” cannot recognise a value by which its own callback claims it.",
  reports:
    "The test of a caller that frees the object unless the result claims it, where a callback that takes the object " +
    "returns NOTIFY_OK or NOTIFY_STOP and the test does not pass it: `== NOTIFY_OK` does not know NOTIFY_STOP, and " +
    "`== NOTIFY_STOP` not NOTIFY_OK. Told at the test, with the scenario in which it frees what was taken.",
  why:
    "NOTIFY_STOP is NOTIFY_OK with the bit that ends the walk, and the right answer of a taker: nobody behind it can " +
    "hide the claim. A caller that compares with one of the two values misses the other, and frees an object that " +
    "somebody else has.",
  bad: `${HANDOFF_CHAIN}${takerThatReturns("NOTIFY_STOP")}`,
  good: `${HANDOFF_CHAIN.replace("ret == NOTIFY_OK", "ret & NOTIFY_OK")}${takerThatReturns("NOTIFY_STOP")}`,
  fixSafety:
    "There is no fix: with `& NOTIFY_OK` the caller also believes callbacks that return NOTIFY_OK without having taken " +
    "anything, so all of them have to be looked at first.",
  whenNotToWorry: "The caller looks at the result in a second way that is not seen here.",
  pastFixes: HANDOFF_REFERENCES,
};

export const claimTestMismatch: Rule = { id: "claim-test-mismatch", severity: "warning", docs, checkChain };
