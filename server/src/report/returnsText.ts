/**
 * What a callback answers, in few words: the events it treats alike together, and those it treats as all others left
 * to "otherwise". Must not drop a value.
 */
import type { Callback } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";

/** One line for each group of events, then one for the object that is handed out. */
export function callbackAnswers({
  returnsByEvent,
  takes,
}: Pick<Callback, "returnsByEvent" | "takes">): string[] {
  const others = returnsByEvent[OTHER_EVENTS];
  const otherwise = others?.join(" or ");
  const groups = new Map<string, string[]>();
  for (const [event, values] of Object.entries(returnsByEvent)) {
    const answer = values.join(" or ");
    if (event === OTHER_EVENTS || sameValues(values, others)) continue;
    groups.set(answer, [...(groups.get(answer) ?? []), event]);
  }
  const lines = [...groups].map(([answer, events]) => `${events.join(", ")}: ${answer}`);
  if (otherwise !== undefined)
    lines.push(groups.size > 0 ? `otherwise: ${otherwise}` : `returns ${otherwise}`);
  if (lines.length === 0) lines.push("what it returns is not known");
  if (takes.length > 0) lines.push(`takes the object when it returns ${takes.join(" or ")}`);
  return lines;
}

function sameValues(values: readonly string[], others: readonly string[] | undefined): boolean {
  return others?.length === values.length && values.every((value) => others.includes(value));
}
