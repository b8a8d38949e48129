/** Points in a text, found by what stands there: tests name the line and mark the place in it. */
import type { Asked } from "../../server/src/features/subject";

/**
 * The point at the mark `|` of a piece of a line.
 * @param marked a piece of exactly one line of the file, with one `|` in it
 * @throws where no line, or more than one, holds the piece
 */
export function pointAt(files: ReadonlyMap<string, string>, file: string, marked: string): Asked {
  const offset = marked.indexOf("|");
  const piece = marked.slice(0, offset) + marked.slice(offset + 1);
  const lines = (files.get(file) ?? "").split("\n");
  const found = lines.flatMap((text, index) => (text.includes(piece) ? [{ text, line: index + 1 }] : []));
  const [only] = found;
  if (offset < 0 || !only || found.length > 1)
    throw new Error(`${file}: ${found.length} lines hold ${JSON.stringify(piece)}`);
  const column = only.text.indexOf(piece) + offset + 1;
  return { file, point: { line: only.line, column }, lineText: only.text };
}
