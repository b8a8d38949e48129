/**
 * The end of a trace: the callbacks that were told of the first event of a pair and never how it ended. This file must
 * not judge: who they are stands in the answer.
 */
import type { Answer, Unclosed } from "../simulator";
import { enumerate, line } from "./traceText";

const either = (items: readonly (string | number)[]): string =>
  items.length === 2 ? items.join(" nor ") : items.join(", ");

/** Those who wait for the same thing in the same way are told of in one sentence. */
function groupsOf(unclosed: readonly Unclosed[]): (readonly [Unclosed, ...Unclosed[]])[] {
  const groups = new Map<string, [Unclosed, ...Unclosed[]]>();
  for (const one of unclosed) {
    const { callback: _, ...same } = one;
    const key = JSON.stringify(same);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function sentence([first, ...more]: readonly [Unclosed, ...Unclosed[]]): string {
  const { on, event, step, closing, missed, heuristic } = first;
  const who = enumerate([first, ...more].map(({ callback }) => callback));
  const where = `[${step + 1}]${on === undefined ? "" : ` on ${on}`}`;
  const neither = closing.length === 1 ? "not of" : "of neither";
  const why =
    missed.length === 0
      ? "the walk reported an error and nothing was called after it to say so"
      : `${enumerate(missed.map((place) => `[${place + 1}]`))} did not reach ${more.length === 0 ? "it" : "them"}`;
  const pair = heuristic ? " (a pair by its names)" : "";
  return `told of ${event} in ${where} and ${neither} ${either(closing)}${pair}: ${who}; ${why}`;
}

/** One sentence for each group of callbacks; nothing for an answer that leaves nobody waiting. */
export function unclosedLines({ unclosed = [] }: Answer): string[] {
  if (unclosed.length === 0) return [];
  return ["", ...groupsOf(unclosed).flatMap((group) => line(0, sentence(group)))];
}
