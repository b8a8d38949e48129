/**
 * notifier_call_chain() and notifier_call_chain_robust() of Linux 6.1 over the path of a chain, with the policies that
 * the thread of April 2012 weighed against the kernel's own. Callbacks are functions of block and event here; they
 * change no list. This file must not know registration or handoff.
 */
import { endsWalk, NOTIFY_DONE, NOTIFY_OK } from "../notifier/values";
import type { Path } from "./list";
import type { EventId, Policy } from "./types";

/** One call: which block, with which event, and its value. */
export interface BlockVisit {
  readonly block: number;
  readonly event: EventId;
  readonly returned: number;
}

/** A walk that came back. */
export interface WalkEnd {
  readonly visits: readonly BlockVisit[];
  readonly result: number;
  /** The block whose value ended the walk; null if the walk ran out of blocks or of nr_to_call. */
  readonly stoppedBy: number | null;
}

/** A walk that never does: its calls once round, and how many of them come before the cycle. */
export interface EndlessWalk {
  readonly visits: readonly BlockVisit[];
  readonly cycleStart: number;
}

/** What a walk asks each block. */
export type Respond = (block: number, event: EventId) => number;

/** Calls nobody is left out: the kernel's "don't care" for nr_to_call. */
export const CALL_ALL = -1;

/** Whether a walk with this policy ends after a callback that returned `value`. */
export function stops(value: number, policy: Policy): boolean {
  return endsWalk(value) || (policy === "stop-on-ok" && value === NOTIFY_OK);
}

/**
 * Walks a chain once.
 * @param nrToCall how many blocks to call at most; a negative number means all.
 * @returns "endless" only if no block of a cycle ends the walk and nothing limits it.
 */
export function walk(
  path: Path,
  event: EventId,
  respond: Respond,
  policy: Policy,
  nrToCall: number = CALL_ALL,
): WalkEnd | EndlessWalk {
  const visits: BlockVisit[] = [];
  let result = NOTIFY_DONE;
  let place = 0;
  for (let left = nrToCall; left !== 0; left--) {
    if (place === path.blocks.length && path.cycleStart !== null) {
      if (nrToCall < 0) return { visits, cycleStart: path.cycleStart };
      place = path.cycleStart;
    }
    const block = path.blocks[place++];
    if (block === undefined) break;
    const returned = respond(block, event);
    visits.push({ block, event, returned });
    result = policy === "or" ? result | returned : returned;
    if (stops(returned, policy)) return { visits, result, stoppedBy: block };
  }
  return { visits, result, stoppedBy: null };
}

/** A robust walk that came back: the first walk's result, and the second walk if one was made. */
export interface RobustEnd {
  readonly up: WalkEnd;
  readonly down: WalkEnd | null;
}

/**
 * Walks with `up`; if the result has the stop bit, walks again with `down` over the blocks before the one that set it,
 * again from the head. The bit alone decides, so NOTIFY_STOP and a raw errno roll back as well.
 */
export function walkRobust(
  path: Path,
  [up, down]: readonly [EventId, EventId],
  respond: Respond,
  policy: Policy,
): RobustEnd | EndlessWalk {
  const first = walk(path, up, respond, policy);
  if ("cycleStart" in first) return first;
  if (!endsWalk(first.result)) return { up: first, down: null };
  const second = walk(path, down, respond, policy, first.visits.length - 1);
  return "cycleStart" in second ? second : { up: first, down: second };
}
