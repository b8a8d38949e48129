/** Finds and reads C files on a disk: ripgrep where there is one, a plain walk of the folders where there is none. */
import { execFile } from "node:child_process";
import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { type FileQuery, MOST_BYTES, type ReadResult } from "../workspace/host";

const run = promisify(execFile);

/** Names handed to one ripgrep call; a command line has a bound. */
const NAMES_AT_ONCE = 400;

/** Files that match, by ripgrep. Rejects where ripgrep cannot be run, or could not read something. */
export async function searchWithRipgrep(ripgrep: string, root: string, query: FileQuery): Promise<string[]> {
  const found = new Set<string>();
  const patterns = patternsOf(query);
  for (const pattern of patterns) {
    const args = ["--files-with-matches", "--no-ignore", "--no-messages", "--no-config", "--null"];
    // --text: a file that turns out to be binary is to be told of, not passed over.
    const types = ["--text", "-g", "*.c", "-g", "*.h", ...pattern, "."];
    const output = await ripgrepOutput(ripgrep, [...args, ...types], root);
    for (const file of output.split("\0"))
      if (file) found.add(file.replace(/^\.\//, "").replaceAll("\\", "/"));
  }
  return [...found].sort();
}

function patternsOf(query: FileQuery): string[][] {
  if ("text" in query) return [["--fixed-strings", "-e", query.text]];
  if ("words" in query)
    return chunks(query.words, (words) => [
      "--word-regexp",
      "--fixed-strings",
      ...words.flatMap((w) => ["-e", w]),
    ]);
  return chunks(query.structs, (structs) => ["--multiline", "-e", definition(structs)]);
}

function chunks(names: readonly string[], pattern: (names: readonly string[]) => string[]): string[][] {
  const lists: string[][] = [];
  for (let i = 0; i < names.length; i += NAMES_AT_ONCE)
    lists.push(pattern(names.slice(i, i + NAMES_AT_ONCE)));
  return lists;
}

/** A regular expression, understood alike by ripgrep and JavaScript, for the definition of one of some structs. */
function definition(structs: readonly string[]): string {
  return `(?:${structs.map((s) => s.replace(/\s+/g, "\\s+")).join("|")})\\s*\\{`;
}

async function ripgrepOutput(ripgrep: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await run(ripgrep, [...args], { cwd, maxBuffer: 256 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    // Status 1: nothing matched. Status 2: something could not be read, and only a walk can say what.
    if ((error as { code?: unknown }).code === 1) return "";
    throw error;
  }
}

/**
 * Files that match, by reading everything; also what cannot be read, so that reading it says why. Symbolic links are
 * not followed.
 */
export async function searchByWalking(root: string, query: FileQuery): Promise<string[]> {
  const matches = matcher(query);
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await entriesOf(path.join(root, folder), () => found.push(folder || "."))) {
      const file = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !entry.name.startsWith(".")) await visit(file);
      else if (entry.isFile() && /\.[ch]$/.test(entry.name)) {
        const bytes = await readFile(path.join(root, file)).catch(() => null);
        if (bytes === null || matches(bytes.toString("latin1"))) found.push(file);
      }
    }
  };
  await visit("");
  return found.sort();
}

async function entriesOf(folder: string, onUnreadable: () => unknown): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    onUnreadable();
    return [];
  }
}

function matcher(query: FileQuery): (text: string) => boolean {
  if ("text" in query) return (text) => text.includes(query.text);
  if ("structs" in query) {
    const pattern = new RegExp(definition(query.structs));
    return (text) => pattern.test(text);
  }
  const words = new Set(query.words);
  return (text) => (text.match(/\w+/g) ?? []).some((word) => words.has(word));
}

/** Reads a file as text. Latin-1 is read byte by byte where UTF-8 does not fit, so that columns stay true. */
export async function readText(root: string, file: string): Promise<ReadResult> {
  const full = path.resolve(root, file);
  try {
    const found = await stat(full);
    // Opening a pipe or a device might wait for ever.
    if (found.isDirectory()) await readdir(full);
    if (!found.isFile())
      return { ok: false, problem: found.isDirectory() ? "is a directory" : "not a regular file" };
    const { size } = found;
    if (size > MOST_BYTES)
      return {
        ok: false,
        problem: `too large: ${(size / 1048576).toFixed(1)} MB, at most ${MOST_BYTES / 1048576} MB are analysed`,
      };
    const bytes = await readFile(full);
    if (bytes.subarray(0, 65536).includes(0))
      return { ok: false, problem: "not a text file (it holds NUL bytes)" };
    const text = bytes.toString("utf8");
    return {
      ok: true,
      text: text.includes("\uFFFD") ? bytes.toString("latin1") : text.replace(/^\uFEFF/, ""),
    };
  } catch (error) {
    return { ok: false, problem: reason(error) };
  }
}

/** The system's reason in words. */
export function reason(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "ENOENT") return "no such file or directory";
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  if (code === "EISDIR") return "is a directory";
  if (code === "ENOTDIR") return "a part of the path is not a directory";
  if (code === "ELOOP") return "a loop of symbolic links";
  // Node's "EIO: i/o error, read": the words in the middle.
  return error instanceof Error ? error.message.replace(/^[A-Z]+: ([^,]+),.*$/s, "$1") : String(error);
}

/** Whether a folder holds a .c or .h file at any depth. Symbolic links are not followed; unreadable folders are skipped. */
export async function holdsCode(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  if (entries.some((entry) => entry.isFile() && /\.[ch]$/.test(entry.name))) return true;
  for (const entry of entries)
    if (
      entry.isDirectory() &&
      !entry.name.startsWith(".") &&
      (await holdsCode(path.join(folder, entry.name)))
    )
      return true;
  return false;
}
