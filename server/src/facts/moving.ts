/**
 * The parts of texts that are being edited, and the places in them. A part that is the same as before is the same
 * object, wherever it has moved to. Places in it are counted in lines that no other part of any text has, its anchor's:
 * they stay the same while it moves, and are in the order of the text. Where they stand is told when somebody has to
 * know. Must not know what facts say.
 */
import type { Change } from "../base/change";
import { rising } from "../base/lists";
import type { Place, Point } from "../base/place";
import { type LineIndex, lineIndex } from "../base/text";
import type { Segment } from "../syntax/segments";
import { segmentsOfVersions } from "../syntax/segmentVersions";
import { nameInHead, type Parse, type Part, type PlacedItem } from "./parts";
import { sourceOf } from "./source";

/** More lines than a part has: a file of 8 MiB (workspace/host.ts) with half of its lines empty has fewer in one part. */
const SPAN = 2 ** 22;

/** Anchors of one text, and texts that are edited at a time: all lines are exact in a number, which has 53 bits. */
const ANCHORS = 2 ** 23;
export const MOST_TEXTS = 2 ** 7;

/** So much text of parts that have gone may come back: a comment that is begun swallows what follows. */
const MOST_GONE = 512 * 1024;

/** Every so many texts is looked for what has gone. */
const TURN = 16;

interface MovingPart extends Part {
  /** Its place in the order of all parts of all texts; see {@link SPAN}. */
  readonly anchor: number;
  origin: number;
  /** Where it begins in the text that was cut last. */
  line: number;
  column: number;
  /** The last text that had it. */
  version: number;
  /** Where a function's body opens in it; negative where none does. */
  readonly brace: number;
}

export interface MovingParts {
  /** The parts of a text. They are good until the next one. @param change from the text that was cut last */
  cut(text: string, change: Change): readonly Part[];
  /** Where an anchored point stands in the text that was cut last; null for one that no part of it has. */
  standing(point: Point): Point | null;
}

/** Whether a line is an anchor's, not one that somebody can go to. */
export function isAnchored(line: number): boolean {
  return line >= SPAN;
}

/** The text that an anchored line is of: the number that {@link movingParts} was given. */
export function textOf(line: number): number {
  return Math.floor(line / SPAN / ANCHORS) - 1;
}

/**
 * @param number tells the texts that are edited at the same time apart, from 0, below {@link MOST_TEXTS}
 * @param parse makes trees that need not be freed
 */
export function movingParts(number: number, parse: Parse): MovingParts {
  const known = new Map<string, MovingPart[]>();
  const byAnchor = new Map<number, MovingPart>();
  const [lowest, highest] = [(number + 1) * ANCHORS, (number + 2) * ANCHORS];
  const segmentsAt = segmentsOfVersions();
  let version = 0;

  const add = (written: string, segment: Segment, anchor: number): MovingPart => {
    const part = newPart(written, segment, anchor, parse);
    byAnchor.set(anchor, part);
    const others = known.get(written);
    if (others) others.push(part);
    else known.set(written, [part]);
    return part;
  };

  /** The parts of the text before, in their order. */
  let last: readonly MovingPart[] = [];
  let lastLength = 0;
  let lastLines = 1;

  /** How many parts at the beginning of the last text are in the part of it that has not changed. */
  const sameAtStart = (segments: readonly Segment[], most: number, { start }: Change): number => {
    let count = 0;
    while (count < most) {
      const [part, segment] = [last[count], segments[count]];
      if (!part || !segment || segment.end > start || part.origin !== segment.start) break;
      if (!isLike(part, segment)) break;
      count++;
    }
    return count;
  };

  /** The same from the end. @param moved how far it has moved */
  const sameAtEnd = (segments: readonly Segment[], most: number, { end }: Change, moved: number): number => {
    let count = 0;
    while (count < most) {
      const [part, segment] = [last.at(-1 - count), segments.at(-1 - count)];
      if (!part || !segment || segment.start < end || part.origin + moved !== segment.start) break;
      if (!isLike(part, segment)) break;
      count++;
    }
    return count;
  };

  /** Forgets a part that another one takes the place of. Answers its anchor. */
  const drop = (part: MovingPart): number => {
    const left = known.get(part.text)?.filter((one) => one !== part) ?? [];
    if (left.length > 0) known.set(part.text, left);
    else known.delete(part.text);
    byAnchor.delete(part.anchor);
    return part.anchor;
  };

  /** For each segment the part that it was, or undefined; each part once, and in the order of their anchors. */
  const knownParts = (
    text: string,
    segments: readonly Segment[],
    change: Change,
  ): readonly (MovingPart | undefined)[] => {
    const shorter = Math.min(segments.length, last.length);
    const atStart = sameAtStart(segments, shorter, change);
    const atEnd = sameAtEnd(segments, shorter - atStart, change, text.length - lastLength);
    const [before, after] = [last.slice(0, atStart), last.slice(last.length - atEnd)];
    const taken = new Set([...before, ...after]);
    const between = segments.slice(atStart, segments.length - atEnd).map((segment) => {
      const isFree = (one: MovingPart): boolean => !taken.has(one) && isLike(one, segment);
      const part = known.get(text.slice(segment.start, segment.end))?.find(isFree);
      if (part) taken.add(part);
      return part;
    });
    return rising([...before, ...between, ...after], ({ anchor }) => anchor);
  };

  /**
   * Anchors for so many segments between two known parts, or null where there is no room. Segments that stand in the
   * place of as many parts as there were before are these parts, typed into: what is above the edit keeps its places.
   */
  const anchorsBetween = (before: number, after: number, count: number): number[] | null => {
    const gone = last.filter(({ anchor }) => anchor > before && anchor < after);
    if (gone.length === count) return gone.map(drop);
    const made: number[] = [];
    const step = Math.floor((after - before) / (count + 1));
    for (let n = 1, next = before; n <= count; n++) {
      next = Math.max(next + 1, before + n * step);
      // One that has gone keeps its anchor: it may come back.
      while (byAnchor.has(next)) next++;
      if (next >= after) return null;
      made.push(next);
    }
    return made;
  };

  const anchorsFor = (parts: readonly (MovingPart | undefined)[]): number[] | null => {
    const made: number[] = [];
    let before = lowest;
    let count = 0;
    for (const part of [...parts, null]) {
      if (part === undefined) {
        count++;
        continue;
      }
      const after = part?.anchor ?? highest;
      const between = count === 0 ? [] : anchorsBetween(before, after, count);
      if (between === null) return null;
      made.push(...between);
      before = after;
      count = 0;
    }
    return made;
  };

  const partsAt = (text: string, segments: readonly Segment[], change: Change): MovingPart[] => {
    let parts = knownParts(text, segments, change);
    let free = anchorsFor(parts);
    if (free === null) {
      known.clear();
      byAnchor.clear();
      last = [];
      parts = segments.map(() => undefined);
      free = anchorsFor(parts);
    }
    const fresh = (free ?? []).values();
    return segments.map(
      (segment, i) =>
        parts[i] ?? add(text.slice(segment.start, segment.end), segment, fresh.next().value ?? lowest),
    );
  };

  /** The parts that have been gone for longest go first. */
  const forget = (): void => {
    if (version % TURN !== 0) return;
    const gone = [...byAnchor.values()].filter((part) => part.version !== version);
    let length = gone.reduce((sum, part) => sum + part.text.length, 0);
    if (length <= MOST_GONE) return;
    const out = new Set<MovingPart>();
    for (const part of gone.sort((a, b) => a.version - b.version)) {
      if (length <= MOST_GONE / 2) break;
      length -= part.text.length;
      byAnchor.delete(part.anchor);
      out.add(part);
    }
    for (const [key, parts] of known) {
      const left = parts.filter((part) => !out.has(part));
      if (left.length > 0) known.set(key, left);
      else known.delete(key);
    }
  };

  return {
    cut: (text, change) => {
      version++;
      const lines = lineIndex(text);
      const { segments } = segmentsAt(text, change);
      const parts = partsAt(text, segments, change);
      const [moved, linesMoved] = [text.length - lastLength, lines.lineCount - lastLines];
      const lineAfter = lines.offset({ line: lines.point(change.end).line + 1, column: 1 });
      for (const [i, part] of parts.entries()) {
        const origin = segments[i]?.start ?? 0;
        const isKnown = part.version === version - 1;
        if (isKnown && origin > lineAfter && part.origin + moved === origin) part.line += linesMoved;
        else if (!(isKnown && origin < change.start && part.origin === origin))
          Object.assign(part, lines.point(origin));
        part.version = version;
        part.origin = origin;
      }
      last = parts;
      lastLength = text.length;
      lastLines = lines.lineCount;
      forget();
      return parts;
    },
    standing: ({ line, column }) => {
      const part = byAnchor.get(Math.floor(line / SPAN));
      if (!part) return null;
      const inside = line % SPAN;
      return { line: part.line + inside - 1, column: inside === 1 ? part.column + column - 1 : column };
    },
  };
}

/** Whether a part was cut as a segment of the same text is. */
function isLike({ kind, brace, text }: MovingPart, segment: Segment): boolean {
  const inside = segment.brace - segment.start;
  const sameBrace = brace === inside || (brace < 0 && inside < 0);
  return kind === segment.kind && sameBrace && text.length === segment.end - segment.start;
}

function newPart(text: string, { kind, start, brace }: Segment, anchor: number, parse: Parse): MovingPart {
  let items: readonly PlacedItem[] | undefined;
  let lines: LineIndex | undefined;
  const base = anchor * SPAN;
  const placeAt = (from: number, to: number): Place => {
    lines ??= lineIndex(text);
    const { line, column, endLine, endColumn } = lines.place(from, to);
    return { line: base + line, column, endLine: base + endLine, endColumn };
  };
  return {
    ...{ kind, text, anchor, origin: start, line: 1, column: 1, version: 0, brace: brace - start },
    name: brace < 0 ? "" : nameInHead(text.slice(0, brace - start)),
    items: () => {
      if (items) return items;
      const tree = parse(text);
      const source = sourceOf(tree, placeAt);
      items = tree.items.map((item) => ({ source, item }));
      return items;
    },
  };
}
