/**
 * Who claims and who takes the object of a handoff chain, path by path: the common ground of the handoff rules. A chain
 * is one where the caller frees the object unless the result of the walk says that a callback took it (ChainHandoff).
 */
import type { Callback, Chain, ChainHandoff, ReturnPath } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import { parseSpelling } from "../notifier/spelling";
import { parseClaim, passes } from "../simulator/handoff";
import type { Part } from "./witness";

/** A handoff chain at one of the events that hand the object out. */
export interface Handout {
  readonly chain: Chain;
  readonly handoff: ChainHandoff;
  readonly event: string;
  /** Whether the caller reads a return value as "taken"; false for values that are not known. */
  claims(value: string): boolean;
}

/** The number behind a spelled value, or null. */
export function numberOf(value: string): number | null {
  const known = NUMBERS.get(value);
  if (known !== undefined) return known;
  const spelled = parseSpelling(value);
  const number = spelled.kind === "value" ? spelled.value : null;
  NUMBERS.set(value, number);
  return number;
}

/** A tree spells some hundred different values, each of them at many places. */
const NUMBERS = new Map<string, number | null>();

/**
 * A handoff chain at each event that a consumer passes; where it is a parameter, each that a callback names. Of
 * consumers that read the same event alike the first stands for all.
 */
export function handouts(chain: Chain): Handout[] {
  const found = new Map<string, Handout>();
  for (const { use, claim, release } of chain.handoff?.consumers ?? []) {
    const test = parseClaim(claim);
    if (!chain.handoff || "reason" in test) continue;
    const handoff = { ...chain.handoff, consumer: use, claim, release };
    const claims = (value: string): boolean => {
      const number = numberOf(value);
      return number !== null && passes(test, number);
    };
    for (const event of eventsOf(chain, handoff)) {
      const key = `${event} ${claim}`;
      if (!found.has(key)) found.set(key, { chain, handoff, event, claims });
    }
  }
  return [...found.values()];
}

function eventsOf(chain: Chain, { consumer }: ChainHandoff): string[] {
  if (consumer.event !== "param") return [consumer.event];
  const named = chain.callbacks.flatMap((c) => c.paths.map((p) => p.event));
  return [...new Set([...named, OTHER_EVENTS])];
}

/** The ways in which a callback can end at an event; those of "default" where it does not name the event. */
export function pathsAt(callback: Callback, event: string): readonly ReturnPath[] {
  const own = callback.paths.filter((p) => p.event === event);
  return own.length > 0 ? own : callback.paths.filter((p) => p.event === OTHER_EVENTS);
}

/** Whether a path leaves the object with the callback. A mere reference does not: its owner still drops the last one. */
export function takes(path: ReturnPath): boolean {
  return path.taken === "frees" || path.taken === "keeps";
}

/** The ways in which a callback claims the object at an event: with it in hand, or without. */
export function claimingParts(handout: Handout, callback: Callback): Part[] {
  const paths = pathsAt(callback, handout.event);
  return paths
    .filter((p) => p.taken !== "reference" && handout.claims(p.value))
    .map((path) => ({ callback, path }));
}

/** Whether a part claims what it does not take. */
export function isPhantom({ path }: Part): boolean {
  return path.taken === "no";
}
