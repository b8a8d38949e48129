/**
 * Which C files a tree holds and what their inodes say: enough to tell, without reading any, which have changed since.
 * Walks as a search does (hidden folders and symbolic links left out). Must not read a file of the tree.
 */
import { lstatSync, readdirSync } from "node:fs";
import path from "node:path";

/** For each folder, "" for the root, its C files: `name:mark/` one after another, sorted by name. */
export type TreeState = Readonly<Record<string, string>>;

/**
 * A file whose inode was changed less than this before it was looked at, in milliseconds, may be changed again and look
 * the same: file systems tell times apart by a few milliseconds, old ones by two seconds.
 */
const TOO_YOUNG = 2_000;

/** The mark of a file of which nothing can be said the next time. */
const UNSURE = "?";

/**
 * Looks at a tree. To be done before any file of it is read: what is changed in between looks changed the next time.
 * @param now the time at which looking begins, in milliseconds
 * @returns null where something cannot be looked at: then nothing can be said of the tree
 */
export function treeState(root: string, now: number): TreeState | null {
  const youngest = now - TOO_YOUNG;
  const state: Record<string, string> = {};
  const visit = (folder: string): void => {
    const full = path.join(root, folder);
    let marks = "";
    for (const entry of readdirSync(full, { withFileTypes: true }).sort(byName)) {
      const { name } = entry;
      if (entry.isDirectory() && !name.startsWith(".")) visit(folder === "" ? name : `${folder}/${name}`);
      else if (entry.isFile() && (name.endsWith(".c") || name.endsWith(".h")))
        marks += `${name}:${markOf(`${full}/${name}`, youngest)}/`;
    }
    if (marks !== "") state[folder] = marks;
  };
  try {
    visit("");
    return state;
  } catch {
    return null;
  }
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

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

/** Files that are in one state and not, or differently, in the other; those that nothing could be said of too. */
export function changedFiles(before: TreeState, now: TreeState): string[] {
  const changed: string[] = [];
  for (const folder of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const [old = "", young = ""] = [before[folder], now[folder]];
    if (old === young && !old.includes(`:${UNSURE}/`)) continue;
    const [was, is] = [marksOf(old), marksOf(young)];
    for (const name of new Set([...was.keys(), ...is.keys()]))
      if (was.get(name) !== is.get(name) || is.get(name) === UNSURE)
        changed.push(folder === "" ? name : `${folder}/${name}`);
  }
  return changed.sort();
}

/** A state that knows nothing of some files: they will be among the changed ones. */
export function withoutFiles(state: TreeState, files: readonly string[]): TreeState {
  const next: Record<string, string> = { ...state };
  for (const file of files) {
    const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
    const marks = marksOf(next[folder] ?? "");
    marks.set(file.slice(file.lastIndexOf("/") + 1), UNSURE);
    next[folder] = [...marks].map(([name, mark]) => `${name}:${mark}/`).join("");
  }
  return next;
}

function marksOf(marks: string): Map<string, string> {
  return new Map(
    marks
      .split("/")
      .filter((entry) => entry !== "")
      .map((entry) => [entry.slice(0, entry.lastIndexOf(":")), entry.slice(entry.lastIndexOf(":") + 1)]),
  );
}
