/**
 * The tree that the rest of the project sees: plain objects, detached from the parser that made them. A parser's own
 * nodes never leave syntax/, so that freeing a tree can never pull the ground from under a caller, and both back ends
 * (WebAssembly and native) give literally the same data.
 */

/** A node of kernel C. `type` is tree-sitter-c's name for it; offsets count UTF-16 units of the text that was parsed. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** The field of the parent it stands in, such as "declarator" or "condition"; null where the grammar names none. */
  readonly field: string | null;
  /** Named children and unnamed ones that stand in a field (operators); never comments or lone punctuation. */
  readonly children: readonly SyntaxNode[];
}

/** A top-level definition or declaration, converted to plain nodes only when asked: most are of no interest. */
export interface TopLevelItem {
  /** tree-sitter-c's type: "function_definition", "declaration", "struct_specifier", "preproc_function_def", … */
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** Whether an ERROR or a MISSING node lies inside it. */
  readonly hasError: boolean;
  /** The item's plain tree. Throws after the tree has been deleted. */
  node(): SyntaxNode;
}

/** A parsed text. The owner must call `delete()` (in `finally`): WebAssembly memory is not collected. */
export interface SyntaxTree {
  /** The text as written; every offset of every node is one of it. */
  readonly text: string;
  /**
   * The text that was parsed: `text` rewritten by the kernel-C dialect at the same length. Read node texts from `text`;
   * read `parsed` only where a stand-in of the dialect is wanted (see dialect.ts).
   */
  readonly parsed: string;
  /** Items in the order of the text, those inside `#if` blocks and `extern "C"` included. */
  readonly items: readonly TopLevelItem[];
  delete(): void;
}

/** A parser back end: WebAssembly (editor, web) or native (command line). Both apply the kernel-C dialect first. */
export interface KernelParser {
  readonly name: "wasm" | "native";
  /**
   * Parses kernel C. Never throws for bad C: what cannot be understood becomes items with `hasError`.
   */
  parse(text: string): SyntaxTree;
}
