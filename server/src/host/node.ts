/** The host of the command line and of the language server: disk, ripgrep, parser, threads, cache. */
import os from "node:os";
import path from "node:path";
import type { KernelParser } from "../syntax/tree";
import type { Host, Reading } from "../workspace/host";
import { readOneByOne } from "../workspace/reading";
import { compileLess } from "./compilation";
import { extractors } from "./extractors";
import { readText, readTextLater } from "./files";
import { collectGarbage, givingBack } from "./garbage";
import { createPool, type Pool } from "./pool";
import { createRecall } from "./recall";
import { searchByWalking, searchWithRipgrep } from "./search";

export { defaultCacheFolder } from "./pack";
export { loadNativeParser, loadWasmParser } from "./parser";
export { findRipgrep } from "./ripgrep";

export interface NodeHostOptions {
  /** Makes the parser of the main thread; called when it is first needed. */
  readonly parser: () => Promise<KernelParser>;
  /** A ripgrep binary, or what finds one when it is first needed; null to read every file instead. */
  readonly ripgrep: string | null | (() => Promise<string | null>);
  /** Where what is read of a tree is remembered between runs, or null for nowhere. */
  readonly cacheFolder: string | null;
  /** The threads that read the tree, or null to read it in the main one. */
  readonly threads: {
    readonly jobs: number;
    /** The folder with the bundle of a thread and the WebAssembly of its parser. */
    readonly folder: string;
  } | null;
  /** Whether somebody is answered while the tree is read, and edits are to come. */
  readonly isServer?: boolean;
  /** The time in milliseconds, where it is another than the machine's. */
  readonly clock?: () => number;
}

/** More threads than this need more memory than they save time. */
const MOST_JOBS = 4;

/** How long a thread with nothing to do is kept, in milliseconds: between the rounds of an index, not beyond it. */
const IDLE = 3_000;

/** So few files are read in the main thread where no other is there: starting one takes longer. */
const FEW = 4;

/** How many threads read a tree unless told otherwise. */
export function defaultJobs(): number {
  return Math.min(os.availableParallelism(), MOST_JOBS);
}

/** Creates the node host. */
export function createNodeHost(options: NodeHostOptions): Host {
  const { parser, ripgrep, cacheFolder, threads, clock, isServer = false } = options;
  const isThreaded = threads !== null && threads.jobs > 1;
  const bundle = (name: string): string => path.join(threads?.folder ?? "", name);
  const pool = isThreaded ? readingPool(bundle("worker.js"), threads) : null;
  const host: Host = {
    search: async (root, query, signal) => {
      // This is how a tree begins: the files it finds are read next.
      if (query.containing.length > 0) pool?.prepare();
      const binary = await (typeof ripgrep === "function" ? ripgrep() : ripgrep);
      if (binary === null) return searchByWalking(root, query, signal);
      return searchWithRipgrep(binary, root, query, signal).catch(() => searchByWalking(root, query, signal));
    },
    // With threads there is little to read here, and somebody may be waiting.
    readFile: async (root, file) => (isThreaded ? readTextLater(root, file) : readText(root, file)),
    ...extractors(parser),
  };
  const walker = isThreaded ? bundle("walker.js") : null;
  const memory = cacheFolder === null ? null : createRecall(cacheFolder, { walker, isServer, clock });
  const whole = {
    ...host,
    ...(pool === null ? {} : { extractFiles: threadedReader(host, pool) }),
    ...(memory === null
      ? {}
      : { recall: async (root: string) => memory.recall(root), remember: memory.remember }),
  };
  return isServer ? givingBack(whole) : whole;
}

function readingPool(file: string, { folder, jobs }: NonNullable<NodeHostOptions["threads"]>): Pool {
  const onStart = (): void => compileLess(true);
  const onEnd = (): void => {
    compileLess(false);
    collectGarbage();
  };
  return createPool({ file, folder, size: jobs, idle: IDLE, onStart, onEnd });
}

function threadedReader(host: Host, pool: Pool): (reading: Reading) => Promise<void> {
  return async (reading) => {
    const isWorthIt = pool.isWarm() || reading.requests.length > FEW;
    const requests = isWorthIt ? await pool.read(reading) : reading.requests;
    await readOneByOne(host, { ...reading, requests });
  };
}
