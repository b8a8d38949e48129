/**
 * Which session a document belongs to: that of the innermost workspace folder around it, else one of its own. Holds the
 * sessions and nothing else; must not know requests.
 */
import path from "node:path";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { toFile, toPath } from "./positions";
import type { Session } from "./session";

/** A document where it belongs. */
export interface Placed {
  readonly session: Session;
  readonly file: string;
}

export interface Sessions {
  /** Where a URI belongs; null where it names no file, or a file outside all folders that is not open. */
  find(uri: string): Placed | null;
  /** A document was opened or changed. */
  changed(document: TextDocument): void;
  closed(uri: string): Promise<void>;
  /** Files changed on disk. */
  refresh(uris: readonly string[]): Promise<void>;
  /** Workspace folders came and went; open documents move to where they belong now. */
  foldersChanged(added: readonly string[], removed: readonly string[], open: readonly TextDocument[]): void;
  /** The settings have changed. */
  again(): void;
  dispose(): void;
}

/** @param create makes the session of a folder, or of one file in it */
export function createSessions(create: (where: { root: string; only: string | null }) => Session): Sessions {
  const folders = new Map<string, Session>();
  const singles = new Map<string, Session>();

  const inFolder = (full: string): Placed | null => {
    const around = [...folders.values()].flatMap((session) => {
      const file = toFile(session.root, full);
      return file === null ? [] : [{ session, file }];
    });
    return around.sort((a, b) => b.session.root.length - a.session.root.length)[0] ?? null;
  };

  const find = (uri: string): Placed | null => {
    const full = toPath(uri);
    if (full === null) return null;
    const single = singles.get(uri);
    return inFolder(full) ?? (single ? { session: single, file: path.basename(full) } : null);
  };

  const changed = (document: TextDocument): void => {
    const full = toPath(document.uri);
    if (full === null) return;
    if (!find(document.uri)) {
      const session = create({ root: path.dirname(full), only: path.basename(full) });
      singles.set(document.uri, session);
      void session.start();
    }
    const placed = find(document.uri);
    placed?.session.changed(placed.file, document);
  };

  const closed = async (uri: string): Promise<void> => {
    const placed = find(uri);
    singles.get(uri)?.dispose();
    if (!singles.delete(uri)) await placed?.session.closed(placed.file);
  };

  const addFolder = (uri: string): void => {
    const root = toPath(uri);
    if (root === null || folders.has(uri)) return;
    const session = create({ root, only: null });
    folders.set(uri, session);
    void session.start();
  };

  return {
    find,
    changed,
    closed,
    refresh: async (uris) => {
      const bySession = new Map<Session, string[]>();
      for (const placed of uris.flatMap((uri) => find(uri) ?? []))
        bySession.set(placed.session, [...(bySession.get(placed.session) ?? []), placed.file]);
      for (const [session, files] of bySession) await session.refresh(files);
    },
    foldersChanged: (added, removed, open) => {
      const before = new Map(open.map((document) => [document, find(document.uri)]));
      for (const uri of removed) {
        folders.get(uri)?.dispose();
        folders.delete(uri);
      }
      for (const uri of added) addFolder(uri);
      for (const [document, placed] of before) {
        if (find(document.uri)?.session === placed?.session) continue;
        if (placed) void placed.session.closed(placed.file);
        changed(document);
      }
      for (const [uri, session] of singles)
        if (inFolder(toPath(uri) ?? "")) {
          session.dispose();
          singles.delete(uri);
        }
    },
    again: () => {
      for (const session of [...folders.values(), ...singles.values()]) session.again();
    },
    dispose: () => {
      for (const session of [...folders.values(), ...singles.values()]) session.dispose();
    },
  };
}
