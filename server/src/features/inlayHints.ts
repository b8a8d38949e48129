/**
 * Which place in the order of its chain a callback gets, behind the call that registers it. Says nothing where the order
 * says nothing: the only callback of a chain, one that can stand anywhere on it, a call that registers several blocks.
 */
import type { Place, Point } from "../base/place";
import { type FeatureContext, type Membership, memberships } from "./context";
import { nameOf } from "./navigation";
import { members, priorityText, standing, standingText } from "./order";

export interface Hint {
  /** Right behind the call. */
  readonly at: Point;
  /** "3rd of 12". */
  readonly text: string;
  /** What that is about, in a sentence. */
  readonly details: string;
}

/** The hints for a stretch of a file, from top to bottom. */
export function hintsOf(context: FeatureContext, file: string, { line, endLine }: Place): Hint[] {
  const byCall = new Map<string, Membership[]>();
  for (const membership of memberships(context)) {
    const site = membership.callback.registeredBy;
    if (site.file !== file || site.endLine < line || site.line > endLine) continue;
    const key = `${site.line}:${site.column}`;
    byCall.set(key, [...(byCall.get(key) ?? []), membership]);
  }
  const hints = [...byCall.values()].flatMap((on) => (on[0] && on.length === 1 ? hintOf(on[0]) : []));
  return hints.sort((a, b) => a.at.line - b.at.line || a.at.column - b.at.column);
}

function hintOf({ chain, callback }: Membership): Hint[] {
  const { endLine, endColumn } = callback.registeredBy;
  const place = standing(chain, callback);
  if ((place.first === 1 && place.last === place.of) || callback.alternative) return [];
  const text = standingText(place);
  const others = members(chain).filter((other) => other !== callback);
  const equal = others.filter((other) => other.priorityValue === callback.priorityValue).length;
  const have = equal === 1 ? "1 of the others has" : `${equal} of the others have`;
  const ties =
    equal === 0
      ? ""
      : ` ${have} the same priority: callbacks of one priority are called in the order in which they were registered.`;
  const details = `${callback.function}() is called ${text} on ${nameOf(chain)}, ${priorityText(callback)}.${ties}`;
  return [{ at: { line: endLine, column: endColumn }, text, details }];
}
