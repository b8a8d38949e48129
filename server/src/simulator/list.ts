/**
 * The linked lists of kernel/notifier.c, as they are: a chain is a head that points to a block, and `next` lives in the
 * block. So a block that is linked in twice, or on two chains, does here what it does in the kernel. The order of the
 * tests below is that of notifier_chain_register() in Linux 6.1. This file must not know callbacks, events or handoff.
 */
import type { DoubleRegistration } from "./kernel";

/** NULL. */
const NONE = -1;

const EEXIST = 17;
const EBUSY = 16;
const ENOENT = 2;

/**
 * The pointers of a run, changed in place. A chain is a number from 0, a block too. A slot is a place that holds a
 * pointer to a block (the kernel's `struct notifier_block **`): slots from 0 are the heads, then comes each block's
 * `next`.
 */
export interface Links {
  readonly slots: number[];
  readonly chains: number;
  readonly priorities: number[];
  /** Whether the warning of "warn-once" has been given: once since boot, for whatever chain. */
  warned: boolean;
}

/** Empty chains, and blocks that are on none of them. */
export function emptyLinks(chains: number, priorities: readonly number[]): Links {
  return {
    slots: new Array(chains + priorities.length).fill(NONE),
    chains,
    priorities: [...priorities],
    warned: false,
  };
}

/** What the kernel's function returned, whether it warned, and whether the block was linked in; or it never returns. */
export type Registered =
  | { readonly returned: number; readonly warned: boolean; readonly linked: boolean }
  | "endless";

function pointee(links: Links, slot: number): number {
  return links.slots[slot] ?? NONE;
}

function nextSlot(links: Links, block: number): number {
  return links.chains + block;
}

function priorityOf(links: Links, block: number): number {
  return links.priorities[block] ?? 0;
}

/** Whether the check of this kernel warns now, and remembers that it did. */
function warns(links: Links, rule: DoubleRegistration): boolean {
  if (rule === "unchecked" || (rule === "warn-once" && links.warned)) return false;
  links.warned = true;
  return true;
}

/**
 * Links a block into a chain, before the first block of a lower priority.
 * @param unique fail with -EBUSY at a block of the same priority.
 * @returns 0, -EEXIST or -EBUSY; a search that passes more blocks than there are is in a cycle it never leaves.
 */
export function register(
  links: Links,
  chain: number,
  block: number,
  rule: DoubleRegistration,
  unique: boolean,
): Registered {
  const priority = priorityOf(links, block);
  let slot = chain;
  let warned = false;
  for (let passed = 0; pointee(links, slot) !== NONE; passed++) {
    if (passed > links.priorities.length) return "endless";
    const met = pointee(links, slot);
    if (met === block) {
      warned = warns(links, rule) || warned;
      if (rule === "refuse") return { returned: -EEXIST, warned, linked: false };
      if (rule === "ignore") return { returned: 0, warned, linked: false };
    }
    if (priority > priorityOf(links, met)) break;
    if (unique && priority === priorityOf(links, met)) return { returned: -EBUSY, warned, linked: false };
    slot = nextSlot(links, met);
  }
  links.slots[nextSlot(links, block)] = pointee(links, slot);
  links.slots[slot] = block;
  return { returned: 0, warned, linked: true };
}

/**
 * Takes a block out of a chain, where the search meets it first. Its own `next` stays as it is, as in the kernel.
 * @returns 0 or -ENOENT; or the search never ends.
 */
export function unregister(links: Links, chain: number, block: number): Registered {
  let slot = chain;
  for (let passed = 0; pointee(links, slot) !== NONE; passed++) {
    if (passed > links.priorities.length) return "endless";
    if (pointee(links, slot) === block) {
      links.slots[slot] = pointee(links, nextSlot(links, block));
      return { returned: 0, warned: false, linked: false };
    }
    slot = nextSlot(links, pointee(links, slot));
  }
  return { returned: -ENOENT, warned: false, linked: false };
}

/** The blocks that a walk of a chain reaches, in order, each once. */
export interface Path {
  readonly blocks: readonly number[];
  /** Where in `blocks` the last one's `next` leads back to; null for a list that ends. */
  readonly cycleStart: number | null;
}

/** Follows a chain from its head until it ends or comes back to a block it has passed. */
export function pathOf(links: Links, chain: number): Path {
  const blocks: number[] = [];
  const places = new Map<number, number>();
  for (let block = pointee(links, chain); block !== NONE; block = pointee(links, nextSlot(links, block))) {
    const place = places.get(block);
    if (place !== undefined) return { blocks, cycleStart: place };
    places.set(block, blocks.length);
    blocks.push(block);
  }
  return { blocks, cycleStart: null };
}
