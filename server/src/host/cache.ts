/**
 * Facts on disk, keyed by their recipe: the text, the version of extraction, the names watched for in that text. Entries
 * may vanish or be damaged at any time; then they are made again. Writing is atomic.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { threadId } from "node:worker_threads";
import { occurring, type Wanted } from "../facts/extract";
import { FACTS_VERSION, type FileFacts } from "../facts/facts";

/** A hash of the sources that make facts, put in by the build; absent where the sources are run as they are. */
declare const FACTS_RECIPE: string | undefined;

const RECIPE = typeof FACTS_RECIPE === "string" ? FACTS_RECIPE : "sources";

/** Where facts are kept unless told otherwise. */
export function defaultCacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache");
  return path.join(base, "notifier-lens");
}

/** The key of a text's facts. Only wanted names that occur in the text matter, so that others do not spoil it. */
export function cacheKey(text: string, wanted: Wanted): string {
  const { watch, structs, macros } = occurring(wanted, text);
  const recipe = {
    version: FACTS_VERSION,
    sources: RECIPE,
    watch: [...watch].sort(),
    structs: [...structs].sort(),
    macros: [...macros.values()],
  };
  return createHash("sha256").update(JSON.stringify(recipe)).update("\0").update(text).digest("hex");
}

const fileOf = (folder: string, key: string): string =>
  path.join(folder, key.slice(0, 2), `${key.slice(2)}.json`);

/** The facts under a key, or null. */
export function readCache(folder: string, key: string): FileFacts | null {
  try {
    const facts = JSON.parse(readFileSync(fileOf(folder, key), "utf8")) as FileFacts;
    return facts.version === FACTS_VERSION ? facts : null;
  } catch {
    return null;
  }
}

/** Keeps facts; a disk that is full or read-only costs time, never the run. */
export function writeCache(folder: string, key: string, facts: FileFacts): void {
  const file = fileOf(folder, key);
  const temporary = `${file}.${process.pid}.${threadId}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(temporary, JSON.stringify(facts));
    renameSync(temporary, file);
  } catch {
    // Without a cache the next run works as this one did.
  }
}
