/**
 * The node host for a server that answers while it reads: loaded in the background, with threads for the tree and the
 * main thread for the texts in the editor.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createNodeHost, defaultCacheFolder, defaultJobs, findRipgrep, loadWasmParser } from "../host/node";
import type { InitializationOptions } from "../protocol/protocol";
import type { Host } from "../workspace/host";
import { readOneByOne } from "../workspace/reading";

/** Whether a URI names a path on this machine. */
export function isOnDisk(uri: string): boolean {
  try {
    return fileURLToPath(uri) !== "";
  } catch {
    return false;
  }
}

/**
 * Starts loading a host whose roots are file URIs; its methods wait until it is loaded and reject where it cannot be.
 */
export function lazyHost(options: InitializationOptions): Host {
  const loading = load(options);
  // Whoever needs the host is told; until then nobody has to be.
  loading.catch(() => undefined);
  return {
    search: async (root, ...args) => (await loading).search(fileURLToPath(root), ...args),
    readFile: async (root, file) => (await loading).readFile(fileURLToPath(root), file),
    extract: async (text, wanted) => (await loading).extract(text, wanted),
    editedText: async (number) => {
      const { editedText, extract } = await loading;
      return (await editedText?.(number)) ?? { extract, standing: () => null };
    },
    extractFiles: async (given) => {
      const host = await loading;
      const reading = { ...given, root: fileURLToPath(given.root) };
      await (host.extractFiles?.(reading) ?? readOneByOne(host, reading));
    },
    recall: async (root) =>
      (await (await loading).recall?.(fileURLToPath(root))) ?? {
        memory: null,
        changed: async () => null,
      },
    // Nothing is remembered before something was read.
    remember: (root, ...args) => void loading.then((host) => host.remember?.(fileURLToPath(root), ...args)),
  };
}

async function load({ ripgrepPath, cacheFolder }: InitializationOptions): Promise<Host> {
  const folder = path.dirname(fileURLToPath(import.meta.url));
  return createNodeHost({
    parser: () => loadWasmParser(folder),
    ripgrep: ripgrepPath ?? findRipgrep,
    cacheFolder: cacheFolder === undefined ? defaultCacheFolder() : cacheFolder,
    threads: { jobs: defaultJobs(), folder },
    isServer: true,
  });
}
