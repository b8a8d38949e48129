/** What a callback answers to which event, grouped for people: events treated alike stand together. */
import type { Callback, ReturnPath } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import { alternatives } from "./markdown";

interface Group {
  /** Empty for every event that the callback does not tell apart. */
  readonly events: readonly string[];
  readonly values: readonly string[];
}

type Answering = Pick<Callback, "returnsByEvent">;

/** The values for one event; those for all others where the callback does not name it. */
export function valuesFor({ returnsByEvent }: Answering, event: string): readonly string[] {
  return returnsByEvent[event] ?? returnsByEvent[OTHER_EVENTS] ?? [];
}

/** "`NOTIFY_BAD` for `A` or `B`; otherwise `NOTIFY_OK`"; says so where nothing is known. */
export function answersText(callback: Answering): string {
  const groups = groupsOf(callback);
  if (groups.length === 0) return "a value that is not known";
  const named = groups.filter((g) => g.events.length > 0);
  const others = groups.find((g) => g.events.length === 0);
  const parts = named.map((g) => `${alternatives(g.values)} for ${alternatives(g.events)}`);
  const rest =
    others && (named.length > 0 ? `otherwise ${alternatives(others.values)}` : alternatives(others.values));
  return [...parts, ...(rest === undefined ? [] : [rest])].join("; ");
}

function groupsOf({ returnsByEvent }: Answering): Group[] {
  const others = returnsByEvent[OTHER_EVENTS];
  const groups = new Map<string, Group>();
  for (const [event, values] of Object.entries(returnsByEvent)) {
    const key = keyOf(values);
    if (event === OTHER_EVENTS || (others && key === keyOf(others))) continue;
    groups.set(key, { events: [...(groups.get(key)?.events ?? []), event], values });
  }
  return [...groups.values(), ...(others ? [{ events: [], values: others }] : [])];
}

function keyOf(values: readonly string[]): string {
  return [...values].sort().join(" ");
}

/** Why values are "?", one reason each, with the line that returns them. */
export function unknownReasons(
  paths: readonly ReturnPath[],
): { readonly why: string; readonly path: ReturnPath }[] {
  const found = new Map<string, ReturnPath>();
  for (const path of paths) if (path.why !== null && !found.has(path.why)) found.set(path.why, path);
  return [...found].map(([why, path]) => ({ why, path }));
}
