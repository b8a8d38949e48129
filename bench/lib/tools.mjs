/** The programs that the figures are held against, where this machine has them. Must not install anything. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const require = createRequire(import.meta.url);

/**
 * @typedef {object} Tool
 * @property {string | null} path null where it is not installed
 * @property {string} version or how to install it
 */

/** @returns {Record<"ripgrep" | "hyperfine" | "coccinelle" | "astGrep" | "spin" | "cc", Tool>} */
export function findTools() {
  return {
    ripgrep: told(packaged(() => require("@vscode/ripgrep").rgPath) ?? onPath("rg"), "npm ci"),
    hyperfine: told(onPath("hyperfine"), "apt-get install hyperfine"),
    coccinelle: told(onPath("spatch"), "apt-get install coccinelle"),
    astGrep: told(packaged(astGrepBinary) ?? onPath("ast-grep"), "npm ci"),
    spin: told(onPath("spin"), "apt-get install spin", "-V"),
    cc: told(onPath("gcc") ?? onPath("cc"), "apt-get install gcc"),
  };
}

/** What ripgrep is told to name the C files of a folder that say "notifier": the yardstick of an index. */
export const prefilterWords = [
  ...["--no-config", "--no-ignore", "--files-with-matches", "--glob=*.[ch]", "notifier", "."],
];

/** Why a row has no figure. */
export const notInstalled = (name, { version }) => `not installed: ${name} (${version})`;

function told(file, install, ask = "--version") {
  if (file === null) return { path: null, version: install };
  const { stdout, status } = spawnSync(file, [ask], { encoding: "utf8" });
  // A binary for another machine is as good as none.
  if (status !== 0) return { path: null, version: install };
  return { path: file, version: stdout.split("\n", 1)[0].trim() };
}

/** The binary itself, as the platform's package has it: the one of the main package may be a script around it. */
function astGrepBinary() {
  const manifest = require.resolve("@ast-grep/cli/package.json");
  const { optionalDependencies } = JSON.parse(readFileSync(manifest, "utf8"));
  const beside = createRequire(manifest);
  for (const name of Object.keys(optionalDependencies)) {
    if (!name.startsWith(`@ast-grep/cli-${process.platform}-${process.arch}`)) continue;
    const folder = path.dirname(beside.resolve(`${name}/package.json`));
    return path.join(folder, process.platform === "win32" ? "ast-grep.exe" : "ast-grep");
  }
  return null;
}

function packaged(find) {
  try {
    const file = find();
    return file !== null && existsSync(file) ? file : null;
  } catch {
    return null;
  }
}

function onPath(name) {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null;
}

/** The machine in one line. */
export function machineText() {
  const [cpu] = os.cpus();
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GiB`;
  return `${cpu?.model.trim() ?? "unknown"}, ${os.cpus().length} cores, ${memory}, ${os.type()} ${os.release()}, Node ${process.versions.node}`;
}
