/**
 * What an operation did to lists that it should have left alone: members that got lost, members of another chain that
 * appeared, and cycles. The kernel says nothing about any of it; the simulator does. This file must not change lists.
 */
import type { Path } from "./list";

/** The difference on one chain, as places in the plan's lists; empty lists for what did not happen. */
export interface ChainDamage {
  readonly chain: number;
  readonly lost: readonly number[];
  readonly gained: readonly number[];
  readonly cycle: readonly number[];
}

/** The blocks that a walk of this path goes round for ever; none if the list ends. */
export function cycleOf(path: Path): readonly number[] {
  return path.cycleStart === null ? [] : path.blocks.slice(path.cycleStart);
}

function without(blocks: readonly number[], others: readonly number[]): number[] {
  const known = new Set(others);
  return blocks.filter((block) => !known.has(block));
}

/**
 * Compares all chains before and after one operation.
 * @param meant what the operation was about: this block may come or go on this chain without being damage.
 * @returns one entry for each chain that differs in another way.
 */
export function damages(
  before: readonly Path[],
  after: readonly Path[],
  meant: { readonly chain: number; readonly block: number },
): ChainDamage[] {
  const found: ChainDamage[] = [];
  for (const [chain, then] of before.entries()) {
    const now = after[chain] ?? then;
    const expected = chain === meant.chain ? [meant.block] : [];
    const lost = without(then.blocks, [...now.blocks, ...expected]);
    const gained = without(now.blocks, [...then.blocks, ...expected]);
    const cycle = then.cycleStart === null ? cycleOf(now) : [];
    if (lost.length + gained.length + cycle.length > 0) found.push({ chain, lost, gained, cycle });
  }
  return found;
}
