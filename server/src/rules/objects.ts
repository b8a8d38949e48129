/**
 * Chains that tell everybody of everybody's objects, and callbacks that have to find out which are theirs: the common
 * ground of the rules about `data`. Must not know messages.
 */
import { oncePer } from "../base/once";
import type { Callback, Chain } from "../model/model";

/** So many callbacks of a chain look whose object it is before one that does not is told of. */
const LOOKING = 3;

/**
 * Whether a chain is told of objects of many owners: one for the whole system, on which most callbacks that take `data`
 * have a condition on it. A chain that each object has for itself tells of that object alone.
 */
export const tellsOfForeign = oncePer((chain: Chain): boolean => {
  const using = chain.callbacks.filter(({ dataUse }) => dataUse?.usesData);
  const looking = using.filter(({ dataUse }) => dataUse?.tests);
  return isGlobal(chain) && looking.length >= LOOKING && looking.length * 2 >= Math.max(using.length, 1);
});

/** Whether there is one such chain, not one for each object of a struct. */
export function isGlobal({ id }: Chain): boolean {
  return !id.startsWith("struct ");
}

/** The struct and the member that a block is, where it is one: `struct T.nb`; null for a variable. */
export function memberOf({ block }: Pick<Callback, "block">): { type: string; member: string } | null {
  const [, type, member] = /^(struct \w+)\.(.+)$/.exec(block) ?? [];
  return type && member ? { type, member } : null;
}

/** A callback that several blocks carry is told of once. */
export function onceForFunction({ file, line, function: name }: Callback, what: string): string {
  return `${file}:${line} ${name} ${what}`;
}
