/**
 * The segments of a text that is being edited, at the cost of what has changed since the text before. Answers what
 * {@link segmentsOf} does, always: how segments are cut is for segments.ts to know.
 */

import type { Change } from "../base/change";
import { type Cut, cut, isReopenable, type Segment, type Segments, type Stop, segmentsOf } from "./segments";

/**
 * The segments of texts that are versions of one another: those of {@link segmentsOf}, at the cost of what has changed.
 * The function that it answers takes each text with what has changed since the one before.
 */
export function segmentsOfVersions(): (text: string, change: Change) => Segments {
  /** The text before, where its segments tell where to begin and when to stop. */
  let last: { readonly segments: readonly Segment[]; readonly length: number } | null = null;
  return (text, change) => {
    const made = (last && cutAgain(text, change, last.segments, last.length)) ?? cut(text, true);
    last = made.sound && made.plain ? { segments: made.segments, length: text.length } : null;
    return made.sound ? made : segmentsOf(text);
  };
}

/** Cuts from the last segment before a change to the first after it that is the same. Null where that does not do. */
function cutAgain(text: string, change: Change, before: readonly Segment[], length: number): Cut | null {
  const moved = text.length - length;
  let kept = before.findLastIndex(({ end }) => end < change.start) + 1;
  const same = before.slice(0, kept);
  const stop: Stop = (at, segments) => {
    if (at <= change.end || text[at - 1] !== "\n") return false;
    while ((before[kept]?.start ?? length) + moved < at) kept++;
    const next = before[kept];
    return (
      next?.start === at - moved && (standsAlone(next, text, moved) || !isReopenable(segments.at(-1), at))
    );
  };
  const made = cut(text, true, same, same.at(-1)?.end ?? 0, stop);
  if (!made.sound || !made.plain) return null;
  if (made.end < text.length)
    for (const segment of before.slice(kept)) made.segments.push(shifted(segment, moved));
  return made;
}

/** Whether a segment cannot have been reopened, nor be when another one stands before it. @param moved to its place in the text */
function standsAlone({ kind, start, brace }: Segment, text: string, moved: number): boolean {
  if (kind === "define") return true;
  if (kind !== "function" || text[start + moved] === "{") return false;
  return !text.slice(start + moved, brace + moved).includes(";");
}

function shifted({ kind, start, end, brace }: Segment, moved: number): Segment {
  return { kind, start: start + moved, end: end + moved, brace: brace < 0 ? brace : brace + moved };
}
