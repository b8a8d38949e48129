/** `multiple-claimants`: one object, several callbacks that say it is theirs. */
import type { Callback, Chain } from "../model/model";
import { claimingParts, type Handout, handouts, isPhantom } from "./claims";
import { HANDOFF_CHAIN, HANDOFF_REFERENCES, TAKER, watcher } from "./examples";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { canMeet, continued, type Demonstration, demonstrate, mayPrecede, type Part } from "./witness";
import { called, consumerOf, forEvents, placeOf, registrationOf, related } from "./words";

/** Two callbacks that both claim in one walk, and what comes of it. */
interface Clash {
  readonly believed: Part;
  readonly other: Part;
  /** Both, as they are registered. */
  readonly order: readonly Part[];
  readonly demonstration: Demonstration;
  /** Whether it takes the believed one's absence to show the harm. */
  readonly byLuck: boolean;
}

/** From the harm that tells most to the one that tells least; a clash that shows none is not reported. */
const HARM = ["double-free", "leak", "dangling"] as const;

function harmOf({ demonstration: { handoff } }: Clash): (typeof HARM)[number] | null {
  if (!handoff) return null;
  if (handoff.outcome !== "ok") return handoff.outcome;
  return handoff.dangling ? "dangling" : null;
}

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  return handouts(chain).flatMap((handout) => {
    const claimants = chain.callbacks
      .map((callback) => claimingParts(handout, callback))
      .filter((parts) => parts.length > 0);
    // The claim that may stand: of one that really takes the object, where there is one.
    const believed = claimants.find((parts) => parts.some((p) => !isPhantom(p))) ?? claimants[0];
    if (!believed) return [];
    const others = claimants.filter((parts) => parts !== believed);
    return others.flatMap((parts) => {
      const clash = worstClash(handout, kernelVersion, believed, parts);
      return clash ? [finding(handout, clash, claimants)] : [];
    });
  });
}

/** The clash of two claimants with the clearest harm, over their ways to claim and the orders that may occur. */
function worstClash(
  handout: Handout,
  kernelVersion: string | null,
  believed: readonly Part[],
  others: readonly Part[],
): Clash | null {
  const clashes: Clash[] = [];
  for (const one of believed)
    for (const other of others) {
      if (!canMeet(one.callback, other.callback)) continue;
      for (const order of ordersOf(one, other)) {
        const demonstration = demonstrate(handout.chain, kernelVersion, order, handout.event);
        // Where the first claim ends the walk there is only one.
        if ((demonstration?.handoff?.claims ?? 0) < 2 || !demonstration) continue;
        const clash = { believed: one, other, order, demonstration, byLuck: false };
        clashes.push(clash);
        const alone = harmOf(clash) === null ? withoutBelieved(clash) : null;
        if (alone) clashes.push(alone);
      }
    }
  return HARM.map((harm) => clashes.find((c) => harmOf(c) === harm)).find((c) => c !== undefined) ?? null;
}

function ordersOf(one: Part, other: Part): Part[][] {
  const orders: Part[][] = [];
  if (mayPrecede(one.callback, other.callback)) orders.push([one, other]);
  if (mayPrecede(other.callback, one.callback)) orders.push([other, one]);
  return orders;
}

/** What went well by luck goes wrong as soon as the one that made it go well has left. */
function withoutBelieved(clash: Clash): Clash | null {
  const { demonstration, believed, order } = clash;
  const call = demonstration.scenario.program?.at(-1);
  const name = demonstration.names[order.indexOf(believed)];
  if (!call || name === undefined) return null;
  const after = continued(demonstration, [{ unregister: name }, call]);
  return after && { ...clash, demonstration: after, byLuck: true };
}

function finding(handout: Handout, clash: Clash, claimants: readonly (readonly Part[])[]): RuleFinding {
  const { chain, handoff } = handout;
  const { believed, other, demonstration } = clash;
  const harm = harmOf(clash);
  const callbacks = claimants.flatMap((parts) => parts.slice(0, 1).map((p) => p.callback));
  const third = callbacks.filter((c) => c !== believed.callback && c !== other.callback);
  return {
    ...placeOf(other.callback.registeredBy),
    ...(harm === "dangling" ? { severity: "warning" } : {}),
    message: `${what(handout, clash)}: ${why(handout, clash)}. ${remedy(clash)}.`,
    chain: chain.id,
    related: [
      related(other.path.place, claimText(other)),
      related(believed.path.place, claimText(believed)),
      registrationOf(believed.callback),
      ...third.map((c: Callback) => related(c, `${called(c.function)} is another claimant`)),
      consumerOf(
        handoff.consumer,
        `${called(handoff.consumer.function)} calls ${called(handoff.release)} unless the result is ${handoff.claim}`,
      ),
    ],
    witness: demonstration.scenario,
    fix: null,
  };
}

function claimText(part: Part): string {
  const did = isPhantom(part) ? "takes nothing" : "takes the object";
  return `${called(part.callback.function)} ${did} and returns ${part.path.value} here`;
}

function what({ chain, handoff, event }: Handout, { believed, other }: Clash): string {
  const names = `${called(believed.callback.function)} and ${called(other.callback.function)}`;
  const values = [...new Set([believed.path.value, other.path.value])].join(" and ");
  return `${names} both return ${values}${forEvents([event])}, claiming the ${handoff.object} that ${chain.name} hands out`;
}

function why({ handoff }: Handout, { believed, other, byLuck, demonstration }: Clash): string {
  const consumer = called(handoff.consumer.function);
  const [real, empty] = [believed, other].map((p) => called(p.callback.function));
  if (isPhantom(believed)) return `neither takes it, ${consumer} believes them, and nobody frees it`;
  if (byLuck)
    return `${empty} takes nothing, so ${consumer} rightly believes the result only while ${real} is registered; without it the ${handoff.object} leaks`;
  if (isPhantom(other))
    return `${empty} takes nothing, yet its claim can be the one that ${consumer} believes`;
  if (demonstration.handoff?.outcome === "double-free")
    return `one result cannot tell ${consumer} that there are two owners, and both free it`;
  if (demonstration.handoff?.outcome === "leak")
    return `one result cannot tell ${consumer} that there are two owners, and neither is seen to free it`;
  return `one result cannot tell ${consumer} that there are two owners, and one of them keeps what the other frees`;
}

function remedy({ believed, other }: Clash): string {
  const [real, second] = [believed, other].map((p) => called(p.callback.function));
  if (isPhantom(believed)) return "Return NOTIFY_DONE from both";
  if (isPhantom(other))
    return `Take ${second} off this chain, or have it return NOTIFY_DONE and ${real} called last`;
  return `Leave one of the two on this chain, or let each taker hold a reference of its own and ignore the result`;
}

const docs: RuleDocs = {
  summary: "Two or more callbacks of one chain can claim the object that its caller otherwise frees.",
  reports:
    "The registration of a callback that can return the claiming value for an event for which another callback of " +
    "the same chain can return it too, where both can be heard in one walk. A claiming value is one that passes the " +
    "test by which the caller decides not to free the object. The finding stands at the registration, because being " +
    "on this chain beside the other is what has to change; both returns, the other registration and the caller are " +
    "its related places. It carries a scenario in which the object is freed twice or never.",
  why:
    "A walk has one result, that of the last callback called. It can say that the object was taken, not by how many. " +
    "Two takers both free it. If one of the two takes nothing, all is well only while the other one is there: the " +
    "caller cannot tell the two claims apart, and or-ing the results together would not help.",
  bad: `${HANDOFF_CHAIN}${TAKER}${watcher("NOTIFY_OK")}`,
  good: `${HANDOFF_CHAIN}${TAKER}`,
  fixSafety:
    "There is no automatic fix: which callback may stay is for the maintainers of both to decide. The ways out that " +
    "the simulator finds right: one taker on the chain; one reference on the object for each taker, the last put " +
    "frees, the result is not used; no chain at all, but a direct call of the one taker; takers that are called " +
    "last and return NOTIFY_STOP, with a caller that tests the claim bit.",
  whenNotToWorry:
    "The callbacks divide the objects between them, so that no object is ever claimed twice, or the two are never " +
    "built into the same kernel. The analysis does not compare the conditions under which callbacks claim. " +
    "Callbacks that take a reference are not counted, and neither is one block that is registered for many devices.",
  pastFixes: HANDOFF_REFERENCES,
};

export const multipleClaimants: Rule = { id: "multiple-claimants", severity: "error", docs, checkChain };
