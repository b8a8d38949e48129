/**
 * The native back end, for the command line and as the cross-check of the WebAssembly one. The packages come in as
 * arguments, described by what is used of them, so that the pure layers need no Node types; this file must not load
 * a native module itself.
 */
import { type BackEndTree, toSyntaxTree } from "./convert";
import { toPlainC } from "./dialect";
import type { KernelParser } from "./tree";

/** The class the package `tree-sitter` exports; `Grammar` is its type for a language. */
export type NativeParserClass<Grammar> = new () => {
  setLanguage(grammar: Grammar): void;
  parse(read: (index: number) => string | null): BackEndTree;
};

/** How much text one call of the parser's reader hands over; above 32 KiB the package refuses the answer. */
const CHUNK = 16 * 1024;

/**
 * Makes a parser over the native packages.
 *
 * @param TreeSitter the default export of `tree-sitter`
 * @param cGrammar the default export of `tree-sitter-c`
 * @throws when the grammar does not fit the runtime
 */
export function createNativeParser<Grammar>(
  TreeSitter: NativeParserClass<Grammar>,
  cGrammar: Grammar,
): KernelParser {
  const parser = new TreeSitter();
  parser.setLanguage(cGrammar);
  const kinds = new Map();
  return {
    name: "native",
    parse(text) {
      const parsed = toPlainC(text);
      const read = (index: number): string => parsed.slice(index, index + CHUNK);
      return toSyntaxTree(text, parsed, parser.parse(read), kinds);
    },
  };
}
