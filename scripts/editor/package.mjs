/** The extension as users install it: built and packed into one file. Must not install it. */
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/**
 * Packs the extension as it was built last.
 * @returns {string} the VSIX
 */
export function packExtension() {
  const vsix = path.join(ROOT, "node_modules/.cache/notifier-lens/notifier-lens.vsix");
  mkdirSync(path.dirname(vsix), { recursive: true });
  const vsce = path.join(ROOT, "node_modules/@vscode/vsce/vsce");
  const flags = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links"];
  execFileSync(process.execPath, [vsce, "package", ...flags, "--out", vsix], { cwd: ROOT, stdio: "pipe" });
  return vsix;
}
