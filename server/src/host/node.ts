/** The host of the command line and of the language server: disk, ripgrep, parser, threads, cache. */
import os from "node:os";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import type { KernelParser } from "../syntax/tree";
import type { Host } from "../workspace/host";
import { readOneByOne } from "../workspace/reading";
import { extractWith } from "./extraction";
import { readText } from "./files";
import { createPool } from "./pool";
import { rememberingParser } from "./remember";
import { searchByWalking, searchWithRipgrep } from "./search";

export { defaultCacheFolder } from "./cache";
export { loadNativeParser, loadWasmParser } from "./parser";
export { findRipgrep } from "./ripgrep";

export interface NodeHostOptions {
  /** Makes the parser of the main thread; called when it is first needed. */
  readonly parser: () => Promise<KernelParser>;
  /** A ripgrep binary, or null to read every file instead. */
  readonly ripgrep: string | null;
  /** Where facts are kept between runs, or null for nowhere. */
  readonly cacheFolder: string | null;
  /** The threads that read the tree, or null to read it in the main one. */
  readonly threads: {
    readonly jobs: number;
    /** The folder with the bundle of a thread and the WebAssembly of its parser. */
    readonly folder: string;
  } | null;
}

/** More threads than this need more memory than they save time. */
const MOST_JOBS = 4;

/** How long a thread with nothing to do is kept, in milliseconds: between the rounds of an index, not beyond it. */
const IDLE = 3_000;

/** How many threads read a tree unless told otherwise. */
export function defaultJobs(): number {
  return Math.min(os.availableParallelism(), MOST_JOBS);
}

/** Creates the node host. */
export function createNodeHost({ parser, ripgrep, cacheFolder, threads }: NodeHostOptions): Host {
  let loading: Promise<KernelParser> | null = null;
  let remembering: KernelParser | null = null;
  const host: Host = {
    search: async (root, query, signal) => {
      if (ripgrep === null) return searchByWalking(root, query, signal);
      return searchWithRipgrep(ripgrep, root, query, signal).catch(() =>
        searchByWalking(root, query, signal),
      );
    },
    readFile: async (root, file) => readText(root, file),
    extract: async (text, wanted) => {
      loading ??= parser();
      // Reading is synchronous: whoever asks something of this thread is answered between two files.
      await setImmediate();
      return extractWith(await loading, cacheFolder, text, wanted);
    },
    extractEdited: async (text, wanted) => {
      loading ??= parser();
      await setImmediate();
      remembering ??= rememberingParser(await loading);
      return extractWith(remembering, null, text, wanted);
    },
  };
  if (threads === null || threads.jobs < 2) return host;
  const { jobs, folder } = threads;
  const file = path.join(folder, "worker.js");
  const pool = createPool({ file, folder, cacheFolder, size: jobs, idle: IDLE });
  return {
    ...host,
    extractFiles: async (reading) => {
      const requests = await pool.read(reading);
      await readOneByOne(host, { ...reading, requests });
    },
  };
}
