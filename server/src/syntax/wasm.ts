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

/** The longest that one text may take, in milliseconds: error recovery grows with the square of what is no C at all. */
const LONGEST = 10_000;

/** How much text one call of the parser's reader hands over. */
const CHUNK = 16 * 1024;

/**
 * Makes a parser. The runtime is initialised once per process or worker; later calls get a parser of their own on it.
 *
 * @param now a clock in milliseconds, so that a text that is no C cannot hold everything up; without it nothing is cut
 * @throws (rejects) when the bytes are not the modules they should be; `parse` throws for a text that takes too long
 */
export async function createWasmParser(bytes: WasmBytes, now: () => number = () => 0): Promise<KernelParser> {
  // The runtime asks where its module lies even where it is given the bytes; a script without an address cannot say.
  await Parser.init({ wasmBinary: exactBuffer(bytes.runtimeWasm), locateFile: (name: string) => name });
  const language = await Language.load(bytes.grammarWasm);
  const parser = new Parser();
  parser.setLanguage(language);
  const kinds = new Map();
  return {
    name: "wasm",
    parse(text) {
      const parsed = toPlainC(text);
      const begun = now();
      const read = (index: number): string => parsed.slice(index, index + CHUNK);
      const tree = parser.parse(read, null, { progressCallback: () => now() - begun > LONGEST });
      if (!tree) {
        parser.reset();
        throw new Error(`it takes longer than ${LONGEST / 1000} s to parse: is it C?`);
      }
      return toSyntaxTree(text, parsed, tree, kinds);
    },
  };
}

/** The runtime wants a buffer that holds nothing else; a file read by Node may be a view on a shared pool. */
function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.byteLength);
  copy.set(bytes);
  return copy.buffer;
}
