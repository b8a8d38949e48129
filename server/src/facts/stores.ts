/**
 * Finds where a head, a block or a function is stored before a recorded call takes it from there. Only stores to names
 * that such a call mentions are kept: what a driver keeps in its structs besides is nobody's business here.
 */
import { BLOCK_TYPE, HEAD_TYPES, PRIMITIVES } from "../notifier/kernelApi";
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import { readExpression } from "./expressions";
import type { CallFact, Expression, StoreFact } from "./facts";
import { valuesAt } from "./reaching";
import { argumentsOf, bare, calleeName, child, operatorOf, walk } from "./source";

/** The last name in an expression: of the member, else of the variable. */
function lastNameOf({ root, path }: Expression): string | null {
  return path.at(-1) ?? ("name" in root ? root.name : null);
}

/** The names from which recorded calls take heads, blocks and functions. */
export function takenNames(
  calls: readonly CallFact[],
  isOperand: (call: CallFact, argument: Expression) => boolean,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const call of calls) {
    names.add(call.callee.replace(/^->/, ""));
    const positions = PRIMITIVES.has(call.callee) ? 2 : Number.POSITIVE_INFINITY;
    for (const [i, argument] of call.arguments.entries()) {
      const name = lastNameOf(argument);
      const counts = positions === 2 ? i < positions : isOperand(call, argument);
      if (name !== null && counts) names.add(name);
    }
  }
  return names;
}

/** The stores of one function to some names. */
export function storesOf(context: FunctionContext, names: ReadonlySet<string>): StoreFact[] {
  const facts: StoreFact[] = [];
  const { source, scope, fn } = context;
  const add = (node: SyntaxNode, left: SyntaxNode, right: SyntaxNode): void => {
    const written = source.text(left).match(/\w+(?=\s*(?:\[[^\]]*\]\s*)*$)/)?.[0];
    if (written === undefined || !names.has(written)) return;
    const local = left.type === "identifier" && scope.locals.get(written);
    if (local && !holds(local.type, local.isFunction)) return;
    const target = readExpression(source, scope, left, local ? undefined : valuesAt(context, node));
    const value = readStored(context, node, right);
    if (value.root.kind === "unknown" || value.root.kind === "constant") return;
    facts.push({ target, value, function: fn.name, place: source.place(node) });
  };
  walk(fn.body, (node) => {
    if (node.type === "assignment_expression" && operatorOf(source, node) === "=") {
      const left = child(node, "left");
      const right = child(node, "right");
      if (left && right) add(node, bare(left), right);
    } else if (node.type === "init_declarator") {
      const value = child(node, "value");
      let name = child(node, "declarator");
      while (name && name.type !== "identifier") name = child(name, "declarator") ?? firstInside(name);
      if (name && value) add(node, name, value);
    } else if (
      node.type === "call_expression" &&
      /^(?:__)?mem(?:cpy|move)$/.test(calleeName(source, node) ?? "")
    ) {
      const [to, from] = argumentsOf(node);
      if (to && from) add(node, withoutAddress(to), withoutAddress(from));
    }
  });
  return facts;
}

function firstInside(node: SyntaxNode): SyntaxNode | null {
  return node.children.find((c) => c.type.endsWith("declarator") || c.type === "identifier") ?? null;
}

/** Whether a local of this type can hold what calls take: a pointer to a head, a block or a function. */
function holds(type: string, isFunction: boolean): boolean {
  return isFunction || type === BLOCK_TYPE || HEAD_TYPES.has(type);
}

/** symbol_get() and symbol_request() answer the function that they name (include/linux/module.h). */
const SYMBOLS = /^(?:__)?symbol_(?:get|request)$/;

function readStored(context: FunctionContext, node: SyntaxNode, right: SyntaxNode): Expression {
  const { source, scope } = context;
  const at = bare(right);
  const named =
    at.type === "call_expression" && SYMBOLS.test(calleeName(source, at) ?? "")
      ? argumentsOf(at)[0]
      : undefined;
  return readExpression(source, scope, named ?? at, valuesAt(context, node));
}

function withoutAddress(node: SyntaxNode): SyntaxNode {
  const at = bare(node);
  return at.type === "pointer_expression" ? (child(at, "argument") ?? at) : at;
}
