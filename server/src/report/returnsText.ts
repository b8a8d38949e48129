/**
 * What a callback answers, in few words: the events it treats alike together, and those it treats as all others left
 * to "otherwise". Must not drop a value.
 */
import { answerGroups } from "../model/answers";
import type { Callback } from "../model/model";

/** One line for each group of events, then one for the object that is handed out. */
export function callbackAnswers({
  returnsByEvent,
  takes,
}: Pick<Callback, "returnsByEvent" | "takes">): string[] {
  const lines = answerGroups({ returnsByEvent }).map(({ events, values }, _, groups) => {
    const answer = values.join(" or ");
    if (events.length > 0) return `${events.join(", ")}: ${answer}`;
    return groups.length > 1 ? `otherwise: ${answer}` : `returns ${answer}`;
  });
  if (lines.length === 0) lines.push("what it returns is not known");
  if (takes.length > 0) lines.push(`takes the object when it returns ${takes.join(" or ")}`);
  return lines;
}
