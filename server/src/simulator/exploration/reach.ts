/**
 * Which runs come to a call at all: those in which every earlier walk round a cycle was ended by somebody. The same value
 * holds whenever an event is called, so such a walk ties the values of its blocks together. This file must not know
 * outcomes.
 */
import type { EventId } from "../types";
import { productOf } from "./polynomial";
import type { Call, Question } from "./question";

/** By event: in each of these sets of blocks somebody has to end a walk. */
export type Conditions = ReadonlyMap<EventId, readonly (readonly number[])[]>;

/** More sets for one event are not counted: each doubles the work. */
const MOST_SETS = 8;

/** Whether a walk never comes back unless one of its blocks ends it. */
export function isEndless(call: Call): boolean {
  return call.cycleStart !== null && call.limit < 0;
}

/** What must hold for a run to come to the call at this place in the question's list, or past all of them. */
export function conditionsBefore(question: Question, place: number): Conditions {
  const sets = new Map<EventId, number[][]>();
  for (const call of question.calls.slice(0, place).filter(isEndless)) {
    const blocks = call.cells.flat();
    const known = sets.get(call.event) ?? [];
    if (known.some((set) => set.every((block) => blocks.includes(block)))) continue;
    const kept = known.filter((set) => !blocks.every((block) => set.includes(block)));
    sets.set(call.event, [...kept, blocks]);
  }
  return sets;
}

/** Blocks none of which ends a walk; to be added or subtracted. */
export interface Restriction {
  readonly sign: 1n | -1n;
  readonly passing: ReadonlySet<number>;
}

/** Inclusion and exclusion over the sets of one event: everything, less what each set's failure takes away, and so on. */
export function restrictionsOf(sets: readonly (readonly number[])[]): Restriction[] | null {
  if (sets.length > MOST_SETS) return null;
  let found: Restriction[] = [{ sign: 1n, passing: new Set() }];
  for (const set of sets)
    found = found.flatMap(({ sign, passing }): Restriction[] => [
      { sign, passing },
      { sign: sign === 1n ? -1n : 1n, passing: new Set([...passing, ...set]) },
    ]);
  return found;
}

/** A number of runs as a fraction of all. */
export interface Share {
  readonly over: bigint;
  readonly under: bigint;
}

/** The share of a restriction's runs among all choices of value for an event, of the blocks that `counts` names. */
export function passingShare(
  question: Question,
  event: EventId,
  passing: ReadonlySet<number>,
  counts: (block: number) => boolean,
): Share {
  const effects = question.effects(event);
  const blocks = [...passing].filter(counts);
  return {
    over: productOf(blocks.map((block) => BigInt(effects(block).filter(({ stops }) => !stops).length))),
    under: productOf(blocks.map((block) => BigInt(effects(block).length))),
  };
}

/** The share of all runs that meet the conditions of one event; null if a bound was met. */
export function shareOf(
  question: Question,
  event: EventId,
  sets: readonly (readonly number[])[],
): Share | null {
  const restrictions = restrictionsOf(sets);
  if (restrictions === null) return null;
  const everybody = new Set(sets.flat());
  const whole = passingShare(question, event, everybody, () => true).under;
  let over = 0n;
  for (const { sign, passing } of restrictions) {
    const share = passingShare(question, event, passing, () => true);
    over += (sign * share.over * whole) / share.under;
  }
  return { over, under: whole };
}

/** How many runs meet all conditions; null if a bound was met. */
export function runsThatMeet(question: Question, conditions: Conditions): bigint | null {
  let runs = question.runs;
  for (const [event, sets] of conditions) {
    const share = shareOf(question, event, sets);
    if (share === null) return null;
    runs = (runs * share.over) / share.under;
  }
  return runs;
}
