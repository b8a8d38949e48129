/**
 * The parts of a text that is being edited, and the places in them. A part that is the same as before is the same
 * object, wherever it has moved to; places in it are counted from its beginning, in lines that no other part has, and
 * are put where they stand only at the end. Must not know what facts say.
 */
import type { Place } from "../base/place";
import { type LineIndex, lineIndex } from "../base/text";
import { type Segment, segmentsOf } from "../syntax/segments";
import type { Outcome } from "./facts";
import { nameInHead, type Parse, type Part, type PlacedItem } from "./parts";
import { sourceOf } from "./source";

/** More lines than a part has. */
const SPAN = 2 ** 24;

/** So much text of parts that have gone may come back: a comment that is begun swallows what follows. */
const MOST_GONE = 512 * 1024;

/** Every so many texts is looked for what has gone. */
const TURN = 16;

interface MovingPart extends Part {
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
  /** The parts of a text. They are good until the next one. */
  cut(text: string): readonly Part[];
  /** Facts with their places in the text that was cut last; what has not moved is the same object as before. */
  placed<T extends object>(facts: readonly T[]): T[];
}

/** @param parse makes trees that need not be freed */
export function movingParts(parse: Parse): MovingParts {
  const known = new Map<string, MovingPart[]>();
  /** By the first of its lines, in spans. */
  const bySpan = new Map<number, MovingPart>();
  let version = 0;
  let spans = 0;

  const add = (written: string, segment: Segment): MovingPart => {
    const span = ++spans;
    const part = newPart(written, segment, span * SPAN, parse);
    bySpan.set(span, part);
    const others = known.get(written);
    if (others) others.push(part);
    else known.set(written, [part]);
    return part;
  };

  const partAt = (text: string, lines: LineIndex, segment: Segment): MovingPart => {
    const { kind, start, end } = segment;
    const written = text.slice(start, end);
    const brace = segment.brace - start;
    const isFree = (one: MovingPart): boolean =>
      one.version !== version && one.kind === kind && (one.brace === brace || (one.brace < 0 && brace < 0));
    const part = known.get(written)?.find(isFree) ?? add(written, segment);
    const { line, column } = lines.point(segment.start);
    part.version = version;
    part.origin = segment.start;
    part.line = line;
    part.column = column;
    return part;
  };

  /** The parts that have been gone for longest go first. */
  const forget = (): void => {
    if (version % TURN !== 0) return;
    const gone = [...bySpan].filter(([, part]) => part.version !== version);
    let length = gone.reduce((sum, [, part]) => sum + part.text.length, 0);
    if (length <= MOST_GONE) return;
    const out = new Set<MovingPart>();
    for (const [span, part] of gone.sort(([, a], [, b]) => a.version - b.version)) {
      if (length <= MOST_GONE / 2) break;
      length -= part.text.length;
      bySpan.delete(span);
      out.add(part);
    }
    for (const [key, parts] of known) {
      const left = parts.filter((part) => !out.has(part));
      if (left.length > 0) known.set(key, left);
      else known.delete(key);
    }
  };

  return {
    cut: (text) => {
      version++;
      const lines = lineIndex(text);
      const parts = segmentsOf(text).segments.map((segment) => partAt(text, lines, segment));
      forget();
      return parts;
    },
    placed: placer((line) => bySpan.get(Math.floor(line / SPAN))),
  };
}

function newPart(text: string, { kind, start, brace }: Segment, base: number, parse: Parse): MovingPart {
  let items: readonly PlacedItem[] | undefined;
  let lines: LineIndex | undefined;
  const placeAt = (from: number, to: number): Place => {
    lines ??= lineIndex(text);
    const { line, column, endLine, endColumn } = lines.place(from, to);
    return { line: base + line, column, endLine: base + endLine, endColumn };
  };
  return {
    ...{ kind, text, origin: start, line: 1, column: 1, version: 0, brace: brace - start },
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

/** A fact in its place, and where the parts stood that it is of. */
interface Placed {
  readonly fact: object;
  readonly of: ReadonlyMap<MovingPart, readonly [line: number, column: number]>;
}

function placer(partOf: (line: number) => MovingPart | undefined): MovingParts["placed"] {
  const known = new WeakMap<object, Placed>();
  const stands = ({ of }: Placed): boolean =>
    [...of].every(([part, [line, column]]) => part.line === line && part.column === column);
  const put = (fact: object): object => {
    const before = known.get(fact);
    if (before && stands(before)) return before.fact;
    const of = new Map<MovingPart, readonly [number, number]>();
    const placed = inPlace(fact, (line) => {
      const part = partOf(line);
      if (part) of.set(part, [part.line, part.column]);
      return part;
    }) as object;
    known.set(fact, { fact: placed, of });
    return placed;
  };
  return <T extends object>(facts: readonly T[]) => facts.map((fact) => put(fact) as T);
}

/** Plain data with every place in it put where its part stands. */
function inPlace(value: unknown, partOf: (line: number) => MovingPart | undefined): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => inPlace(one, partOf));
  if (isPlace(value)) {
    const part = partOf(value.line);
    if (!part) return value;
    const [line, column] = pointIn(part, value.line, value.column);
    const [endLine, endColumn] = pointIn(part, value.endLine, value.endColumn);
    return { line, column, endLine, endColumn };
  }
  const entries = Object.entries(value).map(([name, one]) => [
    name,
    name === "outcomes" && Array.isArray(one)
      ? inOrder(inPlace(one, partOf) as Outcome[])
      : inPlace(one, partOf),
  ]);
  return Object.fromEntries(entries) as unknown;
}

function isPlace(value: object): value is Place {
  return "line" in value && "endLine" in value;
}

function pointIn(part: MovingPart, line: number, column: number): [line: number, column: number] {
  const inside = line % SPAN;
  return [part.line + inside - 1, inside === 1 ? part.column + column - 1 : column];
}

/** Outcomes as they are told of a whole text: those of one event by their place, which may be in several functions. */
function inOrder(outcomes: readonly Outcome[]): Outcome[] {
  const numbers = new Map<string, number>();
  for (const { event } of outcomes) if (!numbers.has(event)) numbers.set(event, numbers.size);
  const number = ({ event }: Outcome): number => numbers.get(event) ?? 0;
  return [...outcomes].sort(
    (a, b) => number(a) - number(b) || a.place.line - b.place.line || a.place.column - b.place.column,
  );
}
