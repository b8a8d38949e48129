/**
 * bench/baseline.json: the figures of the last runs that somebody looked at, so that a change shows in the diff. The
 * kernel suite and the benchmark each own some of its keys and must leave the other's alone.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { REPOSITORY } from "./cli.mjs";

const FILE = path.join(REPOSITORY, "bench/baseline.json");

/** What the file holds, or null where there is none. */
export function readBaseline() {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : null;
}

/** Replaces the keys that are given. */
export function updateBaseline(parts) {
  mkdirSync(path.dirname(FILE), { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(merged(readBaseline(), parts), null, 2)}\n`);
  console.log("wrote bench/baseline.json");
}

/** The file's keys with some of them replaced, whole: what a run no longer measures is gone. */
export function merged(before, parts) {
  return { ...before, ...parts };
}
