/** Which locals of a function are worth following: those its result can depend on. */
import type { SyntaxNode } from "../syntax/tree";
import { bare, child, type Source, walk } from "./source";

/** Locals that are returned, decide a branch, or are copied into such a one. */
export function trackedLocals(
  source: Source,
  body: SyntaxNode,
  isLocal: (name: string) => boolean,
): Set<string> {
  const tracked = new Set<string>();
  const addNames = (node: SyntaxNode): void =>
    walk(node, (n) => {
      if (n.type === "identifier" && isLocal(source.text(n))) tracked.add(source.text(n));
      return n.type !== "field_expression";
    });
  walk(body, (node) => {
    if (node.type === "return_statement") addNames(node);
    const condition = ["if_statement", "switch_statement"].includes(node.type)
      ? child(node, "condition")
      : null;
    if (condition) addNames(condition);
  });
  for (let size = -1; size !== tracked.size; ) {
    size = tracked.size;
    walk(body, (node) => {
      if (node.type !== "assignment_expression" && node.type !== "init_declarator") return;
      const left = child(node, "left") ?? child(node, "declarator");
      const right = child(node, "right") ?? child(node, "value");
      if (!left || !right || left.type !== "identifier" || !tracked.has(source.text(left))) return;
      if (bare(right).type === "identifier") addNames(right);
    });
  }
  return tracked;
}
