/** What is known of a callback's use of its block and of `data`, as plain data. Shapes only. */
import type { Place } from "../base/place";

/** What a callback makes of its block and of `data`, before and after a condition looks at `data`. */
export interface DataUse {
  /** Whether it speaks of its block, or of `data`, at all. */
  readonly usesBlock: boolean;
  readonly usesData: boolean;
  /** Whether a condition depends on `data`, or on what was made of it. */
  readonly tests: boolean;
  /** Each container_of() of its block: `struct T`, `member`; the place is the member's. */
  readonly containers: readonly { readonly type: string; readonly member: string; readonly place: Place }[];
  /** Reads of an object's private data before any condition on `data`: `priv->port` by netdev_priv(). */
  readonly early: readonly { readonly text: string; readonly accessor: string; readonly place: Place }[];
  /** Refusals by a constant that a failed call leads to before any such condition: the return statements. */
  readonly untested: readonly Place[];
}
