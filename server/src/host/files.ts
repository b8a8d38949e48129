/** Reads C files on a disk, as text or with the reason why not. Must not analyse anything. */
import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { MOST_BYTES, type ReadResult } from "../workspace/host";

/**
 * Reads a file as text. Latin-1 is read byte by byte where UTF-8 does not fit, so that columns stay true. Synchronous:
 * for files of this size waiting costs several times what reading does.
 */
export function readText(root: string, file: string): ReadResult {
  const full = path.resolve(root, file);
  try {
    const found = statSync(full);
    // Opening a pipe or a device might wait for ever.
    if (found.isDirectory()) readdirSync(full);
    if (!found.isFile())
      return { ok: false, problem: found.isDirectory() ? "is a directory" : "not a regular file" };
    const { size } = found;
    if (size > MOST_BYTES)
      return {
        ok: false,
        problem: `too large: ${(size / 1048576).toFixed(1)} MB, at most ${MOST_BYTES / 1048576} MB are analysed`,
      };
    const bytes = readFileSync(full);
    if (bytes.subarray(0, 65536).includes(0))
      return { ok: false, problem: "not a text file (it holds NUL bytes)" };
    const text = bytes.toString("utf8");
    return {
      ok: true,
      text: text.includes("\uFFFD") ? bytes.toString("latin1") : text.replace(/^\uFEFF/, ""),
    };
  } catch (error) {
    const gone = (error as { code?: unknown } | null)?.code === "ENOENT";
    return { ok: false, problem: reason(error), ...(gone ? { gone } : {}) };
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
