/**
 * Constants that a call hands to a helper of the same file, where the helper's end hangs on them: `update(entry, false)`
 * never goes where update() asks for true. Must not follow values that only travel through a helper.
 */

import { numberOf } from "../notifier/sign";
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import { valuesOf } from "./evaluation";
import type { Evaluation } from "./evaluator";
import type { State } from "./execution";
import type { ParameterFact, Value } from "./facts";
import { fixpoint } from "./fixpoint";
import type { FunctionTable } from "./outcomes";
import { argumentsOf, calleeName, child, type Source, walk } from "./source";
import { trackedLocals } from "./tracked";
import { valueKey } from "./values";

/** A circle of helpers that hand a parameter round is gone through this often, or it is done. */
const TURNS = 20;

const EFFECTS = new Set([
  "call_expression",
  "assignment_expression",
  "update_expression",
  "comma_expression",
]);

/** The constant that an argument is at this point of a path; null where it is none, or not only one. */
export function constantArgument(evaluation: Evaluation, node: SyntaxNode, state: State): Value | null {
  if (contains(node, (n) => EFFECTS.has(n.type))) return null;
  const [first, ...others] = valuesOf(evaluation, node, state).map((r) => r.value);
  if (first?.kind !== "constant") return null;
  return others.every((other) => valueKey(other) === valueKey(first)) ? first : null;
}

/** Whether a parameter keeps the value of a constant: C cuts it to the parameter's type. */
export function keeps({ type }: ParameterFact, value: Value): boolean {
  const number = value.kind === "constant" ? numberOf(value.text) : null;
  const isNamed = number === null && value.kind === "constant" && !value.text.startsWith("-");
  return isNamed || (number !== null && number >= 0 && number < 128) || /^(?:int|long|s32|s64)$/.test(type);
}

/**
 * Tells whether the end of a function can hang on a parameter: it is returned, decides a branch, or is handed to a
 * helper of which the same is true.
 */
export function decidingParameters(
  find: FunctionTable["find"],
): (context: FunctionContext, index: number) => boolean {
  const numbers = new Map<FunctionContext, number>();
  const remembered = fixpoint<boolean>({ least: false, same: (a, b) => a === b, turns: TURNS });
  const decides = (context: FunctionContext, index: number): boolean => {
    const number = numbers.get(context) ?? numbers.size;
    numbers.set(context, number);
    return remembered(`${number} ${index}`, () => {
      const name = context.fn.parameters[index]?.name ?? "";
      if (name === "") return false;
      return isTested(context, name) || isHandedOn(context, name);
    }).answer;
  };
  const isHandedOn = (context: FunctionContext, name: string): boolean =>
    contains(context.fn.body, (node) => {
      if (node.type !== "call_expression") return false;
      const callee = calleeName(context.source, node) ?? "";
      return argumentsOf(node).some(
        (argument, index) =>
          mentions(context.source, argument, name) &&
          find(callee, context, node.start).some((helper) => decides(helper, index)),
      );
    });
  return decides;
}

function isTested({ source, fn, isLocal }: FunctionContext, name: string): boolean {
  const tracked = trackedLocals(source, fn.body, (other) => other === name || isLocal(other));
  if (tracked.has(name)) return true;
  return contains(fn.body, (node) => {
    const condition = node.type === "conditional_expression" ? child(node, "condition") : null;
    return condition !== null && mentions(source, condition, name);
  });
}

/** Whether an expression is made of a name, members and results of calls left aside. */
function mentions(source: Source, node: SyntaxNode, name: string): boolean {
  let found = false;
  walk(node, (n) => {
    if (n.type === "identifier" && source.text(n) === name) found = true;
    return n.type !== "field_expression" && n.type !== "call_expression";
  });
  return found;
}

function contains(node: SyntaxNode, asks: (node: SyntaxNode) => boolean): boolean {
  return asks(node) || node.children.some((c) => contains(c, asks));
}
