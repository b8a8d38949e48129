/** What is known of a callback's use of its block and of `data`, as plain data. Shapes only. */
import type { Place } from "../base/place";

/** `struct T *t = data;`, or a cast that says the same. */
export interface CastFact {
  readonly type: string;
  /** What is taken for that: `data`, or the cast of it. */
  readonly place: Place;
  /** The parameter's name. */
  readonly data: string;
  /** The events for which it is done, or (`negated`) is not; null for all, as far as what encloses it tells. */
  readonly events: { readonly values: readonly string[]; readonly negated: boolean } | null;
}

/** What a callback makes of its block and of `data`, before and after a condition looks at `data`. */
export interface DataUse {
  /** Whether it speaks of its block, or of `data`, at all. */
  readonly usesBlock: boolean;
  readonly usesData: boolean;
  /** Whether a condition depends on `data`, or on what was made of it. */
  readonly tests: boolean;
  /** Each container_of() of its block: `struct T`, `member`; the place is the member's. */
  readonly containers: readonly { readonly type: string; readonly member: string; readonly place: Place }[];
  /** Where it takes `data` to point to a struct. */
  readonly casts: readonly CastFact[];
  /** Reads of an object's private data before any condition on `data`: `priv->port` by netdev_priv(). */
  readonly early: readonly { readonly text: string; readonly accessor: string; readonly place: Place }[];
  /** Refusals by a constant that a failed call leads to before any such condition: the return statements. */
  readonly untested: readonly Place[];
}
