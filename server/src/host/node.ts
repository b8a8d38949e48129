/** The host of the command line and of the language server: disk, ripgrep, parser, cache. */
import { extractFacts } from "../facts/extract";
import type { KernelParser } from "../syntax/tree";
import type { Host } from "../workspace/host";
import { cacheKey, readCache, writeCache } from "./cache";
import { readText, searchByWalking, searchWithRipgrep } from "./files";

export { defaultCacheFolder } from "./cache";
export { loadNativeParser, loadWasmParser } from "./parser";
export { findRipgrep } from "./ripgrep";

export interface NodeHostOptions {
  readonly parser: KernelParser;
  /** A ripgrep binary, or null to read every file instead. */
  readonly ripgrep: string | null;
  /** Where facts are kept between runs, or null for nowhere. */
  readonly cacheFolder: string | null;
}

/** Creates the node host. */
export function createNodeHost(options: NodeHostOptions): Host {
  const { parser, ripgrep, cacheFolder } = options;
  return {
    findFiles: async (root, query) => {
      if (ripgrep === null) return searchByWalking(root, query);
      return searchWithRipgrep(ripgrep, root, query).catch(() => searchByWalking(root, query));
    },
    readFile: readText,
    extract: async (text, wanted) => {
      const key = cacheFolder === null ? "" : cacheKey(text, wanted);
      const known = cacheFolder === null ? null : await readCache(cacheFolder, key);
      if (known) return known;
      const facts = extractFacts(text, parser.parse, wanted);
      if (cacheFolder !== null) await writeCache(cacheFolder, key, facts);
      return facts;
    },
  };
}
