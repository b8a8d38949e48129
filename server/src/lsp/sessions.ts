/**
 * Which session a document belongs to: that of the innermost workspace folder around it, else one of its own. Holds the
 * sessions and nothing else; must not know requests.
 */
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Session } from "./session";
import { toFile, toFolderAndFile, toRoot } from "./uris";

/** A document where it belongs. */
export interface Placed {
  readonly session: Session;
  readonly file: string;
}

export interface Sessions {
  /** Where a URI belongs; null where it names no file, or a file outside all folders that is not open. */
  find(uri: string): Placed | null;
  /** Every session: those of the folders as they were opened, then those of single files. */
  all(): readonly Session[];
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

/**
 * @param create makes the session of a folder, or of one file in it
 * @param canRead whether there may be something behind a URI; all others are left alone
 */
export function createSessions(
  create: (where: { root: string; only: string | null }) => Session,
  canRead: (uri: string) => boolean,
): Sessions {
  const folders = new Map<string, Session>();
  const singles = new Map<string, Session>();

  const inFolders = (uri: string): Placed[] =>
    [...folders.values()].flatMap((session) => {
      const file = toFile(session.root, uri);
      return file === null ? [] : [{ session, file }];
    });

  const inFolder = (uri: string): Placed | null =>
    inFolders(uri).sort((a, b) => a.file.length - b.file.length)[0] ?? null;

  const find = (uri: string): Placed | null => {
    const placed = inFolder(uri);
    const session = singles.get(uri);
    const file = session && toFile(session.root, uri);
    return placed ?? (session && file ? { session, file } : null);
  };

  const changed = (document: TextDocument): void => {
    const alone = canRead(document.uri) ? toFolderAndFile(document.uri) : null;
    if (alone === null) return;
    if (!find(document.uri)) {
      const session = create({ root: alone.root, only: alone.file });
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
    const root = canRead(uri) ? toRoot(uri) : null;
    if (root === null || folders.has(uri)) return;
    const session = create({ root, only: null });
    folders.set(uri, session);
    void session.start();
  };

  const all = (): readonly Session[] => [...folders.values(), ...singles.values()];

  return {
    find,
    all,
    changed,
    closed,
    refresh: async (uris) => {
      const bySession = new Map<Session, string[]>();
      // A file belongs to the trees of all folders around it.
      for (const placed of uris.flatMap((uri) => (inFolder(uri) ? inFolders(uri) : (find(uri) ?? []))))
        listOf(bySession, placed.session).push(placed.file);
      await Promise.all([...bySession].map(([session, files]) => session.refresh(files)));
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
        if (inFolder(uri)) {
          session.dispose();
          singles.delete(uri);
        }
    },
    again: () => {
      for (const session of all()) session.again();
    },
    dispose: () => {
      for (const session of all()) session.dispose();
    },
  };
}

/** The list of a session, made where there is none: a branch switch adds thousands of files one by one. */
function listOf(lists: Map<Session, string[]>, session: Session): string[] {
  const list = lists.get(session) ?? [];
  lists.set(session, list);
  return list;
}
