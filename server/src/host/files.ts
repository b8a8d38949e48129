/** Reads C files on a disk, as text or with the reason why not. Must not analyse anything. */
import { type Dirent, readdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { MOST_BYTES, type ReadResult } from "../workspace/host";
import { type Decode, textOf, tooLarge } from "./text";

const decode: Decode = (bytes, encoding) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(encoding);

/** Reads a file as text. Synchronous: for files of this size waiting costs several times what reading does. */
export function readText(root: string, file: string): ReadResult {
  const full = path.resolve(root, file);
  try {
    const found = statSync(full);
    if (found.isDirectory()) readdirSync(full);
    return objectionTo(found) ?? textOf(readFileSync(full), decode);
  } catch (error) {
    return unreadable(error);
  }
}

/** The same on a thread that others wait for: a disk may be slow, and then nobody is kept from being answered. */
export async function readTextLater(root: string, file: string): Promise<ReadResult> {
  const full = path.resolve(root, file);
  try {
    const found = await stat(full);
    if (found.isDirectory()) await readdir(full);
    return objectionTo(found) ?? textOf(await readFile(full), decode);
  } catch (error) {
    return unreadable(error);
  }
}

/** Why something is not read: opening a pipe or a device might wait for ever. */
function objectionTo(found: Stats): ReadResult | null {
  if (found.isDirectory()) return { ok: false, problem: "is a directory" };
  if (!found.isFile()) return { ok: false, problem: "not a regular file" };
  return found.size > MOST_BYTES ? tooLarge(found.size) : null;
}

function unreadable(error: unknown): ReadResult {
  const gone = (error as { code?: unknown } | null)?.code === "ENOENT";
  return { ok: false, problem: reason(error), ...(gone ? { gone } : {}) };
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
