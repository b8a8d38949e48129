/**
 * A parsed text at hand: its tree, its lines, and short questions about nodes that every extractor asks.
 * Lives only while facts are made; nothing of it may be kept in them.
 */
import type { Place } from "../base/place";
import type { SyntaxNode, SyntaxTree } from "../syntax/tree";

export interface Source {
  readonly tree: SyntaxTree;
  /** The text of a node as the parser saw it, after the kernel-C dialect. */
  text(node: SyntaxNode): string;
  /** The text of a node as it was written, white space folded. */
  written(node: SyntaxNode): string;
  place(node: SyntaxNode): Place;
  placeAt(start: number, end: number): Place;
}

/**
 * Wraps a tree for extraction.
 * @param placeAt the place in the file of a stretch of the tree's text, which may be a part of the file's
 */
export function sourceOf(tree: SyntaxTree, placeAt: Source["placeAt"]): Source {
  return {
    tree,
    text: (node) => tree.parsed.slice(node.start, node.end),
    written: (node) => tree.text.slice(node.start, node.end).replace(/\s+/g, " ").trim(),
    place: (node) => placeAt(node.start, node.end),
    placeAt,
  };
}

/** A source whose nodes all stand at one place: what a macro expands to stands where the macro is used. */
export function sourceAt(tree: SyntaxTree, place: Place): Source {
  return sourceOf(tree, () => place);
}

/** The child in a field, or null. */
export function child(node: SyntaxNode, field: string): SyntaxNode | null {
  return node.children.find((c) => c.field === field) ?? null;
}

/** Visits a node and everything below it, parents first; `visit` returning false skips what is below. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode) => unknown): void {
  if (visit(node) === false) return;
  for (const c of node.children) walk(c, visit);
}

/** The node without parentheses around it. */
export function bare(node: SyntaxNode): SyntaxNode {
  let inner = node;
  while (inner.type === "parenthesized_expression") {
    const only: SyntaxNode | undefined = inner.children[0];
    if (inner.children.length !== 1 || !only) break;
    inner = only;
  }
  return inner;
}

/** The name of a function that is called by name, or null for a call through an expression. */
export function calleeName(source: Source, call: SyntaxNode): string | null {
  const callee = child(call, "function");
  if (!callee) return null;
  const inner = bare(callee);
  return inner.type === "identifier" ? source.text(inner) : null;
}

/** A call's arguments in order. */
export function argumentsOf(call: SyntaxNode): readonly SyntaxNode[] {
  return child(call, "arguments")?.children ?? [];
}

/** The string-literal-free operator of a unary, binary or assignment expression. */
export function operatorOf(source: Source, node: SyntaxNode): string {
  const operator = child(node, "operator");
  return operator ? source.text(operator) : "";
}

/** A call's arguments as written, without white space. */
export function argumentTexts(source: Source, call: SyntaxNode): string[] {
  return argumentsOf(call).map((a) => source.written(a).replace(/\s+/g, ""));
}
