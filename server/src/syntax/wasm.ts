/**
 * The WebAssembly back end: the parser of the editor and of the browser. It gets the bytes of the runtime and of the
 * grammar as arguments, because where they lie is the host's business; it must not touch a disk or a network itself.
 */
import { Language, Parser } from "web-tree-sitter";
import { toSyntaxTree } from "./convert";
import { toPlainC } from "./dialect";
import type { KernelParser } from "./tree";

/** The two WebAssembly modules a parser is made of. */
export interface WasmBytes {
  /** web-tree-sitter.wasm of the package web-tree-sitter. */
  readonly runtimeWasm: Uint8Array;
  /** tree-sitter-c.wasm of the package tree-sitter-c. */
  readonly grammarWasm: Uint8Array;
}

/** How much text one call of the parser's reader hands over. */
const CHUNK = 16 * 1024;

/**
 * Makes a parser. The runtime is initialised once per process or worker; later calls get a parser of their own on it.
 *
 * @throws (rejects) when the bytes are not the modules they should be
 */
export async function createWasmParser(bytes: WasmBytes): Promise<KernelParser> {
  await Parser.init({ wasmBinary: exactBuffer(bytes.runtimeWasm) });
  const language = await Language.load(bytes.grammarWasm);
  const parser = new Parser();
  parser.setLanguage(language);
  return {
    name: "wasm",
    parse(text, elide) {
      const plain = toPlainC(text);
      const parsed = elide ? elide(plain) : plain;
      const tree = parser.parse((index) => parsed.slice(index, index + CHUNK));
      if (!tree) throw new Error("web-tree-sitter gave no tree although a language is set");
      return toSyntaxTree(text, parsed, tree);
    },
  };
}

/** The runtime wants a buffer that holds nothing else; a file read by Node may be a view on a shared pool. */
function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.byteLength);
  copy.set(bytes);
  return copy.buffer;
}
