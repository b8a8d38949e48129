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

/**
 * Starts loading a host; its methods wait until it is loaded and reject where it cannot be.
 */
export function lazyHost(options: InitializationOptions): Host {
  const loading = load(options);
  // Whoever needs the host is told; until then nobody has to be.
  loading.catch(() => undefined);
  return {
    search: async (...args) => (await loading).search(...args),
    readFile: async (...args) => (await loading).readFile(...args),
    extract: async (text, wanted) => (await loading).extract(text, wanted),
    extractEdited: async (text, wanted) => {
      const host = await loading;
      return (host.extractEdited ?? host.extract)(text, wanted);
    },
    extractFiles: async (reading) => {
      const host = await loading;
      await (host.extractFiles?.(reading) ?? readOneByOne(host, reading));
    },
    recall: async (root) => {
      const host = await loading;
      const { memory = null, changed = Promise.resolve(null) } = (await host.recall?.(root)) ?? {};
      // Linked here, so that an edit links only what it changes.
      return { memory: memory === null ? null : { ...memory, model: null }, changed };
    },
    // Nothing is remembered before something was read.
    remember: (...args) => void loading.then((host) => host.remember?.(...args)),
  };
}

async function load({ ripgrepPath, cacheFolder }: InitializationOptions): Promise<Host> {
  const folder = path.dirname(fileURLToPath(import.meta.url));
  return createNodeHost({
    parser: () => loadWasmParser(folder),
    ripgrep: ripgrepPath ?? (await findRipgrep()),
    cacheFolder: cacheFolder === undefined ? defaultCacheFolder() : cacheFolder,
    threads: { jobs: defaultJobs(), folder },
  });
}
