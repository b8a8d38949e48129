/** Temporary folders that go when the run does, however it ends. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const folders = [];

/** A new empty folder. */
export function scratchFolder() {
  if (folders.length === 0) {
    process.on("exit", () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), "notifier-lens-bench-"));
  folders.push(folder);
  return folder;
}
