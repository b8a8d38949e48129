/**
 * Functions that a call hands to another function by name, to be called there through the parameter. Must not follow a
 * pointer that is stored, or set more than once: such a call stays unknown.
 */
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import { type Evaluation, nameIn } from "./evaluator";
import { isConstantText } from "./expressions";
import type { Target, Value } from "./facts";
import { isDeclared } from "./scope";
import { argumentsOf, bare, calleeName, child, operatorOf, type Source, walk } from "./source";

/** What is called through parameters, by the parameter's name. */
export type Targets = ReadonlyMap<string, Target>;

/** Types whose values are no functions, and pointers to such. A function's own type is read as its result's with a `*`. */
const NO_FUNCTION =
  /^(?:(?:struct|union|enum)\b|(?:void|char|unsigned char|const char) \*$|(?:bool|int|(?:unsigned|signed|long|short|char)(?: \w+)*|_*[us](?:8|16|32|64))$)/;

/** The name that is called: `fn(x)` or `(*fn)(x)`; null where an expression is. */
export function calledName(source: Source, call: SyntaxNode): string | null {
  const name = calleeName(source, call);
  if (name !== null) return name;
  const callee = child(call, "function");
  const inner = callee && bare(callee);
  if (inner?.type !== "pointer_expression" || operatorOf(source, inner) !== "*") return null;
  const argument = child(inner, "argument");
  return argument?.type === "identifier" ? source.text(argument) : null;
}

/** The function that an argument names, or the parameter of the function asked about that it hands on; else null. */
export function targetOf(evaluation: Evaluation, argument: SyntaxNode): Target | null {
  const { runnable, targets } = evaluation;
  const name = nameIn(evaluation, bare(argument));
  if (name === null || runnable.scope.locals.has(name)) return null;
  if (isDeclared(runnable.scope, name)) return targets.get(name) ?? null;
  const isVariable = isConstantText(name) || runnable.scope.globals.get(name) !== undefined;
  return isVariable || name === "true" || name === "false" ? null : name;
}

/** The arguments of a call that name functions, by position; undefined where none does. */
function targetsIn(evaluation: Evaluation, call: SyntaxNode): Readonly<Record<number, Target>> | undefined {
  const found = argumentsOf(call).flatMap((argument, index) => {
    const target = targetOf(evaluation, argument);
    return target === null ? [] : [[index, target] as const];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** What a call returns whose function is not in this file. */
export function callOf(
  evaluation: Evaluation,
  node: SyntaxNode,
  callee: string,
): Extract<Value, { kind: "call" }> {
  const eventArgument = positionOf(evaluation, node, evaluation.runnable.eventNames);
  const functions = targetsIn(evaluation, node);
  return { kind: "call", callee, eventArgument, truth: "any", ...(functions ? { functions } : {}) };
}

/** The first argument that is one of some names. */
export function positionOf(
  evaluation: Evaluation,
  call: SyntaxNode,
  names: ReadonlySet<string>,
): number | null {
  const index = argumentsOf(call).findIndex((a) => names.has(nameIn(evaluation, bare(a)) ?? ""));
  return index < 0 ? null : index;
}

/** What a function's parameters stand for: those alone that it calls or hands on, and never sets. */
export function targetsFor(context: FunctionContext, at: (index: number) => Target | null): Targets {
  const targets = new Map<string, Target>();
  for (const [name, index] of callable(context)) {
    const target = at(index);
    if (target !== null) targets.set(name, target);
  }
  return targets;
}

const remembered = new WeakMap<FunctionContext, ReadonlyMap<string, number>>();

/** The parameters that may be functions and are called or handed on, with their positions. */
function callable(context: FunctionContext): ReadonlyMap<string, number> {
  const known = remembered.get(context);
  if (known) return known;
  const { source, fn } = context;
  const possible = new Map<string, number>();
  fn.parameters.forEach(({ name, type }, index) => {
    if (name !== "" && !NO_FUNCTION.test(type)) possible.set(name, index);
  });
  const used = new Map<string, number>();
  if (possible.size > 0)
    walk(fn.body, (node) => {
      if (node.type === "assignment_expression") {
        const left = child(node, "left");
        if (left?.type === "identifier") possible.delete(source.text(left));
      }
      if (node.type !== "call_expression") return;
      const names = [calledName(source, node), ...argumentsOf(node).map((a) => source.text(bare(a)))];
      for (const name of names) {
        const index = name === null ? undefined : possible.get(name);
        if (name !== null && index !== undefined) used.set(name, index);
      }
    });
  const made = new Map([...used].filter(([name]) => possible.has(name)));
  remembered.set(context, made);
  return made;
}
