/**
 * Translates string offsets of one text into places. JavaScript strings, web-tree-sitter and LSP all count UTF-16
 * code units, so nothing is ever converted to bytes. This file must not read files.
 */
import type { Place, Point } from "./place";

/** Turns offsets of one text into points and places. */
export interface LineIndex {
  /** The point at a string offset; offsets past the end give the end. */
  point(offset: number): Point;
  /** The place between two string offsets. */
  place(start: number, end: number): Place;
  /** The string offset of a point, clamped to the text. */
  offset(point: Point): number;
  readonly lineCount: number;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  if (!text.includes("\r"))
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  else for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) starts.push(index + end.length);
  return starts;
}

/** Builds the line table of a text. "\n", "\r\n" and a lone "\r" end a line, as they do for LSP. */
export function lineIndex(text: string): LineIndex {
  const starts = lineStarts(text);
  const startOf = (line: number): number => starts[line] ?? text.length;
  const point = (offset: number): Point => {
    const at = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (startOf(middle) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - startOf(low) + 1 };
  };
  return {
    lineCount: starts.length,
    point,
    place: (start, end) => {
      const from = point(start);
      const to = point(end);
      return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
    },
    offset: ({ line, column }) =>
      Math.max(0, Math.min(startOf(line - 1) + column - 1, startOf(line), text.length)),
  };
}
