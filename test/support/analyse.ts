/**
 * A small tree of files through the real line, text → facts → model: the WebAssembly parser of node_modules and the
 * workspace, over a host that lives in memory. Tests of everything behind the model start here.
 */
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { editedText } from "../../server/src/facts/editing";
import { extractFacts } from "../../server/src/facts/extract";
import { rememberingParser } from "../../server/src/host/remember";
import type { ChainModel } from "../../server/src/model/model";
import type { FactsByFile } from "../../server/src/model/symbols";
import type { KernelParser } from "../../server/src/syntax/tree";
import { createWasmParser } from "../../server/src/syntax/wasm";
import type { Host } from "../../server/src/workspace/host";
import { finder } from "../../server/src/workspace/query";
import { createWorkspace } from "../../server/src/workspace/workspace";

export interface Analysis {
  readonly facts: FactsByFile;
  readonly model: ChainModel;
}

const require = createRequire(import.meta.url);
let shared: Promise<KernelParser> | null = null;

/** The WebAssembly parser, made once per file of tests. */
export function testParser(): Promise<KernelParser> {
  shared ??= createWasmParser({
    runtimeWasm: readFileSync(require.resolve("web-tree-sitter/web-tree-sitter.wasm")),
    grammarWasm: readFileSync(require.resolve("tree-sitter-c/tree-sitter-c.wasm")),
  });
  return shared;
}

/** A host over files in memory. */
export function memoryHost(files: ReadonlyMap<string, string>, parser: KernelParser): Host {
  return {
    search: async (_root, query) => {
      const namesIn = finder(query);
      const found = [...files]
        .filter(([file]) => /\.[ch]$/.test(file))
        .map(([file, text]) => [file, namesIn(text)] as const);
      return new Map(found.filter(([, names]) => names.size > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
    },
    readFile: async (_root, file) => {
      const text = files.get(file);
      return text === undefined ? { ok: false, problem: "no such file", gone: true } : { ok: true, text };
    },
    extract: async (text, wanted) => extractFacts(text, parser.parse, wanted),
  };
}

/** The same host, with a memory of the texts that are edited. */
export function editingHost(files: ReadonlyMap<string, string>, parser: KernelParser): Host {
  const { parse } = rememberingParser(parser);
  return {
    ...memoryHost(files, parser),
    editedText: async (number) => {
      const { extract, standing } = editedText(number, parse);
      return { extract: async (text, wanted) => extract(text, wanted), standing };
    },
  };
}

/** Analyses files as `check` and the language server do. */
export async function analyse(files: ReadonlyMap<string, string>): Promise<Analysis> {
  const workspace = createWorkspace(memoryHost(files, await testParser()), "");
  await workspace.index();
  return { facts: workspace.facts, model: workspace.model() };
}

/** The text files of a folder below the repository, by their paths in it. */
export async function folder(name: string): Promise<ReadonlyMap<string, string>> {
  const root = path.join(import.meta.dirname, "../..", name);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((e) => e.isFile()).map((e) => path.join(e.parentPath, e.name));
  const read = files.sort().map(async (file) => {
    return [path.relative(root, file).split(path.sep).join("/"), await readFile(file, "utf8")] as const;
  });
  return new Map(await Promise.all(read));
}

/** How many of a text's top-level items hold an error: 0 where the text is good C. */
export async function errorsIn(text: string): Promise<number> {
  const tree = (await testParser()).parse(text);
  try {
    return tree.items.filter((item) => item.hasError).length;
  } finally {
    tree.delete();
  }
}
