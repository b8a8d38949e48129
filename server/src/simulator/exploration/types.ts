/**
 * What an exploration answers: the `exploration` field of contract.md, "With `--explore`". Fields that contract.md does
 * not show are marked "Added". This file holds types only.
 *
 * A run is one value for each (callback, event), out of those that the scenario lists, for every callback that the
 * program registers and every event that it calls; and, where the scenario has no program, one order of registration for
 * the callbacks of each priority. The same value holds if the program calls the event again.
 */
import type { EventId, Scenario } from "../types";

/**
 * How a run ends, told of the last call. With a handoff, the outcome of the object: `ok`, `leak`, `double-free`. Without:
 * `completed`, every callback was called and notifier_to_errno() reads success; `failed`, every one was called and it
 * reads an errno; `stopped`, a callback ended the walk and it reads success; `vetoed`, a callback ended the walk and it
 * reads an errno. With or without: `endless`, the run goes round a cycle for ever, and what follows is never done.
 */
export type OutcomeName =
  | "ok"
  | "leak"
  | "double-free"
  | "completed"
  | "failed"
  | "stopped"
  | "vetoed"
  | "endless";

/** Some of the runs: how many there are, and the one that is quickest to follow. */
export interface Explored {
  /** An exact decimal number; null where a bound left it uncounted. */
  readonly count: string | null;
  /**
   * One of these runs as a scenario with a program and single values, which {@link simulate} repeats. It registers every
   * callback of the question; the call in question calls as few of them as any of these runs does, and whatever does
   * not matter is the first value and the order that the scenario lists.
   */
  readonly witness: Scenario;
}

export type Outcomes = { readonly [Name in OutcomeName]?: Explored };

/** Added. A result of one call, as its caller sees it. */
export interface ExploredResult extends Explored {
  readonly result: number;
  /** What notifier_to_errno() makes of it. */
  readonly errno: number;
  /**
   * Who can end the walk with this result; empty for walks that end by themselves. With the policy `or`, who does so in
   * the witness.
   */
  readonly stoppedBy: readonly string[];
}

/** Added. One call of the program, over all runs that come so far. */
export interface ExploredCall {
  /** The step of the program, from 0. */
  readonly step: number;
  /** The chain, where the scenario has several. */
  readonly on?: string;
  /** The event; of a robust call the first of its two. */
  readonly event: EventId;
  /** What becomes of this call, `endless` if it never returns. */
  readonly outcomes: Outcomes;
  readonly results: readonly ExploredResult[];
  /** How many more results there are than are listed. */
  readonly resultsLeftOut?: number;
}

/**
 * Added. What somebody should know who relies on the chain. `untold`: a callback that a walk can leave out.
 * `dangling`: a callback that keeps the object although somebody frees it. `stopped-with-success`: a callback ends the
 * walk before others and the result reads as success. `rolled-back-with-success`: the same in a robust call, which then
 * undoes.
 */
export type ExplorationFindingKind =
  | "untold"
  | "dangling"
  | "stopped-with-success"
  | "rolled-back-with-success";

export interface ExplorationFinding {
  readonly kind: ExplorationFindingKind;
  readonly callback: string;
  readonly event: EventId;
  /** One sentence. */
  readonly message: string;
  /** A run in which it happens. */
  readonly witness: Scenario;
}

/** Added. What a spelling without a single value stood for. */
export interface Assumed {
  readonly spelling: string;
  readonly values: readonly string[];
}

export interface Exploration {
  /** Whether every count is there and every outcome and result that some run has is listed or counted as left out. */
  readonly complete: boolean;
  /** Which bound was met, and what was left out; one sentence. */
  readonly bound?: string;
  /** How many runs the scenario stands for: an exact decimal number. */
  readonly runs: string;
  readonly outcomes: Outcomes;
  readonly calls: readonly ExploredCall[];
  /** Each kind once for a callback and an event. */
  readonly findings: readonly ExplorationFinding[];
  /** How many more findings there are than are listed. */
  readonly findingsLeftOut?: number;
  readonly assumed?: readonly Assumed[];
}

/** How far an exploration goes before it says that it went no further. */
export interface Bounds {
  /** Results listed for each call. */
  readonly results: number;
  /** Findings listed. */
  readonly findings: number;
  /** With the policy `or`: distinct results of a call that are told apart. */
  readonly masks: number;
  /** Work spent on exact counts, in multiplications of 64-bit words; a second or so for each thousand million. */
  readonly work: number;
}
