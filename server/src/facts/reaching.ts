/**
 * What a local that is set several times holds at one place, where straight-line code tells: `nb = &a; register(nb);
 * nb = &b; register(nb);`. Must not guess: where a branch, a loop or a label could have changed it, every value stays.
 */
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import type { ValuesOf } from "./expressions";
import { bare, child, operatorOf, type Source, walk } from "./source";

const LOOPS = new Set(["for_statement", "while_statement", "do_statement"]);

/** The values of a function's locals as a node sees them. */
export function valuesAt(context: FunctionContext, node: SyntaxNode): ValuesOf {
  return {
    get: (name) => {
      const all = context.values.get(name);
      if (!all || all.length < 2) return all;
      const last = lastSet(context, node, name);
      return last ? [last] : all;
    },
  };
}

function lastSet(context: FunctionContext, node: SyntaxNode, name: string): SyntaxNode | null {
  const { source, parents } = context;
  let inner = node;
  for (let outer = parents.get(node); outer; inner = outer, outer = parents.get(outer)) {
    if (LOOPS.has(outer.type) && sets(source, outer, name)) return null;
    if (outer.type === "labeled_statement") return null;
    if (outer.type !== "compound_statement" && outer.type !== "case_statement") continue;
    for (let i = outer.children.indexOf(inner) - 1; i >= 0; i--) {
      const statement = outer.children[i];
      if (!statement) continue;
      const given = givenBy(source, statement, name);
      if (given) return given;
      if (statement.type === "labeled_statement" || sets(source, statement, name)) return null;
    }
  }
  return null;
}

/** The value that a statement gives a local whatever happens. */
function givenBy(source: Source, statement: SyntaxNode, name: string): SyntaxNode | null {
  const inner = statement.type === "expression_statement" ? statement.children[0] : undefined;
  if (inner?.type === "assignment_expression")
    return isSet(source, inner, name) ? child(inner, "right") : null;
  if (statement.type !== "declaration") return null;
  const one = statement.children.find((c) => c.type === "init_declarator" && isSet(source, c, name));
  return one ? child(one, "value") : null;
}

/** Whether anything in a statement may set a local. */
function sets(source: Source, statement: SyntaxNode, name: string): boolean {
  let found = false;
  walk(statement, (node) => {
    found ||= isSet(source, node, name);
    return !found;
  });
  return found;
}

/** Whether a node sets a local, or hands out its address so that somebody else may. */
function isSet(source: Source, node: SyntaxNode, name: string): boolean {
  if (node.type === "pointer_expression" && operatorOf(source, node) === "&")
    return source.text(bare(child(node, "argument") ?? node)) === name;
  if (node.type === "assignment_expression" || node.type === "update_expression") {
    const target = child(node, "left") ?? child(node, "argument");
    return target?.type === "identifier" && source.text(target) === name;
  }
  if (node.type !== "init_declarator") return false;
  let declarator = child(node, "declarator");
  while (declarator && declarator.type !== "identifier") declarator = child(declarator, "declarator");
  return declarator !== null && source.text(declarator) === name;
}
