/**
 * The part of the facts that says in which context code runs and what it does there: locks around a call, what a
 * callback comes to that sleeps, waits or registers. Types only.
 */

import type { Place } from "../base/place";
import type { LockKind } from "../notifier/contexts";

/** What a function does about one lock where it makes a call. */
export interface LockFact {
  /** `struct extcon_dev.lock`, `foo_mutex`, `rtnl`. */
  readonly lock: string;
  readonly kind: LockKind;
  /**
   * Whether it is held on all ways to the call, or on some; `free`: the function takes or gives it back itself, and does
   * not hold it at the call.
   */
  readonly state: "held" | "maybe" | "free";
}

/** A call that was come to, and the function of the file that makes it. */
export interface ReachedFact {
  /** A function's name, or GFP_KERNEL for an allocation that may sleep. */
  readonly call: string;
  readonly in: string;
}

/** A call (or allocation) in a callback that leads to something; of several calls of one function the first. */
export interface DoneFact {
  /** The function that the callback calls, or GFP_KERNEL. */
  readonly callee: string;
  readonly place: Place;
  /** The first thing it comes to that sleeps, itself or through functions of the file. */
  readonly sleeps: ReachedFact | null;
  /** The first lock that it waits for. */
  readonly waits: ReachedFact | null;
  /** Calls that put blocks on chains or take them off. */
  readonly registers: readonly ReachedFact[];
  /** Functions of other files that are called where nothing asks whether sleeping is allowed. */
  readonly outside: readonly string[];
}

/** The object of an event that a callback keeps for later, without a reference. */
export interface KeptFact {
  readonly place: Place;
  /** Where it is kept: `work->netdev`. */
  readonly member: string;
  /** `struct net_device`. */
  readonly type: string;
  /** The call that puts the work off. */
  readonly defers: string;
}

/** What a callback does, call by call. */
export interface ContextFact {
  readonly function: string;
  readonly calls: readonly DoneFact[];
  readonly kept: readonly KeptFact[];
}

/** A function for other files that sleeps whenever it comes as far as its work. */
export interface SleeperFact {
  readonly name: string;
  /** What sleeps in it. */
  readonly call: string;
}
