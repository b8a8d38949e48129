/** What a callback answers to which event, grouped for people: events that it treats alike stand together. */
import type { Callback } from "./model";
import { OTHER_EVENTS } from "./returns";

/** Events that a callback answers with the same values. */
export interface AnswerGroup {
  /** Empty for every event that the callback does not tell apart. */
  readonly events: readonly string[];
  readonly values: readonly string[];
}

/** The groups of a callback, the one for all other events last; events treated as those are left to it. */
export function answerGroups({ returnsByEvent }: Pick<Callback, "returnsByEvent">): AnswerGroup[] {
  const others = returnsByEvent[OTHER_EVENTS];
  const groups = new Map<string, AnswerGroup>();
  for (const [event, values] of Object.entries(returnsByEvent)) {
    const key = keyOf(values);
    if (event === OTHER_EVENTS || (others && key === keyOf(others))) continue;
    groups.set(key, { events: [...(groups.get(key)?.events ?? []), event], values });
  }
  return [...groups.values(), ...(others ? [{ events: [], values: others }] : [])];
}

/** The same for the same values in any order. */
function keyOf(values: readonly string[]): string {
  return [...values].sort().join(" ");
}
