/**
 * Finds a Linux 6.1 tree, or makes one: KERNEL_TREE, what Debian's package linux-source-6.1 has left in /usr/src, or
 * that package unpacked into the cache. Must not change a tree that is there.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const PACKAGE = "linux-source-6.1";
const UNPACKED = `/usr/src/${PACKAGE}`;
const ARCHIVE = `${UNPACKED}.tar.xz`;

/** Why there is no tree, in one line that says what to do. */
export class NoTree extends Error {}

/**
 * @returns {string} the folder of the tree
 * @throws {NoTree}
 */
export function findKernelTree(env = process.env) {
  const given = env.KERNEL_TREE;
  if (given) {
    if (isTree(given)) return path.resolve(given);
    throw new NoTree(`KERNEL_TREE=${given}: no kernel tree (it has no include/linux/notifier.h)`);
  }
  if (isTree(UNPACKED)) return UNPACKED;
  if (!existsSync(ARCHIVE)) install();
  return unpacked(env);
}

const isTree = (folder) => existsSync(path.join(folder, "include/linux/notifier.h"));

function install() {
  const wanted = [PACKAGE, "xz-utils"];
  if (process.getuid?.() !== 0 || run("apt-get", ["--version"]) !== 0)
    throw new NoTree(
      `no Linux 6.1 source: install it with \`apt-get install ${wanted.join(" ")}\`, or name a tree with KERNEL_TREE=DIR`,
    );
  const quiet = ["-qq", "-o=Dpkg::Use-Pty=0"];
  const installed =
    run("apt-get", [...quiet, "update"]) === 0 &&
    run("apt-get", [...quiet, "install", "-y", "--no-install-recommends", ...wanted]) === 0;
  if (!installed || !existsSync(ARCHIVE))
    throw new NoTree(`apt-get could not install ${wanted.join(" and ")}; name a tree with KERNEL_TREE=DIR`);
}

/** The archive unpacked into the cache, once for each version of it; a broken attempt leaves nothing behind. */
function unpacked(env) {
  const cache = path.join(env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "notifier-lens");
  const { size, mtimeMs } = statSync(ARCHIVE);
  const folder = path.join(cache, `${PACKAGE}-${size}-${Math.round(mtimeMs / 1000)}`);
  if (isTree(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  const attempt = mkdtempSync(path.join(cache, "unpacking-"));
  try {
    console.log(`unpacking ${ARCHIVE} to ${folder}`);
    if (run("tar", ["-xJf", ARCHIVE, "-C", attempt]) !== 0)
      throw new NoTree(`${ARCHIVE} cannot be unpacked; it needs tar, xz-utils and 1.5 GB in ${cache}`);
    renameSync(path.join(attempt, PACKAGE), folder);
    return folder;
  } finally {
    rmSync(attempt, { recursive: true, force: true });
  }
}

/** Runs a program; what it prints goes to standard error. Answers its status, or null where it cannot be run. */
function run(program, args) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(program, args, {
    stdio: ["ignore", program === "apt-get" && args[0] === "--version" ? "ignore" : 2, 2],
    env,
  }).status;
}
