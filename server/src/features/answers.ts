/** What a callback answers to which event, grouped for people: events treated alike stand together. */
import { answerGroups } from "../model/answers";
import type { Callback, ReturnPath } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import { alternatives } from "./markdown";

type Answering = Pick<Callback, "returnsByEvent">;

/** The values for one event; those for all others where the callback does not name it. */
export function valuesFor({ returnsByEvent }: Answering, event: string): readonly string[] {
  return returnsByEvent[event] ?? returnsByEvent[OTHER_EVENTS] ?? [];
}

/** "`NOTIFY_BAD` for `A` or `B`; otherwise `NOTIFY_OK`"; says so where nothing is known. */
export function answersText(callback: Answering): string {
  const groups = answerGroups(callback);
  if (groups.length === 0) return "a value that is not known";
  const named = groups.filter((g) => g.events.length > 0);
  const others = groups.find((g) => g.events.length === 0);
  const parts = named.map((g) => `${alternatives(g.values)} for ${alternatives(g.events)}`);
  const rest =
    others && (named.length > 0 ? `otherwise ${alternatives(others.values)}` : alternatives(others.values));
  return [...parts, ...(rest === undefined ? [] : [rest])].join("; ");
}

/** Why values are "?", one reason each, with the line that returns them. */
export function unknownReasons(
  paths: readonly ReturnPath[],
): { readonly why: string; readonly path: ReturnPath }[] {
  const found = new Map<string, ReturnPath>();
  for (const path of paths) if (path.why !== null && !found.has(path.why)) found.set(path.why, path);
  return [...found].map(([why, path]) => ({ why, path }));
}
