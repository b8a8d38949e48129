/**
 * What is remembered of a tree, as one file: three lines of JSON after a line that says what they are. It may vanish, be
 * damaged or be written by two processes at any time; then the tree is read again. Must not know what the lines mean.
 */
import { hash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** The parts of a pack, each a line of JSON. */
export interface Pack {
  /** The {@link TreeState} that the facts are of. */
  readonly state: string;
  /** What the workspace remembers beside the facts. */
  readonly memory: string;
  readonly facts: string;
}

interface Header {
  readonly recipe: string;
  readonly root: string;
  /** Hashes of the lines. */
  readonly sums: readonly string[];
}

/** A hash of the sources that make what is remembered, put in by the build; absent where sources are run as they are. */
declare const INDEX_RECIPE: string | undefined;

/** What packs are made by: those made by anything else are not read. */
export const RECIPE = typeof INDEX_RECIPE === "string" ? INDEX_RECIPE : "sources";

/** Trees that are remembered at once; the one not used for longest is forgotten. */
const MOST_PACKS = 8;

/** Where packs are kept unless told otherwise. */
export function defaultCacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache");
  return path.join(base, "notifier-lens");
}

/** The file that a tree is remembered in. */
export function packOf(folder: string, root: string): string {
  return path.join(folder, `${hash("sha1", path.resolve(root)).slice(0, 16)}.pack`);
}

/** Reads one line of a pack, and all lines' hashes to know it by; null where there is none that can be used. */
export function readPack(
  file: string,
  root: string,
  wanted: readonly (keyof Pack)[],
  recipe = RECIPE,
): { readonly stamp: string; readonly parts: Partial<Pack> } | null {
  try {
    const bytes = readFileSync(file);
    const lines = linesOf(bytes);
    const header = JSON.parse(lines[0]?.toString("utf8") ?? "") as Header;
    if (header.recipe !== recipe || header.root !== path.resolve(root)) return null;
    const parts: Partial<Record<keyof Pack, string>> = {};
    for (const part of wanted) {
      const i = PARTS.indexOf(part);
      const line = lines[i + 1];
      if (!line || hash("sha1", line) !== header.sums[i]) return null;
      parts[part] = line.toString("utf8");
    }
    return { stamp: header.sums.join(), parts };
  } catch {
    return null;
  }
}

const PARTS: readonly (keyof Pack)[] = ["state", "memory", "facts"];

function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    if (end < 0) break;
    lines.push(bytes.subarray(at, end));
    at = end + 1;
  }
  return lines;
}

/** Keeps a pack; a disk that is full or read-only costs time, never the run. */
export function writePack(file: string, root: string, pack: Pack): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const lines = PARTS.map((part) => Buffer.from(pack[part]));
    const header: Header = {
      recipe: RECIPE,
      root: path.resolve(root),
      sums: lines.map((line) => hash("sha1", line)),
    };
    mkdirSync(path.dirname(file), { recursive: true });
    const end = Buffer.from("\n");
    writeFileSync(
      temporary,
      Buffer.concat([Buffer.from(JSON.stringify(header)), ...lines].flatMap((l) => [l, end])),
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
