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
import { describe, type Log } from "./guard";

/**
 * Starts loading a host; its methods wait until it is loaded and reject where it cannot be. A file over which the
 * analysis itself fails counts as empty, and the log says so: one bug must not take away what is known of the others.
 */
export function lazyHost(options: InitializationOptions, log: Log): Host {
  const loading = load(options);
  // Whoever needs the host is told; until then nobody has to be.
  loading.catch(() => undefined);
  return {
    findFiles: async (...args) => (await loading).findFiles(...args),
    readFile: async (...args) => (await loading).readFile(...args),
    extract: async (text, wanted) => {
      await setImmediate();
      const host = await loading;
      return host.extract(text, wanted).catch((error) => {
        log.error(
          `analysing a text that begins ${JSON.stringify(text.slice(0, 60))} failed: ${describe(error)}`,
        );
        return host.extract("", wanted);
      });
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
