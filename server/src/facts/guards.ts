/**
 * Under which values of a parameter a call is made: how one registration function serves several chains
 * (cpufreq_register_notifier() picks one of two by its second argument).
 */
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import { isConstantText } from "./expressions";
import type { GuardFact } from "./facts";
import { bare, child, operatorOf } from "./source";

/** The conditions on parameters that enclose a node. */
export function guardsOf(context: FunctionContext, node: SyntaxNode): GuardFact[] {
  const guards: GuardFact[] = [];
  let inner = node;
  let outer = context.parents.get(node);
  while (outer) {
    const guard =
      outer.type === "case_statement"
        ? caseGuard(context, outer)
        : outer.type === "if_statement"
          ? branchGuard(context, outer, inner)
          : null;
    if (guard) guards.push(guard);
    inner = outer;
    outer = context.parents.get(outer);
  }
  return guards;
}

function parameterIndex(context: FunctionContext, node: SyntaxNode | null): number {
  const at = node && bare(node);
  if (at?.type !== "identifier") return -1;
  const name = context.source.text(at);
  return context.fn.parameters.findIndex((p) => p.name === name);
}

function caseGuard(context: FunctionContext, statement: SyntaxNode): GuardFact | null {
  const body = context.parents.get(statement);
  const choice = body && context.parents.get(body);
  if (!body || choice?.type !== "switch_statement") return null;
  const parameter = parameterIndex(context, child(choice, "condition"));
  if (parameter < 0) return null;
  const values: string[] = [];
  // Labels that fall through into this one lead here too.
  for (let i = body.children.indexOf(statement); i >= 0; i--) {
    const label = body.children[i];
    const value = label && child(label, "value");
    if (!label || (label !== statement && label.children.length > 1)) break;
    if (!value) return null;
    values.push(context.source.written(value));
  }
  return { parameter, values, negated: false };
}

function branchGuard(context: FunctionContext, branch: SyntaxNode, inside: SyntaxNode): GuardFact | null {
  const condition = child(branch, "condition");
  const at = condition && bare(condition);
  const operator = at && operatorOf(context.source, at);
  if (!at || inside.field === "condition" || (operator !== "==" && operator !== "!=")) return null;
  const parameter = parameterIndex(context, child(at, "left"));
  const right = child(at, "right");
  const value = right ? context.source.written(right) : "";
  if (parameter < 0 || !isConstantText(value)) return null;
  return { parameter, values: [value], negated: (operator === "!=") !== (inside.field === "alternative") };
}
