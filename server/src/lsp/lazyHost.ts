/**
 * The node host for a server that answers while it reads: loaded in the background, and it lets the event loop turn
 * before every file, so that a request never waits for more than one file.
 */
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createNodeHost, defaultCacheFolder, findRipgrep, loadWasmParser } from "../host/node";
import type { InitializationOptions } from "../protocol/protocol";
import type { Host } from "../workspace/host";

/**
 * Starts loading a host; its methods wait until it is loaded and reject where it cannot be.
 */
export function lazyHost(options: InitializationOptions): Host {
  const loading = load(options);
  // Whoever needs the host is told; until then nobody has to be.
  loading.catch(() => undefined);
  return {
    findFiles: async (...args) => (await loading).findFiles(...args),
    readFile: async (...args) => (await loading).readFile(...args),
    extract: async (text, wanted) => {
      await setImmediate();
      return (await loading).extract(text, wanted);
    },
  };
}

async function load({ ripgrepPath, cacheFolder }: InitializationOptions): Promise<Host> {
  const bundleFolder = path.dirname(fileURLToPath(import.meta.url));
  const [parser, ripgrep] = await Promise.all([loadWasmParser(bundleFolder), ripgrepPath ?? findRipgrep()]);
  return createNodeHost({
    parser,
    ripgrep,
    cacheFolder: cacheFolder === undefined ? defaultCacheFolder() : cacheFolder,
  });
}
