/**
 * How much of a text the parser understands: the figure that the dialect is judged by. It must not use the dialect's
 * own idea of the text for the count that checks the parser's.
 */
import type { KernelParser, SyntaxNode, SyntaxTree } from "./tree";

/** Counts of one text; add them up over files. */
export interface ParseMeasure {
  /** Function definitions in the tree, those swallowed by an item with an error included. */
  readonly functions: number;
  /** Top-level function definitions without an ERROR or MISSING node inside. */
  readonly withoutError: number;
  /**
   * Bodies that kernel style shows without a parser: a brace alone in column 0 after a parenthesis. Error recovery can
   * swallow functions; this counts them. Bodies in branches that the dialect drops count too.
   */
  readonly bodies: number;
  /** Those of `bodies` that are the body of a function counted in `withoutError`. */
  readonly bodiesWithoutError: number;
}

/** Parses a text with the given back end and counts. */
export function measureParse(parser: KernelParser, text: string): ParseMeasure {
  const tree = parser.parse(text);
  try {
    return measureTree(tree);
  } finally {
    tree.delete();
  }
}

/** Counts in a tree that has been parsed. */
export function measureTree(tree: SyntaxTree): ParseMeasure {
  let functions = 0;
  let withoutError = 0;
  const sound: [number, number][] = [];
  for (const item of tree.items) {
    if (item.hasError) functions += countFunctions(item.node());
    if (item.hasError || item.type !== "function_definition") continue;
    functions++;
    withoutError++;
    sound.push([item.start, item.end]);
  }
  const bodies = bodyOffsets(tree.text);
  let at = 0;
  let bodiesWithoutError = 0;
  for (const offset of bodies) {
    while (at < sound.length && (sound[at]?.[1] ?? 0) <= offset) at++;
    const [start, end] = sound[at] ?? [0, 0];
    if (start < offset && offset < end) bodiesWithoutError++;
  }
  return { functions, withoutError, bodies: bodies.length, bodiesWithoutError };
}

function countFunctions(root: SyntaxNode): number {
  let count = 0;
  const open: SyntaxNode[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === "function_definition") count++;
    open.push(...node.children);
  }
  return count;
}

/** Offsets of braces in column 0 that follow a `)` and words only; comments count as white space. */
function bodyOffsets(text: string): number[] {
  const offsets: number[] = [];
  for (const match of text.matchAll(/^\{/gm)) {
    const before = text
      .slice(Math.max(0, match.index - 400), match.index)
      .replace(/\/\*.*?\*\/|\/\/.*$/gms, " ");
    if (/\)[\s\w]*$/.test(before)) offsets.push(match.index);
  }
  return offsets;
}
