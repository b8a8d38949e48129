/**
 * The request for inlay hints, and telling the client that they are out of date. Answers nothing unless the user has
 * switched them on.
 */
import type { Connection, InlayHint, InlayHintParams } from "vscode-languageserver";
import { hintsOf } from "../features/inlayHints";
import type { Client } from "./client";
import { toPlace, toPosition } from "./positions";
import { analysed, type Serving } from "./serving";
import type { Settings } from "./settings";

export async function inlayHints(
  serving: Serving,
  { textDocument, range }: InlayHintParams,
): Promise<InlayHint[] | null> {
  if (!serving.settings().options["inlayHints.order"]) return null;
  const placed = await analysed(serving, textDocument.uri);
  if (!placed) return null;
  return hintsOf(placed.session.context, placed.file, toPlace(range)).map(({ at, text, details }) => ({
    position: toPosition(at),
    label: text,
    tooltip: details,
    paddingLeft: true,
  }));
}

/** Has the client ask for its hints again, where it can and they are on, or just were. */
export function hintsRefresher(
  connection: Connection,
  { refreshesHints }: Client,
  settings: () => Settings,
): () => void {
  let wereOn = false;
  return () => {
    const areOn = settings().options["inlayHints.order"];
    if (refreshesHints && (areOn || wereOn))
      void connection.languages.inlayHint.refresh().catch(() => undefined);
    wereOn = areOn;
  };
}
