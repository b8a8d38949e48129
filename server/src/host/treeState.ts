/**
 * Which C files a tree holds and what their inodes say: enough to tell, without reading any, which have changed since.
 * Walks as a search does (hidden folders and symbolic links left out). Must not read a file of the tree.
 */
import { type Dirent, lstatSync, readdirSync } from "node:fs";

/** For each folder, "" for the root, what is in it: `name:mark/` for a C file, `name:/` for a folder, sorted. */
export type TreeState = ReadonlyMap<string, string>;

/** What folders hold that are new or not as they were; null for one that is not there any more. */
export type News = ReadonlyMap<string, string | null>;

/** How far those who look at the same tree together have come; shared between threads. */
export type Share = Int32Array<SharedArrayBuffer>;

/**
 * A file whose inode was changed less than this before it was looked at, in milliseconds, may be changed again and look
 * the same: file systems tell times apart by a few milliseconds, old ones by two seconds.
 */
const TOO_YOUNG = 2_000;

/** The mark of a file of which nothing can be said the next time. */
const UNSURE = "?";

/** So many folders are taken at once. */
const HANDFUL = 16;

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
  const youngest = now - TOO_YOUNG;
  const news = new Map<string, string | null>();
  const visit = (folder: string): void => {
    const held = holdingsOf(folder === "" ? root : `${root}/${folder}`, youngest);
    if (held !== null && held === before.get(folder) && !isUnsure(held)) return;
    news.set(folder, held);
    // Those known before are looked at anyway.
    for (const one of foldersIn(folder, held ?? "")) if (!before.has(one)) visit(one);
  };
  const known = before.has("") ? [...before.keys()] : ["", ...before.keys()];
  try {
    for (let at = take(share); at < known.length; at = take(share))
      for (const folder of known.slice(at, at + HANDFUL)) visit(folder);
    return news;
  } catch {
    return null;
  }
}

const take = (share: Share): number => Atomics.add(share, 0, HANDFUL);

/** What a folder holds; null where there is no such folder. */
function holdingsOf(full: string, youngest: number): string | null {
  const entries = entriesOf(full);
  if (entries === null) return null;
  const held: string[] = [];
  for (const entry of entries) {
    const { name } = entry;
    if (entry.isDirectory()) {
      if (!name.startsWith(".")) held.push(`${name}:/`);
    } else if ((name.endsWith(".c") || name.endsWith(".h")) && entry.isFile())
      held.push(`${name}:${markOf(`${full}/${name}`, youngest)}/`);
  }
  return held.sort().join("");
}

function entriesOf(full: string): Dirent[] | null {
  try {
    return readdirSync(full, { withFileTypes: true });
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw error;
  }
}

function markOf(full: string, youngest: number): string {
  const { size, mtimeMs, ctimeMs, ino } = lstatSync(full);
  return Math.max(mtimeMs, ctimeMs) > youngest ? UNSURE : mixed([size, mtimeMs, ctimeMs, ino]);
}

const doubles = new Float64Array(4);
const halves = new Uint32Array(doubles.buffer);

/** Four numbers as one short text: two independent 32-bit hashes over all of their bits. */
function mixed(numbers: readonly number[]): string {
  doubles.set(numbers);
  let a = 0x811c9dc5;
  let b = 0x2545f491;
  for (const half of halves) {
    a = Math.imul(a ^ half, 0x85ebca6b);
    a ^= a >>> 13;
    b = Math.imul(b ^ half, 0xc2b2ae35);
    b ^= b >>> 15;
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}

const isUnsure = (held: string): boolean => held.includes(`:${UNSURE}/`);

/** Name and mark of all that a folder holds; the mark of a folder is empty. */
function marksOf(held: string): Map<string, string> {
  return new Map(
    held
      .split("/")
      .filter((entry) => entry !== "")
      .map((entry) => [entry.slice(0, entry.lastIndexOf(":")), entry.slice(entry.lastIndexOf(":") + 1)]),
  );
}

const within = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

function foldersIn(folder: string, held: string): string[] {
  return [...marksOf(held)].flatMap(([name, mark]) => (mark === "" ? [within(folder, name)] : []));
}

/**
 * The state of a tree, from the one before and what everybody has seen who looked at it together: the folders that the
 * root leads to, because one that was known may now be reached by a link alone.
 * @returns null where something could not be looked at, or vanished meanwhile
 */
export function stateAfter(before: TreeState, looks: readonly (News | null)[]): TreeState | null {
  const news = new Map<string, string | null>();
  for (const look of looks) {
    if (look === null) return null;
    for (const [folder, held] of look) news.set(folder, held);
  }
  if (news.size === 0) return before;
  const state = new Map<string, string>();
  const open = [""];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    const held = news.has(folder) ? news.get(folder) : before.get(folder);
    if (typeof held !== "string") return null;
    state.set(folder, held);
    open.push(...foldersIn(folder, held));
  }
  return state;
}

/** Files that are in one state and not, or differently, in the other; those that nothing could be said of too. */
export function changedFiles(before: TreeState, now: TreeState): string[] {
  const changed: string[] = [];
  for (const folder of new Set([...before.keys(), ...now.keys()])) {
    const [old = "", young = ""] = [before.get(folder), now.get(folder)];
    if (old === young && !isUnsure(old)) continue;
    const [was, is] = [marksOf(old), marksOf(young)];
    // Folders have no mark.
    for (const name of new Set([...was.keys(), ...is.keys()]))
      if ((was.get(name) || is.get(name)) && (was.get(name) !== is.get(name) || is.get(name) === UNSURE))
        changed.push(within(folder, name));
  }
  return changed.sort();
}

/** A state that knows nothing of some files: they will be among the changed ones. */
export function withoutFiles(state: TreeState, files: readonly string[]): TreeState {
  const next = new Map(state);
  for (const file of files) {
    const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
    const marks = marksOf(next.get(folder) ?? "");
    marks.set(file.slice(file.lastIndexOf("/") + 1), UNSURE);
    next.set(folder, [...marks].map(([name, mark]) => `${name}:${mark}/`).join(""));
  }
  return next;
}

/** As bytes to keep; {@link stateOf} reads them. */
export function bytesOf(state: TreeState): Buffer {
  return Buffer.from(JSON.stringify([...state]));
}

export function stateOf(bytes: Buffer | undefined): TreeState {
  return new Map(JSON.parse(String(bytes)) as [string, string][]);
}
