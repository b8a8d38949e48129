/**
 * What is remembered of a tree, as one file: a line of JSON that says what follows it, and the parts. It may vanish, be
 * damaged or be written by two processes at any time; then the tree is read again. Must not know what the parts mean.
 */
import { hash } from "node:crypto";
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

/** The parts of a pack. */
export interface Pack {
  /** The {@link TreeState} that the facts are of. */
  readonly state: Buffer;
  readonly facts: Buffer;
  readonly model: Buffer;
  /** What the workspace remembers beside these. */
  readonly memory: Buffer;
}

interface Header {
  readonly recipe: string;
  readonly root: string;
  /** Lengths and hashes of the parts. */
  readonly lengths: readonly number[];
  readonly sums: readonly string[];
}

/** A hash of the sources that make what is remembered, put in by the build; absent where sources are run as they are. */
declare const INDEX_RECIPE: string | undefined;

/** What packs are made by: those made by anything else are not read. */
export const RECIPE = typeof INDEX_RECIPE === "string" ? INDEX_RECIPE : "sources";

/** No header is longer: a path has an end. */
const LONGEST_HEADER = 32 * 1024;

/** Trees that are remembered at once; the one not used for longest is forgotten. */
const MOST_PACKS = 8;

/** Where packs are kept unless told otherwise. */
export function defaultCacheFolder(): string {
  const { XDG_CACHE_HOME: base = "" } = process.env;
  // A relative one would lie in whatever folder is analysed.
  return path.join(path.isAbsolute(base) ? base : path.join(os.homedir(), ".cache"), "notifier-lens");
}

/** The file that a tree is remembered in, by this version: others have files of their own. */
export function packOf(folder: string, root: string): string {
  return path.join(folder, `${hash("sha1", `${RECIPE}\n${path.resolve(root)}`).slice(0, 16)}.pack`);
}

/** Reads parts of a pack, with a stamp to know it by; null where there is none that can be used. */
export function readPack(
  file: string,
  root: string,
  wanted: readonly (keyof Pack)[],
  recipe = RECIPE,
): { readonly stamp: string; readonly parts: Partial<Pack> } | null {
  let opened: number | null = null;
  try {
    opened = openSync(file, "r");
    const start = bytesAt(opened, 0, LONGEST_HEADER);
    const end = start.indexOf(10);
    const { lengths, sums, ...header } = JSON.parse(start.toString("utf8", 0, end)) as Header;
    if (header.recipe !== recipe || header.root !== path.resolve(root)) return null;
    const parts: Partial<Record<keyof Pack, Buffer>> = {};
    let at = end + 1;
    for (const [i, part] of PARTS.entries()) {
      const length = lengths[i] ?? 0;
      if (wanted.includes(part)) {
        const found = bytesAt(opened, at, length);
        if (hash("sha1", found) !== sums[i]) return null;
        parts[part] = found;
      }
      at += length;
    }
    return { stamp: sums.join(), parts };
  } catch {
    return null;
  } finally {
    if (opened !== null) closeSync(opened);
  }
}

/** So many bytes of a file, or fewer where it ends before. */
function bytesAt(opened: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(length);
  return bytes.subarray(0, readSync(opened, bytes, 0, length, at));
}

const PARTS: readonly (keyof Pack)[] = ["state", "memory", "facts", "model"];

/** Keeps a pack; a disk that is full or read-only costs time, never the run. */
export function writePack(file: string, root: string, pack: Pack): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const parts = PARTS.map((part) => pack[part]);
    const header: Header = {
      recipe: RECIPE,
      root: path.resolve(root),
      lengths: parts.map((part) => part.length),
      sums: parts.map((part) => hash("sha1", part)),
    };
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(
      temporary,
      Buffer.concat([
        Buffer.from(`${JSON.stringify(header)}
`),
        ...parts,
      ]),
    );
    renameSync(temporary, file);
    forgetOldest(path.dirname(file));
  } catch {
    discard(temporary);
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where nothing can be written, nothing is left.
  }
}

/** Leaves the packs that were written last, and no half-written ones of processes that have ended. */
function forgetOldest(folder: string): void {
  const packs = readdirSync(folder)
    .filter((name) => /\.pack(?:\.\d+\.tmp)?$/.test(name))
    .map((name) => ({ name, written: statSync(path.join(folder, name)).mtimeMs }))
    .sort((a, b) => b.written - a.written);
  for (const { name } of packs.slice(MOST_PACKS)) rmSync(path.join(folder, name), { force: true });
}
