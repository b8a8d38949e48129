/**
 * The only place that translates between the tree's places (lines and columns from 1) and LSP's (from 0). Both count UTF-16 code units, so nothing but 1 is ever added.
 */
import type { Location, Position, Range } from "vscode-languageserver";
import type { FilePlace } from "../base/finding";
import type { Place, Point } from "../base/place";
import { toUri } from "./uris";

export function toPoint({ line, character }: Position): Point {
  return { line: line + 1, column: character + 1 };
}

export function toPosition({ line, column }: Point): Position {
  return { line: line - 1, character: column - 1 };
}

export function toPlace({ start, end }: Range): Place {
  return {
    ...{ line: start.line + 1, column: start.character + 1 },
    ...{ endLine: end.line + 1, endColumn: end.character + 1 },
  };
}

export function toRange({ line, column, endLine, endColumn }: Place): Range {
  return {
    start: { line: line - 1, character: column - 1 },
    end: { line: endLine - 1, character: endColumn - 1 },
  };
}

/** A whole line of a file below a root. */
export function toLocation(root: string, { file, line }: Pick<FilePlace, "file" | "line">): Location {
  const start = { line: line - 1, character: 0 };
  return { uri: toUri(root, file), range: { start, end: start } };
}

/** Exactly a place of a file below a root. */
export function toNameLocation(root: string, place: FilePlace): Location {
  return { uri: toUri(root, place.file), range: toRange(place) };
}
