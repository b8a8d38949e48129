/** Finds names in the C files of a disk: with ripgrep, or where there is none by reading everything. Both find alike. */
import { spawn } from "node:child_process";
import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import {
  asksNothing,
  expressionsOf,
  type FileQuery,
  type Found,
  finder,
  nameReader,
} from "../workspace/query";

/** Per file its name and a line for each match; all files, whatever a .gitignore or a user's settings say. */
const OPTIONS = [
  ...["--only-matching", "--no-line-number", "--heading", "--with-filename", "--null", "--color=never"],
  ...["--no-config", "--no-ignore", "--no-messages", "--no-unicode"],
  // A file that turns out to be binary is to be told of, not passed over.
  ...["--text", "--glob=*.[ch]"],
];

/**
 * Files that match, by one run of ripgrep. Rejects where ripgrep cannot be run, where it could not read something, and
 * with the signal's reason where it is aborted.
 */
export async function searchWithRipgrep(
  ripgrep: string,
  root: string,
  query: FileQuery,
  signal?: AbortSignal,
): Promise<Found> {
  if (asksNothing(query)) return new Map();
  const read = nameReader(query);
  const found = new Map<string, ReadonlySet<string>>();
  for (const [, path = "", matches = ""] of (await outputOf(ripgrep, root, query, signal)).matchAll(FILE)) {
    const lines = new Set(matches.split("\n"));
    const names = new Set([...lines].flatMap((line) => (line === "" ? [] : read(line))));
    // A file with no names at all would be one that cannot be read.
    if (names.size > 0) found.set(path.replace(/^\.[/\\]/, "").replaceAll("\\", "/"), names);
  }
  return sorted(found);
}

/** Ripgrep's answer for one file: an empty line ends it, and no match is empty. A path may hold anything but NUL. */
const FILE = /([^\0]+)\0((?:[^\n]+\n)+)\n?/g;

function outputOf(
  ripgrep: string,
  root: string,
  query: FileQuery,
  signal: AbortSignal | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    // The expressions come over standard input: a command line has a bound.
    const args = [...OPTIONS, "--file=-", "."];
    const child = spawn(ripgrep, args, { cwd: root, stdio: ["pipe", "pipe", "ignore"], windowsHide: true });
    const stop = (): void => void child.kill();
    const end = (act: () => void): void => {
      signal?.removeEventListener("abort", stop);
      act();
    };
    signal?.addEventListener("abort", stop);
    const output: Buffer[] = [];
    child.stdout.on("data", (bytes: Buffer) => output.push(bytes));
    // Whoever cannot be written to ends, and says why then.
    child.stdin.on("error", () => undefined).end(`${expressionsOf(query).join("\n")}\n`);
    child.on("error", (error) => end(() => reject(error)));
    child.on("close", (status) => {
      if (signal?.aborted) end(() => reject(signal.reason));
      // Status 1: nothing matched. Status 2: something could not be read, and only a walk can say what.
      else if (status === 0 || status === 1) end(() => resolve(Buffer.concat(output).toString("utf8")));
      else end(() => reject(new Error(`ripgrep ended with status ${status}`)));
    });
  });
}

/**
 * Files that match, by reading everything; also what cannot be read, with no names. Symbolic links are not followed.
 */
export async function searchByWalking(root: string, query: FileQuery, signal?: AbortSignal): Promise<Found> {
  const namesIn = finder(query);
  const found = new Map<string, ReadonlySet<string>>();
  if (asksNothing(query)) return found;
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await entriesOf(path.join(root, folder), () => found.set(folder || ".", new Set()))) {
      signal?.throwIfAborted();
      const file = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !entry.name.startsWith(".")) await visit(file);
      else if (entry.isFile() && /\.[ch]$/.test(entry.name)) {
        const bytes = await readFile(path.join(root, file)).catch(() => null);
        const names = bytes === null ? null : namesIn(bytes.toString("latin1"));
        if (names === null || names.size > 0) found.set(file, names ?? new Set());
      }
    }
  };
  await visit("");
  return sorted(found);
}

async function entriesOf(folder: string, onUnreadable: () => unknown): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    onUnreadable();
    return [];
  }
}

function sorted(found: Found): Found {
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
