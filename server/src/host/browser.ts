/**
 * The host where there is no disk: an editor lists files and hands over their bytes. A search reads the tree once,
 * within limits, and keeps its texts; the next ones look into those. Must not know how the editor is asked.
 */
import type { KernelParser } from "../syntax/tree";
import { createWasmParser, type WasmBytes } from "../syntax/wasm";
import type { Host, ReadResult, SearchProgress } from "../workspace/host";
import { asksNothing, finder } from "../workspace/query";
import { extractors } from "./extractors";
import { type Decode, textOf } from "./text";
import { turn } from "./turn";

/** What the editor gives. Both may reject. */
export interface Editor {
  /** C files below a root, at most so many, those to be read first in front. */
  listFiles(
    root: string,
    most: number,
  ): Promise<{ readonly files: readonly string[]; readonly isAll: boolean }>;
  readFile(root: string, file: string): Promise<Content>;
}

/** The bytes of a file, or why there are none. */
type Content = { readonly bytes: Uint8Array } | { readonly problem: string; readonly isGone: boolean };

/** How much of a tree is read at most: every file is a message, and on a web site a download. */
export interface Limits {
  readonly files: number;
  readonly bytes: number;
}

const LIMITS: Limits = { files: 4_000, bytes: 64 * 1024 * 1024 };

/** So many paths are asked for: a whole kernel has 60,000. */
const MOST_PATHS = 100_000;

/** Files that are asked for at the same time. */
const AT_ONCE = 16;

/** After so many texts that were searched, whoever waits is answered. */
const SLICE = 50;

export interface BrowserHostOptions {
  readonly editor: Editor;
  /** Makes the parser; called when it is first needed. */
  readonly parser: () => Promise<KernelParser>;
  /** Told in one line what of a tree is left out. */
  readonly told: (line: string) => void;
  readonly limits?: Limits;
}

/** Makes the parser from bytes that somebody has read. */
export function browserParser(bytes: WasmBytes): Promise<KernelParser> {
  return createWasmParser(bytes, () => performance.now());
}

/** The files of a tree that belong to it here, with what they held when they were last read; null: not read. */
type Tree = Map<string, ReadResult | null>;

/** Creates the host. */
export function createBrowserHost({ editor, parser, told, limits = LIMITS }: BrowserHostOptions): Host {
  const trees = new Map<string, Promise<Tree>>();

  const readFile = async (root: string, file: string): Promise<ReadResult> => {
    const tree = await trees.get(root)?.catch(() => undefined);
    const known = tree?.get(file);
    if (known) return known;
    const read = resultOf(await editor.readFile(root, file).catch(failed));
    if (tree?.has(file)) keep(tree, file, read);
    return read;
  };

  const listed = async (root: string): Promise<readonly string[]> => {
    const { files, isAll } = await editor.listFiles(root, MOST_PATHS);
    if (!isAll) told(`The editor lists no more than ${files.length} C files of ${root}.`);
    return files;
  };

  const readTree = async (root: string, signal?: AbortSignal, tell?: SearchProgress): Promise<Tree> => {
    const all = await listed(root);
    const tree: Tree = new Map();
    const chosen = all.slice(0, limits.files);
    let size = 0;
    await inParallel(chosen, AT_ONCE, async (file) => {
      signal?.throwIfAborted();
      if (size > limits.bytes) return;
      const content = await editor.readFile(root, file).catch(failed);
      size += "bytes" in content ? content.bytes.length : 0;
      keep(tree, file, resultOf(content));
      tell?.({ done: tree.size, total: chosen.length });
    });
    const left = all.length - tree.size;
    if (left > 0) told(leftOut(root, left, all.length, limits));
    return tree;
  };

  const treeOf = (root: string, signal?: AbortSignal, tell?: SearchProgress): Promise<Tree> => {
    const known = trees.get(root);
    if (known) return known;
    const reading = readTree(root, signal, tell);
    trees.set(root, reading);
    const forget = (): boolean => trees.get(root) === reading && trees.delete(root);
    // What was read of a folder goes with it.
    signal?.addEventListener("abort", forget, { once: true });
    reading.catch(forget);
    return reading;
  };

  return {
    ...extractors(parser),
    readFile,
    search: async (root, query, signal, tell) => {
      if (asksNothing(query)) return new Map();
      const tree = await treeOf(root, signal, tell);
      const stale = [...tree].filter(([, read]) => read === null);
      await inParallel(stale, AT_ONCE, async ([file]) => void (await readFile(root, file)));
      return searched(tree, finder(query), signal);
    },
    forget: async (root, files) => {
      const tree = await trees.get(root)?.catch(() => undefined);
      for (const file of files) if (tree && /\.[ch]$/.test(file)) tree.set(file, null);
    },
  };
}

/** Keeps what was read of a file, or that there is no such file. */
function keep(tree: Tree, file: string, read: ReadResult): void {
  if (!read.ok && read.gone) tree.delete(file);
  else tree.set(file, read);
}

async function searched(
  tree: Tree,
  namesIn: (text: string) => ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<Map<string, ReadonlySet<string>>> {
  const found = new Map<string, ReadonlySet<string>>();
  let count = 0;
  for (const [file, read] of [...tree].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (++count % SLICE === 0) await turn();
    signal?.throwIfAborted();
    const names = read?.ok ? namesIn(read.text) : new Set<string>();
    if (!read?.ok || names.size > 0) found.set(file, names);
  }
  return found;
}

function leftOut(root: string, left: number, all: number, { files, bytes }: Limits): string {
  const most = `${files} files or ${bytes / 1048576} MB`;
  return `${left} of ${all} C files of ${root} are left out: in a browser at most ${most} are read, those nearest to open files first.`;
}

function failed(error: unknown): Content {
  return { problem: error instanceof Error ? error.message : String(error), isGone: false };
}

function resultOf(content: Content): ReadResult {
  if ("bytes" in content) return textOf(content.bytes, decode);
  const { problem, isGone } = content;
  return { ok: false, problem, ...(isGone ? { gone: true } : {}) };
}

const utf8 = new TextDecoder();

/** What browsers call "latin1" is Windows' code page, in which some bytes are other characters: they do for comments. */
const latin1 = new TextDecoder("latin1");

const decode: Decode = (bytes, encoding) => (encoding === "utf8" ? utf8 : latin1).decode(bytes);

/** Does something for each, so many at a time; rejects with the first error, once nobody works any more. */
async function inParallel<T>(
  all: readonly T[],
  atOnce: number,
  act: (one: T) => Promise<void>,
): Promise<void> {
  const rest = all[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const one of rest) await act(one);
  };
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, work));
  for (const end of ended) if (end.status === "rejected") throw end.reason;
}
