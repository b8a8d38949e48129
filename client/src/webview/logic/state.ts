/**
 * The state of the panel: what was loaded, and what the person has changed since. Plain data that survives a reload.
 * Everything shown follows from it. This file holds types and the states that loading begins with.
 */
import type { ChainScenarioResult } from "../../../../server/src/protocol/panel";
import type { Policy, Protocol, Scenario, Taking } from "../../../../server/src/simulator";
import { callsOf, mostTelling } from "./calls";

/** What is known of a chain of the tree beside its scenarios. */
type ChainDetails = Omit<ChainScenarioResult, "scenario" | "open" | "assumptions" | "openAssumptions">;

/** What was loaded, as it was: what "reset" goes back to. */
export interface Origin {
  readonly title: string;
  readonly scenario: Scenario;
  /** The same with every value that the code can return. */
  readonly open: Scenario;
  /** Null for a scenario that comes from a file or from a finding. */
  readonly chain: ChainDetails | null;
  readonly assumptions: readonly string[];
}

/** What a callback does with the object of a call, when the person says so. */
export type TakingChoice = Taking | "none";

/** What the person wants otherwise. */
export interface Changes {
  /** By callback, by event. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly off: readonly string[];
  /** All callbacks in the order of the walk; null for that of the origin. */
  readonly order: readonly string[] | null;
  readonly priority: Readonly<Record<string, number>>;
  readonly taking: Readonly<Record<string, TakingChoice>>;
  readonly policy: Policy | null;
  readonly claim: string | null;
  readonly protocol: Protocol | null;
  readonly kernel: string | null;
}

export interface PanelState {
  readonly origin: Origin;
  /** The chain to go back to, while a scenario of another shape is shown. */
  readonly home: Origin | null;
  /** The key of the call that is looked at. */
  readonly call: string;
  readonly changes: Changes;
  /** How far the walk has been followed: 0 before the first callback, null at its end. */
  readonly position: number | null;
  /** What has been loaded into the panel, in words: a witness. */
  readonly loaded: string | null;
}

export const NO_CHANGES: Changes = {
  values: {},
  off: [],
  order: null,
  priority: {},
  taking: {},
  policy: null,
  claim: null,
  protocol: null,
  kernel: null,
};

/** Whether anything is changed. */
export function isChanged(changes: Changes): boolean {
  return JSON.stringify(changes) !== JSON.stringify(NO_CHANGES);
}

/** The state that shows something as it was loaded. */
export function freshState(origin: Origin, home: Origin | null = null): PanelState {
  return {
    ...{ origin, home, call: mostTelling(origin, callsOf(origin)), changes: NO_CHANGES },
    ...{ position: null, loaded: null },
  };
}

/** A chain as the server sends it. Its scenarios are made by model/toSimulation, so they need no second check. */
export function chainOrigin(result: ChainScenarioResult): Origin {
  const { scenario, open, assumptions, openAssumptions, ...chain } = result;
  return {
    title: result.title,
    scenario: scenario as Scenario,
    open: open as Scenario,
    chain,
    assumptions: [...new Set([...assumptions, ...openAssumptions])],
  };
}

/** A scenario document that has been read and found right. */
export function fileOrigin(title: string, document: object): Origin {
  const scenario = document as Scenario;
  return { title, scenario, open: scenario, chain: null, assumptions: [] };
}
