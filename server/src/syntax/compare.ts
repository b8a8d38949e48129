/**
 * The cross-check of the two back ends: both must give the same plain trees for the same text. For tests and for the
 * kernel suite; it must not be used by the product itself.
 */
import type { KernelParser, SyntaxNode, SyntaxTree } from "./tree";

/**
 * Parses one text with two back ends and compares everything a caller could see. The packages carry different
 * versions of tree-sitter (0.27 and 0.25), which recover differently from text that is no C: what is promised is
 * that trees without an error node are the same.
 *
 * @returns undefined when both trees are the same, otherwise one line that says where they first differ
 */
export function compareBackEnds(text: string, a: KernelParser, b: KernelParser): string | undefined {
  const treeA = a.parse(text);
  try {
    const treeB = b.parse(text);
    try {
      return compareTrees(treeA, treeB);
    } finally {
      treeB.delete();
    }
  } finally {
    treeA.delete();
  }
}

function compareTrees(a: SyntaxTree, b: SyntaxTree): string | undefined {
  if (a.parsed !== b.parsed) return "the rewritten texts differ";
  if (a.items.length !== b.items.length) return `${a.items.length} items against ${b.items.length}`;
  for (const [index, itemA] of a.items.entries()) {
    const itemB = b.items[index];
    if (!itemB || itemA.hasError !== itemB.hasError) return `item ${index}: hasError differs`;
    const difference = compareNodes(itemA.node(), itemB.node());
    if (difference) return `item ${index}: ${difference}`;
  }
  return undefined;
}

function compareNodes(rootA: SyntaxNode, rootB: SyntaxNode): string | undefined {
  const open: [SyntaxNode, SyntaxNode][] = [[rootA, rootB]];
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [a, b] = pair;
    if (describe(a) !== describe(b)) return `${describe(a)} against ${describe(b)}`;
    for (const [index, child] of a.children.entries()) {
      const other = b.children[index];
      if (other) open.push([child, other]);
    }
  }
  return undefined;
}

function describe(node: SyntaxNode): string {
  return `${node.field ?? "-"}:${node.type} ${node.start}-${node.end} with ${node.children.length} children`;
}
