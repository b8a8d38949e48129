/** Makes the parser from the WebAssembly files that the build lays beside the bundles. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { KernelParser } from "../syntax/tree";
import { createWasmParser } from "../syntax/wasm";

/** Loads the WebAssembly parser from the folder of the running bundle. */
export async function loadWasmParser(folder: string): Promise<KernelParser> {
  const [runtimeWasm, grammarWasm] = await Promise.all(
    ["web-tree-sitter.wasm", "tree-sitter-c.wasm"].map((name) => readFile(path.join(folder, name))),
  );
  if (!runtimeWasm || !grammarWasm) throw new Error(`no parser in ${folder}`);
  return createWasmParser({ runtimeWasm, grammarWasm });
}
