/**
 * A callback's place in the order of its chain, as far as source code fixes it: descending priority, and among equal
 * priorities the order of registration, which the source does not tell (kernel/notifier.c, notifier_chain_register()).
 */
import type { Callback, Chain } from "../model/model";

/** The first and the last place that a callback can have, counted from 1. */
export interface Standing {
  readonly first: number;
  readonly last: number;
  readonly of: number;
}

/** A chain's callbacks without those that stand for another one in another configuration. */
export function members(chain: Chain): readonly Callback[] {
  return chain.callbacks.filter((c) => !c.alternative);
}

/** Where a callback can stand; a priority that nobody knows can stand anywhere. */
export function standing(chain: Chain, callback: Callback): Standing {
  const others = members(chain).filter((c) => c !== callback);
  const own = callback.priorityValue;
  const known = own === null ? [] : others.flatMap((c) => c.priorityValue ?? []);
  const before = known.filter((p) => own !== null && p > own).length;
  const after = known.filter((p) => own !== null && p < own).length;
  return { first: before + 1, last: others.length + 1 - after, of: others.length + 1 };
}

/** "1st of 3", "1st or 2nd of 3", "2nd to 5th of 7", "the only callback". */
export function standingText({ first, last, of }: Standing): string {
  if (of === 1) return "the only callback";
  if (first === last) return `${ordinal(first)} of ${of}`;
  return `${ordinal(first)} ${last === first + 1 ? "or" : "to"} ${ordinal(last)} of ${of}`;
}

/** A paragraph where the order of a list is not fixed by its priorities; else nothing. */
export function tiesText(callbacks: readonly Callback[]): string {
  const priorities = new Set(callbacks.map((c) => c.priorityValue ?? c));
  if (priorities.size === callbacks.length) return "";
  return "\n\nEqual priorities are called in the order in which they were registered.";
}

/** "priority 0", "priority SLAB_CALLBACK_PRI = 1", "priority FOO, a number that is not known here". */
export function priorityText({ priority, priorityValue }: Callback): string {
  if (priorityValue === null) return `priority ${priority}, a number that is not known here`;
  return priority === String(priorityValue)
    ? `priority ${priority}`
    : `priority ${priority} = ${priorityValue}`;
}

function ordinal(n: number): string {
  const teens = n % 100 >= 11 && n % 100 <= 13;
  const ending = teens ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${ending}`;
}
