/**
 * Opens a target as an indexed workspace: parser, cache, search, progress bar, and one line for every file that could
 * not be read. Decides nothing about findings.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { lineIndex } from "../base/text";
import { holdsCode } from "../host/files";
import {
  createNodeHost,
  defaultCacheFolder,
  defaultJobs,
  findRipgrep,
  loadNativeParser,
  loadWasmParser,
} from "../host/node";
import type { Host } from "../workspace/host";
import type { Workspace } from "../workspace/types";
import { createWorkspace } from "../workspace/workspace";
import { Failure } from "./failure";
import { tell } from "./output";
import { startProgress } from "./progress";
import { covers, type Target } from "./target";

type Parser = ReturnType<typeof loadNativeParser>;

export interface TreeOptions {
  readonly cache: boolean;
  readonly quiet: boolean;
  readonly parser: "wasm" | "native";
  /** How many threads read the tree; absent where the user did not choose. */
  readonly jobs?: number;
}

export interface Tree {
  readonly workspace: Workspace;
  /** Whether something that was asked for could not be read: the run has failed in part. */
  readonly incomplete: boolean;
}

/**
 * Reads the tree of a target.
 * @throws Failure where there is nothing to read
 */
export async function openTree(target: Target, options: TreeOptions): Promise<Tree> {
  const parser = parserOf(options.parser);
  if (options.parser === "native") await parser();
  const host = createNodeHost({
    parser,
    // The native parser is the cross-check of the other one, in one thread.
    threads:
      options.parser === "native" ? null : { jobs: options.jobs ?? defaultJobs(), folder: BUNDLE_FOLDER },
    ripgrep: findRipgrep,
    cacheFolder: options.cache && options.parser === "wasm" ? defaultCacheFolder() : null,
  });
  const workspace = createWorkspace(host, target.root);
  const progress = startProgress(options.quiet);
  try {
    await workspace.index({
      onProgress: progress.update,
      ...(target.only === null ? {} : { only: target.only }),
      also: target.files,
    });
  } finally {
    progress.end();
  }
  await expectCode(target, workspace);
  if (!options.quiet && target.files.length > 0) await tellBroken(target, workspace, host, await parser());
  return { workspace, incomplete: report(target, workspace, options.quiet) };
}

const BUNDLE_FOLDER = path.dirname(fileURLToPath(import.meta.url));

/** Makes a parser when it is first asked for; with threads most runs need none in this one. */
function parserOf(name: "wasm" | "native"): () => Promise<Parser> {
  let parser: Promise<Parser> | null = null;
  return () => {
    parser ??= name === "wasm" ? loadWasmParser(BUNDLE_FOLDER) : nativeParser();
    return parser;
  };
}

async function nativeParser(): Promise<Parser> {
  try {
    return loadNativeParser();
  } catch {
    throw new Failure(
      "--parser native: the packages tree-sitter and tree-sitter-c are not installed for this machine; use --parser wasm",
    );
  }
}

/** A folder without any C in it is a mistake of the command line, unlike one whose C has no notifiers. */
async function expectCode(target: Target, workspace: Workspace): Promise<void> {
  for (const folder of target.folders) {
    const isBelow = (file: string): boolean => folder === "" || file.startsWith(`${folder}/`);
    const full = path.join(target.root, folder);
    if (!filesSeen(workspace).some(isBelow) && !(await holdsCode(full)))
      throw new Failure(`${full}: no .c or .h file in it; name a C file or a directory with C source`);
  }
}

/** Files that hold code: where there are chains theirs will do, because facts may not be at hand. */
function filesSeen(workspace: Workspace): readonly string[] {
  const { chains } = workspace.model();
  if (chains.length > 0) return chains.map(({ file }) => file);
  return [...workspace.facts.keys(), ...workspace.problems.map(({ file }) => file)];
}

/** Tells what could not be read, and says whether it was asked for. */
function report(target: Target, workspace: Workspace, quiet: boolean): boolean {
  const asked = workspace.problems.filter(({ file }) => covers(target, file));
  const others = workspace.problems.filter(({ file }) => !covers(target, file));
  for (const { file, problem } of asked) tell(`${shown(target, file)}: ${problem}`);
  for (const { file, problem } of quiet ? [] : others)
    tell(`${shown(target, file)}: ${problem}; the rest of the tree is judged without it`);
  for (const problem of target.problems) tell(problem);
  return asked.length + target.problems.length > 0;
}

/** For each file that was named, where the parser first lost its thread: what stands there is judged in part. */
async function tellBroken(target: Target, workspace: Workspace, host: Host, parser: Parser): Promise<void> {
  for (const file of target.files) {
    const read = workspace.facts.has(file) ? await host.readFile(target.root, file) : null;
    const at = read?.ok ? brokenLine(parser, read.text) : null;
    if (at !== null) tell(`${shown(target, file)}:${at}: does not parse as C; what it does may be missed`);
  }
}

/** The line of the first top-level piece that does not parse, or null. */
function brokenLine(parser: Parser, text: string): number | null {
  const tree = parser.parse(text);
  try {
    const broken = tree.items.find((item) => item.hasError);
    return broken ? lineIndex(text).point(broken.start).line : null;
  } finally {
    tree.delete();
  }
}

/** A file's path as the user would type it here. */
function shown(target: Target, file: string): string {
  const relative = path.relative("", path.join(target.root, file));
  return relative.startsWith("..") ? path.join(target.root, file) : relative;
}
