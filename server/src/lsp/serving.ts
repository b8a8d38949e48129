/**
 * What every request is answered from. A request about a document first sees to it that its text as it stands in the
 * editor has been analysed, so that positions fit. Must not know any request.
 */
import type { Position, TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Asked } from "../features/subject";
import type { Client } from "./client";
import { toPoint } from "./positions";
import type { Placed, Sessions } from "./sessions";
import type { Settings } from "./settings";

export interface Serving {
  readonly client: Client;
  readonly documents: TextDocuments<TextDocument>;
  readonly sessions: Sessions;
  /** What the user has set, at the moment. */
  readonly settings: () => Settings;
}

/** Where an open document belongs, its text analysed; null where it is not open or names no file. */
export async function analysed({ documents, sessions }: Serving, uri: string): Promise<Placed | null> {
  const document = documents.get(uri);
  const placed = document ? sessions.find(uri) : null;
  if (document && placed) await placed.session.current(placed.file, document);
  return placed;
}

/** A position of an open document as features ask; null where it is not open or names no file. */
export async function ask(
  serving: Serving,
  uri: string,
  position: Position,
): Promise<{ placed: Placed; asked: Asked } | null> {
  const placed = await analysed(serving, uri);
  const { line } = position;
  const lineText = serving.documents.get(uri)?.getText({
    start: { line, character: 0 },
    end: { line: line + 1, character: 0 },
  });
  if (!placed || lineText === undefined) return null;
  return { placed, asked: { file: placed.file, point: toPoint(position), lineText } };
}
