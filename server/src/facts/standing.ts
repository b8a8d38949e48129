/**
 * Plain data with anchored places (moving.ts) put where these stand: what is made from facts is the same while a text
 * only moves, and becomes what people see here. Must not know what the data says.
 */
import type { Point } from "../base/place";
import { isAnchored } from "./moving";

/** The pairs of fields that hold a point; a place has two of them. */
const POINTS = [
  ["line", "column"],
  ["endLine", "endColumn"],
  ["startLine", "startColumn"],
] as const;

/** Puts data where it stands. What has no anchored place is answered as it is; what has not moved as it was before. */
export type Putter = <T>(value: T) => T;

interface Put {
  readonly value: unknown;
  /** The anchored points in it, with where they stood. */
  readonly points: readonly (readonly [anchored: Point, stood: Point])[];
}

/** @param standing where an anchored point stands now; null where nobody knows any more */
export function putter(standing: (point: Point) => Point | null): Putter {
  const known = new WeakMap<object, Put>();
  const put = (value: object): unknown => {
    const before = known.get(value);
    if (before?.points.every(([anchored, stood]) => isAt(standing(anchored), stood))) return before.value;
    const points: [Point, Point][] = [];
    const made = placed(value, (anchored) => {
      const stands = standing(anchored) ?? { line: 1, column: 1 };
      points.push([anchored, stands]);
      return stands;
    });
    known.set(value, { value: made, points });
    return made;
  };
  return <T>(value: T): T => (typeof value === "object" && value !== null ? (put(value) as T) : value);
}

function isAt(point: Point | null, { line, column }: Point): boolean {
  return point?.line === line && point.column === column;
}

function placed(value: unknown, standing: (point: Point) => Point): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const made = value.map((one) => placed(one, standing));
    return made.every((one, i) => one === value[i]) ? value : made;
  }
  const changes = new Map<string, unknown>();
  for (const [line, column] of POINTS) {
    const at = Reflect.get(value, line);
    if (typeof at !== "number" || !isAnchored(at)) continue;
    const beside = Reflect.get(value, column);
    const stands = standing({ line: at, column: typeof beside === "number" ? beside : 1 });
    changes.set(line, stands.line);
    if (typeof beside === "number") changes.set(column, stands.column);
  }
  for (const [name, one] of Object.entries(value)) {
    const made = placed(one, standing);
    if (made !== one) changes.set(name, made);
  }
  if (changes.size === 0) return value;
  const entries = Object.entries(value).map(([name, one]) => [
    name,
    changes.has(name) ? changes.get(name) : one,
  ]);
  return Object.fromEntries(entries) as unknown;
}
