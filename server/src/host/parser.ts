/**
 * Makes the parsers: WebAssembly from the files that the build lays beside the bundles, native from the npm packages
 * where they are installed. Must not choose between them.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { createNativeParser, type NativeParserClass } from "../syntax/native";
import type { KernelParser } from "../syntax/tree";
import { createWasmParser } from "../syntax/wasm";

/** Loads the WebAssembly parser from the folder of the running bundle. */
export async function loadWasmParser(folder: string): Promise<KernelParser> {
  const [runtimeWasm, grammarWasm] = await Promise.all(
    ["web-tree-sitter.wasm", "tree-sitter-c.wasm"].map((name) => readFile(path.join(folder, name))),
  );
  if (!runtimeWasm || !grammarWasm) throw new Error(`no parser in ${folder}`);
  return createWasmParser({ runtimeWasm, grammarWasm }, () => performance.now());
}

/**
 * Loads the native parser from the packages `tree-sitter` and `tree-sitter-c`, which the bundles leave out: they hold a
 * binary for one platform.
 * @throws when they are not installed or do not fit the machine
 */
export function loadNativeParser(): KernelParser {
  const load = createRequire(import.meta.url);
  return createNativeParser(
    load("tree-sitter") as NativeParserClass<unknown>,
    load("tree-sitter-c") as unknown,
  );
}
