/**
 * A real VS Code, from the npm registry alone: the server of VS Code inside the package code-server, which a browser
 * opens. Installed once below node_modules/.cache; what it is made from is pinned. Must not be imported by the product.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** VS Code 1.100.3, the newest line for Node 20. */
const VERSION = "4.100.3";
const INTEGRITY =
  "sha512-q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA==";

/** Native modules that the server loads on Linux; those that it loads only when used stay unbuilt. */
const NATIVE = ["@vscode/spdlog", "native-watchdog", "node-pty"];

/** Changes with what is done below: an installation made otherwise is made anew. */
const RECIPE = "1";

/**
 * The server's main file; installs it where it is not there yet (half a minute).
 * @param {(line: string) => void} say told what takes time
 * @returns {string}
 * @throws where a compiler, Python or the registry is missing
 */
export function installEditor(say = () => undefined) {
  const folder = path.join(ROOT, "node_modules/.cache/notifier-lens", `vscode-${VERSION}-${RECIPE}`);
  const server = path.join(folder, "out/server-main.js");
  if (existsSync(server)) return server;
  say(`installing VS Code (code-server ${VERSION}) below node_modules/.cache: about half a minute`);
  const making = `${folder}.tmp`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  unpack(making);
  // Its own lock file lacks a peer, which `npm ci` would refuse.
  run(
    "npm",
    ["ci", "--legacy-peer-deps", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"],
    making,
  );
  for (const name of NATIVE) compile(path.join(making, "node_modules", name));
  useRipgrep(making);
  symlinkSync("node_modules", path.join(making, "node_modules.asar"));
  renameSync(making, folder);
  return server;
}

/** The package's editor alone: code-server's own wrapper is not needed. */
function unpack(folder) {
  run("npm", ["pack", "--silent", `code-server@${VERSION}`], folder);
  const archive = path.join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "");
  const integrity = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
  if (integrity !== INTEGRITY) throw new Error(`code-server ${VERSION} is not the package that was tried`);
  run("tar", ["xzf", archive, "--strip-components=3", "package/lib/vscode"], folder);
  rmSync(archive);
}

/** By npm's own node-gyp, run directly: the packages' install scripts would download one. */
function compile(folder) {
  const npm = path.dirname(
    path.dirname(realpathSync(execFileSync("which", ["npm"], { encoding: "utf8" }).trim())),
  );
  const gyp = path.join(npm, "node_modules/node-gyp/bin/node-gyp.js");
  const prefix = path.resolve(realpathSync(process.execPath), "../..");
  const headers = existsSync(path.join(prefix, "include/node/node.h")) ? [`--nodedir=${prefix}`] : [];
  run(process.execPath, [gyp, "rebuild", "--silent", ...headers], folder);
}

/** The package would download it; this project has it. */
function useRipgrep(folder) {
  const own = path.join(folder, "node_modules/@vscode/ripgrep/bin");
  mkdirSync(own, { recursive: true });
  const ours = path.join(ROOT, "node_modules/@vscode");
  const binary = readdirSync(ours, { recursive: true })
    .map((name) => path.join(ours, String(name)))
    .find((name) => path.basename(name) === "rg" && path.basename(path.dirname(name)) === "bin");
  if (!binary) throw new Error("@vscode/ripgrep has no binary for this machine: run npm ci");
  symlinkSync(binary, path.join(own, "rg"));
}

function run(command, args, cwd) {
  try {
    execFileSync(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const log = path.join(cwd, "failed.log");
    writeFileSync(log, `${error.stdout ?? ""}${error.stderr ?? ""}`);
    const remedy = "it needs the npm registry, a C++ compiler, make and Python 3";
    throw new Error(`installing VS Code failed at \`${command} ${args[0]}\` (${log}); ${remedy}`);
  }
}
