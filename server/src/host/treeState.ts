/**
 * Which C files a tree holds and what their inodes say: enough to tell, without reading any, which have changed since.
 * Walks as a search does (hidden folders and symbolic links left out). Must not read a file of the tree.
 */
import { type Dirent, lstatSync, readdirSync, type Stats, statfsSync } from "node:fs";

/** What a folder holds. */
interface Holdings {
  /** What the folder's own inode says; {@link UNSURE} where it does not tell whether the same things stand in it. */
  readonly mark: number;
  /** The names of its C files and of its folders, sorted, with "/" between them. */
  readonly files: string;
  readonly folders: string;
  /** What the inodes of the files say, in their order. */
  readonly marks: readonly number[];
}

/** What each folder holds; "" is the root. */
export type TreeState = ReadonlyMap<string, Holdings>;

/** What folders hold that are new or not as they were; null for one that is not there any more. */
export type News = ReadonlyMap<string, Holdings | null>;

/** How far those who look at the same tree together have come; shared between threads. */
export type Share = Int32Array<SharedArrayBuffer>;

/**
 * An inode that was changed less than this before it was looked at, in milliseconds, may be changed again and look the
 * same: file systems tell times apart by a few milliseconds, old ones by two seconds.
 */
const TOO_YOUNG = 2_000;

/** The mark of an inode of which nothing can be said the next time. */
const UNSURE = 0;

/** So many folders are taken at once. */
const HANDFUL = 16;

/**
 * Linux's file systems that date a folder by what comes into it and leaves it, by their magic numbers: ext2 to ext4, XFS,
 * Btrfs, F2FS, tmpfs. Of others (over a network, in user space) that is not certain: there every folder is listed.
 */
const DATING_FOLDERS: ReadonlySet<number> = new Set([0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0x01021994]);

/** Nothing of a tree has been looked at yet. */
export function createShare(): Share {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

export interface Look {
  readonly root: string;
  /** The time at which looking begins, in milliseconds. */
  readonly now: number;
  /** What was seen of the tree before; the same for everybody who looks. */
  readonly before: TreeState;
  readonly share: Share;
}

/**
 * Looks at the folders of a tree that nobody else takes: all of them, where nobody else looks. To be done before any
 * file of it is read: what is changed in between looks changed the next time.
 * @returns null where something cannot be looked at: then nothing can be said of the tree
 */
export function lookAtTree({ root, now, before, share }: Look): News | null {
  const news = new Map<string, Holdings | null>();
  const visit = (folder: string, holdingsOf: ReturnType<typeof looker>): void => {
    const known = before.get(folder);
    const held = holdingsOf(folder === "" ? root : `${root}/${folder}`, known);
    if (held !== null && known !== undefined && isSame(held, known)) return;
    news.set(folder, held);
    // Those known before are looked at anyway.
    for (const name of namesIn(held?.folders))
      if (!before.has(within(folder, name))) visit(within(folder, name), holdingsOf);
  };
  const known = before.has("") ? [...before.keys()] : ["", ...before.keys()];
  try {
    const holdingsOf = looker(root, now - TOO_YOUNG);
    for (let at = take(share); at < known.length; at = take(share))
      for (const folder of known.slice(at, at + HANDFUL)) visit(folder, holdingsOf);
    return news;
  } catch {
    return null;
  }
}

const take = (share: Share): number => Atomics.add(share, 0, HANDFUL);

/** Makes what tells the holdings of a folder, given those it had before; null where there is no such folder. */
function looker(root: string, youngest: number): (full: string, known?: Holdings) => Holdings | null {
  const device = deviceDatingFolders(root);
  return (full, known) => {
    // Before it is listed: what comes meanwhile makes it another the next time.
    const found = thereOrNull(() => lstatSync(full));
    const mark = found?.dev === device && found ? markOf(found, youngest) : UNSURE;
    const listed = known && mark !== UNSURE && mark === known.mark ? known : listingOf(full);
    if (listed === null) return null;
    const { files, folders } = listed;
    const marks = namesIn(files).map((name) => markOf(lstatSync(`${full}/${name}`), youngest));
    return { mark, files, folders, marks };
  };
}

/** The device on which a folder that looks the same holds the same names; null where that is not certain. */
function deviceDatingFolders(root: string): number | null {
  try {
    return DATING_FOLDERS.has(statfsSync(root).type) ? lstatSync(root).dev : null;
  } catch {
    // Where nothing can be asked of a file system.
    return null;
  }
}

function listingOf(full: string): Pick<Holdings, "files" | "folders"> | null {
  const entries = thereOrNull(() => readdirSync(full, { withFileTypes: true }));
  if (entries === null) return null;
  const files = entries.filter((e) => (e.name.endsWith(".c") || e.name.endsWith(".h")) && e.isFile());
  const folders = entries.filter((e) => e.isDirectory() && !e.name.startsWith("."));
  return { files: namesOf(files), folders: namesOf(folders) };
}

const namesOf = (entries: readonly Dirent[]): string =>
  entries
    .map(({ name }) => name)
    .sort()
    .join("/");

const namesIn = (names: string | undefined): readonly string[] => (names ? names.split("/") : []);

const within = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

/** Null for what is not there; other failures are failures. */
function thereOrNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw error;
  }
}

const doubles = new Float64Array(4);
const halves = new Uint32Array(doubles.buffer);

/** What an inode says, as a number of 53 bits: parts of two independent 32-bit hashes over all of its bits. */
function markOf({ size, mtimeMs, ctimeMs, ino }: Stats, youngest: number): number {
  if (Math.max(mtimeMs, ctimeMs) > youngest) return UNSURE;
  doubles[0] = size;
  doubles[1] = mtimeMs;
  doubles[2] = ctimeMs;
  doubles[3] = ino;
  let a = 0x811c9dc5;
  let b = 0x2545f491;
  for (const half of halves) {
    a = Math.imul(a ^ half, 0x85ebca6b);
    a ^= a >>> 13;
    b = Math.imul(b ^ half, 0xc2b2ae35);
    b ^= b >>> 15;
  }
  return (a >>> 0) * 2 ** 21 + (b >>> 11) || 1;
}

/** Whether two say the same, and can be believed. */
function isSame(a: Holdings, b: Holdings): boolean {
  return (
    a.files === b.files &&
    a.folders === b.folders &&
    a.marks.length === b.marks.length &&
    a.marks.every((mark, i) => mark === b.marks[i] && mark !== UNSURE)
  );
}

/**
 * The state of a tree, from the one before and what everybody has seen who looked at it together: the folders that the
 * root leads to, because one that was known may now be reached by a link alone.
 * @returns null where something could not be looked at, or vanished meanwhile
 */
export function stateAfter(before: TreeState, looks: readonly (News | null)[]): TreeState | null {
  const news = new Map<string, Holdings | null>();
  for (const look of looks) {
    if (look === null) return null;
    for (const [folder, held] of look) news.set(folder, held);
  }
  if (news.size === 0) return before;
  const state = new Map<string, Holdings>();
  const open = [""];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const held = news.has(folder) ? news.get(folder) : before.get(folder);
    if (!held) return null;
    state.set(folder, held);
    for (const name of namesIn(held.folders)) open.push(within(folder, name));
  }
  return state;
}

/** Files that are in one state and not, or differently, in the other; those that nothing could be said of too. */
export function changedFiles(before: TreeState, now: TreeState): string[] {
  const changed: string[] = [];
  for (const folder of new Set([...before.keys(), ...now.keys()])) {
    const [old, young] = [before.get(folder), now.get(folder)];
    if (old && young && (old === young ? !old.marks.includes(UNSURE) : isSame(old, young))) continue;
    const [was, is] = [marksIn(old), marksIn(young)];
    for (const name of new Set([...was.keys(), ...is.keys()]))
      if (was.get(name) !== is.get(name) || is.get(name) === UNSURE) changed.push(within(folder, name));
  }
  return changed.sort();
}

function marksIn(held: Holdings | undefined): Map<string, number> {
  return new Map(namesIn(held?.files).map((name, i) => [name, held?.marks[i] ?? UNSURE]));
}

/** A state that knows nothing of some files: they will be among the changed ones. */
export function withoutFiles(state: TreeState, files: readonly string[]): TreeState {
  const next = new Map(state);
  for (const file of files) {
    const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
    const held = next.get(folder);
    const marks = marksIn(held).set(file.slice(file.lastIndexOf("/") + 1), UNSURE);
    next.set(folder, {
      // The file may not be there.
      mark: UNSURE,
      folders: held?.folders ?? "",
      files: [...marks.keys()].join("/"),
      marks: [...marks.values()],
    });
  }
  return next;
}

/** As bytes to keep; {@link stateOf} reads them. */
export function bytesOf(state: TreeState): Buffer {
  return Buffer.from(JSON.stringify([...state]));
}

export function stateOf(bytes: Buffer | undefined): TreeState {
  return new Map(JSON.parse(String(bytes)) as [string, Holdings][]);
}
