/**
 * What pointers point to, by the declarations in sight: the structs behind the arguments of a call, and what a callback
 * takes its `data` to be. Must not guess: where a declaration does not tell, nothing is said.
 */
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import type { CastFact } from "./dataUseFacts";
import type { ValuesOf } from "./expressions";
import type { Expression } from "./facts";
import { guardsOf } from "./guards";
import { argumentsOf, bare, child, operatorOf, walk } from "./source";

/** Pointers are followed to what they were set to this many times. */
const DEPTH = 3;

/** The arguments of a call with the structs that they point to. */
export function withPointees(
  context: FunctionContext,
  call: SyntaxNode,
  read: readonly Expression[],
  values: ValuesOf,
): Expression[] {
  const written = argumentsOf(call);
  return read.map((expression, i) => {
    const argument = written[i];
    const pointee = argument && pointeeOf(context, argument, values, DEPTH);
    return pointee ? { ...expression, pointee } : expression;
  });
}

function pointeeOf(
  context: FunctionContext,
  argument: SyntaxNode,
  values: ValuesOf,
  depth: number,
): string | null {
  const { source, scope } = context;
  const at = bare(argument);
  if (at.type === "cast_expression") {
    const cast = castType(context, at);
    const value = child(at, "value");
    return cast ?? (value && isVoid(context, at) ? pointeeOf(context, value, values, depth) : null);
  }
  const inner =
    at.type === "pointer_expression" && operatorOf(source, at) === "&" ? child(at, "argument") : null;
  const named = bare(inner ?? at);
  if (named.type !== "identifier") return null;
  const name = source.text(named);
  const local = scope.locals.get(name);
  if (inner) return local && local.pointers === 0 && !local.isArray ? structIn(local.type) : null;
  if (!local) return parameterPointee(context, name);
  if (local.pointers + (local.isArray ? 1 : 0) !== 1) return null;
  const only = local.type === "void" ? values.get(name) : undefined;
  const value = only?.length === 1 ? only[0] : undefined;
  return value && depth > 0 ? pointeeOf(context, value, values, depth - 1) : structIn(local.type);
}

function parameterPointee({ source, fn }: FunctionContext, name: string): string | null {
  const parameter = fn.parameters.find((one) => one.name === name);
  if (!parameter?.type.endsWith(" *")) return null;
  const head = source.tree.text.slice(fn.node.start, fn.body.start);
  // The type keeps one of several stars.
  return new RegExp(`\\*\\s*\\*\\s*${name}\\b`).test(head) ? null : structIn(parameter.type.slice(0, -2));
}

function structIn(type: string): string | null {
  return /^struct \w+$/.test(type) ? type : null;
}

/** `struct T` of `(struct T *)x`. */
function castType({ source }: FunctionContext, cast: SyntaxNode): string | null {
  const type = child(cast, "type");
  const written = type ? source.written(type) : "";
  return /^(?:const )?(struct \w+) ?\*$/.exec(written)?.[1] ?? null;
}

function isVoid({ source }: FunctionContext, cast: SyntaxNode): boolean {
  const type = child(cast, "type");
  return type !== null && /^(?:const )?void ?\*$/.test(source.written(type));
}

/** Where a callback takes its third parameter to point to a struct; nothing where it sets the parameter itself. */
export function castsOf(context: FunctionContext, data: string): CastFact[] {
  const { source, scope, values } = context;
  if (values.get(data)) return [];
  const isData = (node: SyntaxNode | null): boolean => {
    let at = node && bare(node);
    while (at?.type === "cast_expression" && isVoid(context, at)) at = bare(child(at, "value") ?? at);
    return at?.type === "identifier" && source.text(at) === data;
  };
  const found: CastFact[] = [];
  const add = (type: string | null, node: SyntaxNode | null): void => {
    if (type && node) found.push({ type, data, place: source.place(node), events: eventsAt(context, node) });
  };
  const pointedBy = (name: SyntaxNode | null): string | null => {
    const local = name?.type === "identifier" ? scope.locals.get(source.text(name)) : undefined;
    return local && local.pointers === 1 && !local.isArray ? structIn(local.type) : null;
  };
  walk(context.fn.body, (node) => {
    if (node.type === "cast_expression" && isData(child(node, "value"))) add(castType(context, node), node);
    else if (node.type === "assignment_expression" && isData(child(node, "right")))
      add(pointedBy(child(node, "left")), child(node, "right"));
    else if (node.type === "init_declarator" && isData(child(node, "value")))
      add(pointedBy(child(child(node, "declarator") ?? node, "declarator")), child(node, "value"));
  });
  return found;
}

/** The events that the conditions around a place let through. */
function eventsAt(context: FunctionContext, node: SyntaxNode): CastFact["events"] {
  const guard = guardsOf(context, node).find(({ parameter }) => parameter === 1);
  return guard ? { values: guard.values, negated: guard.negated } : null;
}
