/** The back ends as a test gets them: bytes and packages from node_modules, one parser per file of tests. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { loadNativeParser } from "../../server/src/host/parser";
import type { KernelParser, SyntaxNode } from "../../server/src/syntax/tree";
import { createWasmParser } from "../../server/src/syntax/wasm";

const require = createRequire(import.meta.url);

export function wasmParser() {
  return createWasmParser({
    runtimeWasm: readFileSync(require.resolve("web-tree-sitter/web-tree-sitter.wasm")),
    grammarWasm: readFileSync(require.resolve("tree-sitter-c/tree-sitter-c.wasm")),
  });
}

/** The native back end; null where npm could neither use nor build its binary, which is optional. */
export function nativeParser(): KernelParser | null {
  try {
    return loadNativeParser();
  } catch {
    return null;
  }
}

/** `type(child child)`, with `field:` before a child that stands in one: the shape of a tree in one line. */
export function shape(node: SyntaxNode): string {
  const name = node.field === null ? node.type : `${node.field}:${node.type}`;
  return node.children.length === 0 ? name : `${name}(${node.children.map(shape).join(" ")})`;
}
