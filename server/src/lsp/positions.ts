/**
 * The only place that translates between the tree's places (lines and columns from 1, paths relative to a root) and
 * LSP's (from 0, URIs). Both count UTF-16 code units, so nothing but 1 is ever added.
 */
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Location, Position, Range } from "vscode-languageserver";
import type { FilePlace } from "../base/finding";
import type { Place, Point } from "../base/place";

export function toPoint({ line, character }: Position): Point {
  return { line: line + 1, column: character + 1 };
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

/** The URI of a file below a root. */
export function toUri(root: string, file: string): string {
  return pathToFileURL(path.join(root, file)).href;
}

/** The path that a URI names, or null where it names none on this machine's disk. */
export function toPath(uri: string): string | null {
  try {
    return uri.startsWith("file:") ? fileURLToPath(uri) : null;
  } catch {
    return null;
  }
}

/** The path of a file relative to a root, with "/"; null where it does not lie below it. */
export function toFile(root: string, full: string): string | null {
  const file = path.relative(root, full);
  if (file === "" || file === ".." || file.startsWith(`..${path.sep}`) || path.isAbsolute(file)) return null;
  return file.split(path.sep).join("/");
}
