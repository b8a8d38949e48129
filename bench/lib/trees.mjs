/**
 * Trees made of hard links to another one: a share of its files, or all of them to change one. A file is only ever
 * replaced, never written to: its bytes are the other tree's.
 */
import { createHash } from "node:crypto";
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

/** In every share: what makes a folder a kernel, and where its chains and their functions are declared. */
const ALWAYS = new Set(["", "kernel", "include/linux"]);

/**
 * Lays a share of a tree into a new folder: all files of a folder, or none, by a hash of the folder's name. A larger
 * share holds all of a smaller one. Symbolic links and hidden folders are left out, as they are by an index.
 * @returns {number} how many C files there are
 */
export function linkShare(from, to, share) {
  let files = 0;
  const visit = (folder) => {
    const isIn = ALWAYS.has(folder) || placeOf(folder) < share;
    if (isIn) mkdirSync(path.join(to, folder), { recursive: true });
    for (const entry of readdirSync(path.join(from, folder), { withFileTypes: true })) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !entry.name.startsWith(".")) visit(name);
      else if (isIn && entry.isFile()) {
        link(path.join(from, name), path.join(to, name));
        if (/\.[ch]$/.test(name)) files++;
      }
    }
  };
  visit("");
  return files;
}

/** Where a folder stands between 0 and 1. */
function placeOf(folder) {
  return createHash("sha256").update(folder).digest().readUInt32BE(0) / 2 ** 32;
}

/** Another file system, or one without links: then the bytes are copied. */
function link(from, to) {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!["EXDEV", "EPERM", "EMLINK", "ENOTSUP"].includes(error.code)) throw error;
    copyFileSync(from, to);
  }
}

/** Replaces a file by a new one, in one step. */
export function replaceFile(file, text) {
  const made = `${file}.new`;
  writeFileSync(made, text);
  renameSync(made, file);
}

/** A callback on the netdevice chain that no other text has, as an addition to a file. */
export function callbackText(stamp) {
  return `
static int bench_event_${stamp}(struct notifier_block *nb, unsigned long event, void *ptr)
{
	return event == NETDEV_UP ? NOTIFY_OK : NOTIFY_DONE;
}

static struct notifier_block bench_nb_${stamp} = { .notifier_call = bench_event_${stamp} };

static int __init bench_init_${stamp}(void)
{
	return register_netdevice_notifier(&bench_nb_${stamp});
}
`;
}

/** The text of a file of the tree that was linked, whatever has become of the link. */
export const textOf = (root, file) => readFileSync(path.join(root, file), "utf8");
