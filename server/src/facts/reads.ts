/** Where the value that a local was given can be read, along the control-flow graph, until it is given another. */
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import { type FlowNode, successors } from "./controlFlow";
import { child, operatorOf, walk } from "./source";

/** The reads of a local that its value set at `from` can reach, in the order of the text. */
export function readsAfter(context: FunctionContext, from: SyntaxNode, name: string): SyntaxNode[] {
  const { flow } = context;
  const first = flow.nodes.find((n) => within(from, syntaxOf(n)));
  const reads: SyntaxNode[] = [];
  if (!first) return reads;
  const seen = new Set<number>();
  const queue = [...successors(first)];
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    const node = flow.nodes[index];
    if (!node || seen.has(index)) continue;
    seen.add(index);
    const syntax = syntaxOf(node);
    if (syntax && collectReads(context, syntax, name, reads)) continue;
    queue.push(...successors(node));
  }
  return reads.sort((a, b) => a.start - b.start);
}

function syntaxOf(node: FlowNode): SyntaxNode | null {
  return "syntax" in node ? node.syntax : null;
}

function within(inner: SyntaxNode, outer: SyntaxNode | null): boolean {
  return outer !== null && inner.start >= outer.start && inner.end <= outer.end;
}

/** Adds the reads of a name in one statement; true where the statement sets it anew. */
function collectReads(
  context: FunctionContext,
  syntax: SyntaxNode,
  name: string,
  reads: SyntaxNode[],
): boolean {
  let killed = false;
  walk(syntax, (node) => {
    if (node.type === "assignment_expression" && operatorOf(context.source, node) === "=") {
      const left = child(node, "left");
      const right = child(node, "right");
      if (left?.type === "identifier" && context.source.text(left) === name) {
        if (right) reads.push(...readsIn(context, right, name));
        killed = true;
        return false;
      }
    }
    if (isRead(context, node, name)) reads.push(node);
    return true;
  });
  return killed;
}

function readsIn(context: FunctionContext, node: SyntaxNode, name: string): SyntaxNode[] {
  const reads: SyntaxNode[] = [];
  walk(node, (n) => {
    if (isRead(context, n, name)) reads.push(n);
  });
  return reads;
}

function isRead(context: FunctionContext, node: SyntaxNode, name: string): boolean {
  if (node.type !== "identifier" || context.source.text(node) !== name) return false;
  const parent = context.parents.get(node);
  return !(parent?.type === "init_declarator" && node.field === "declarator");
}
