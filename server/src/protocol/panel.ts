/**
 * What the simulation panel asks the server: a chain of the tree as a scenario, with what the panel shows beside it, and
 * the reading of a scenario document. Shared by server and client, like protocol.ts, and must import nothing but it.
 */
import type { TraceParams } from "./protocol";

/** Request, client to server: a chain as a scenario. Parameters {@link TraceParams}; answers a {@link ChainScenarioResult}, or null. */
export const SCENARIO_REQUEST = "notifierLens/scenario";

/** Request, client to server: reads a scenario document. Answers a {@link ReadScenarioResult}. */
export const READ_SCENARIO_REQUEST = "notifierLens/readScenario";

/** A place that the editor can show, with the text by which a person knows it: `kernel/fork.c:38`. */
export interface SourcePlace {
  readonly uri: string;
  /** From 1, as editors show them. */
  readonly line: number;
  readonly column: number;
  readonly label: string;
}

/** What the panel tells of one callback beside its values. */
interface CallbackDetails {
  /** As the scenario calls it. */
  readonly name: string;
  readonly function: string;
  readonly place: SourcePlace;
  readonly registered: SourcePlace;
  /** The priority as written, where that is more than a number: `SLAB_CALLBACK_PRI`. */
  readonly priority: string | null;
  /** Values that the code can return and nobody can tell, by event ("default": every other one), and why. */
  readonly unknown: readonly {
    readonly event: string;
    readonly value: string;
    readonly why: string | null;
  }[];
}

/** A place that walks the chain, or makes something of the result. */
export interface CallerDetails {
  readonly function: string;
  /** The event, or null where it is decided elsewhere. */
  readonly event: string | null;
  /** What it does with the result, a verb first: "tests == NOTIFY_OK". */
  readonly does: string;
  readonly place: SourcePlace;
}

/** A finding of the rules on the chain. */
export interface FindingDetails {
  readonly rule: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  readonly place: SourcePlace;
  /** The callback it is about, as the scenario calls it. */
  readonly callback: string | null;
  /** A scenario that shows the harm, or null. */
  readonly witness: object | null;
}

/** A chain as the code has it. Scenarios are documents of schemas/scenario.schema.json. */
export interface ChainScenarioResult {
  readonly params: TraceParams;
  /** The chain's name, with the callback's. */
  readonly title: string;
  readonly head: SourcePlace;
  /** What its callers make of the result, as contract.md names it. */
  readonly convention: "notify-only" | "errno-veto" | "stop-veto" | "claim" | "mixed";
  /** One value for each callback and event. */
  readonly scenario: object;
  /** Every value that the code can return, lists where there are several. */
  readonly open: object;
  /** What `scenario`, and what `open` takes for granted, one sentence each. */
  readonly assumptions: readonly string[];
  readonly openAssumptions: readonly string[];
  readonly callbacks: readonly CallbackDetails[];
  readonly callers: readonly CallerDetails[];
  readonly findings: readonly FindingDetails[];
}

export interface ReadScenarioParams {
  readonly text: string;
}

/** A scenario, or every mistake in the document, one line each. */
export type ReadScenarioResult =
  | { readonly ok: true; readonly scenario: object }
  | { readonly ok: false; readonly mistakes: readonly string[] };
