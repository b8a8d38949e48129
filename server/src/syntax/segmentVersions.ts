/**
 * The segments of a text that is being edited, at the cost of what has changed since the text before. Answers what
 * segmentsOf() does, always: how segments are cut is for segments.ts to know.
 */

import type { Change } from "../base/change";
import { better, type Cut, cut, isReopenable, type Segment, type Segments, type Stop } from "./segments";

/**
 * The segments of texts that are versions of one another: those that segmentsOf() tells of each alone, at the cost of
 * what has changed. The function that it answers takes each text with what has changed since the one before.
 */
export function segmentsOfVersions(): (text: string, change: Change) => Segments {
  const byStyle = cutterOfVersions(true);
  const counted = cutterOfVersions(false);
  return (text, change) => {
    let isCounted = false;
    const segments = better(byStyle.cut(text, change), () => {
      isCounted = true;
      return counted.cut(text, change);
    });
    if (!isCounted) counted.forget();
    return segments;
  };
}

/** Cuts versions of a text in one of both ways. */
interface Cutter {
  cut(text: string, change: Change): Cut;
  /** A version was not cut: the next one has nothing to go on from. */
  forget(): void;
}

/** A text that was cut. */
interface Version extends Cut {
  readonly length: number;
}

function cutterOfVersions(byStyle: boolean): Cutter {
  let last: Version | null = null;
  return {
    cut: (text, change) => {
      const made = (last && cutAgain(text, change, last, byStyle)) ?? cut(text, byStyle);
      last = made.isLinked ? null : { ...made, length: text.length };
      return made;
    },
    forget: () => {
      last = null;
    },
  };
}

/** Cuts from the last segment before a change to the first after it that is the same. Null where that does not do. */
function cutAgain(text: string, change: Change, last: Version, byStyle: boolean): Cut | null {
  const { segments: before, length, strays } = last;
  const moved = text.length - length;
  let kept = before.findLastIndex(({ end }) => end < change.start) + 1;
  const same = before.slice(0, kept);
  const from = same.at(-1)?.end ?? 0;
  const stop: Stop = (at, segments) => {
    if (at <= change.end || text[at - 1] !== "\n") return false;
    while ((before[kept]?.start ?? length) + moved < at) kept++;
    const next = before[kept];
    return (
      next?.start === at - moved && (standsAlone(next, text, moved) || !isReopenable(segments.at(-1), at))
    );
  };
  const made = cut(text, byStyle, same, from, stop);
  if (made.isLinked) return null;
  const { segments, end } = made;
  if (end < text.length) for (const segment of before.slice(kept)) segments.push(shifted(segment, moved));
  const [straysBefore, straysAfter] = [
    strays.filter((at) => at < from),
    strays.filter((at) => at + moved >= end),
  ];
  return { ...made, strays: [...straysBefore, ...made.strays, ...straysAfter.map((at) => at + moved)] };
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
