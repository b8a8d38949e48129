/** Finds a ripgrep binary: the npm package's, or the one on PATH. Must not run it. */
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import path from "node:path";

/** The path of a ripgrep binary, or null where there is none: then files are found by reading them. */
export async function findRipgrep(): Promise<string | null> {
  return (await packagedRipgrep()) ?? (await ripgrepOnPath());
}

async function packagedRipgrep(): Promise<string | null> {
  try {
    const { rgPath } = await import("@vscode/ripgrep");
    return (await isExecutable(rgPath)) ? rgPath : null;
  } catch {
    // Not installed, or not for this platform.
    return null;
  }
}

async function ripgrepOnPath(): Promise<string | null> {
  const name = process.platform === "win32" ? "rg.exe" : "rg";
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    // A relative entry would find a binary in whatever folder is analysed.
    if (!path.isAbsolute(folder)) continue;
    const file = path.join(folder, name);
    if (await isExecutable(file)) return file;
  }
  return null;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
