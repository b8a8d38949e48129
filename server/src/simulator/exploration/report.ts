/** Where the findings of an exploration go. Must not know how they are found. */
import type { EventId, Scenario } from "../types";
import type { Explorer } from "./calls";
import type { ExplorationFindingKind } from "./types";

/** Where findings go: each kind once for a callback and an event, as many as there is room for. */
export interface Report {
  add(
    kind: ExplorationFindingKind,
    block: number,
    event: EventId,
    message: string,
    show: () => Scenario,
  ): void;
}

/** A callback by its place in the plan. */
export function nameOf({ question }: Explorer, block: number): string {
  return question.plan.callbacks[block]?.name ?? "";
}
