/**
 * Places in a text, in the one notation that leaves the syntax layer: 1-based lines and 1-based UTF-16 columns,
 * as contract.md prints them. Offsets exist only where a text is at hand (syntax, facts); LSP positions exist only
 * in lsp/. This file must not know files, documents or protocols.
 */

/** A stretch of text. Lines and columns count from 1; columns are UTF-16 code units; the end is exclusive. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A point in a text, counted as in {@link Place}. */
export interface Point {
  readonly line: number;
  readonly column: number;
}

/** Whether a point lies in a place. The end counts as inside: an editor's cursor may stand after the last letter. */
export function contains(place: Place, point: Point): boolean {
  const afterStart = point.line > place.line || (point.line === place.line && point.column >= place.column);
  const beforeEnd =
    point.line < place.endLine || (point.line === place.endLine && point.column <= place.endColumn);
  return afterStart && beforeEnd;
}
