/**
 * Under which conditions a call is made: those that enclose it, and those that leave the function before it, each
 * with what it asks about. Must not know what the call does, nor what the answer depends on.
 */
import type { SyntaxNode } from "../syntax/tree";
import type { PreconditionFact } from "./blockCallFacts";
import type { FunctionContext } from "./context";
import { bare, child, operatorOf, walk } from "./source";

/** A condition with how it has to come out. */
interface Asked {
  readonly condition: SyntaxNode;
  readonly holds: boolean;
  readonly kind: PreconditionFact["kind"];
}

/** The conditions of a call, the innermost first; one for each operand of `&&`. */
export function preconditionsOf(context: FunctionContext, call: SyntaxNode): PreconditionFact[] {
  return askedBefore(context, call)
    .flatMap(operands(context))
    .map((asked) => factOf(context, asked));
}

function askedBefore(context: FunctionContext, call: SyntaxNode): Asked[] {
  const { parents } = context;
  const found: Asked[] = [];
  let inner = call;
  for (let outer = parents.get(call); outer; inner = outer, outer = parents.get(outer)) {
    const condition = outer.type === "if_statement" ? child(outer, "condition") : null;
    if (condition && inner !== condition)
      found.push({ condition, holds: inner.field !== "alternative", kind: "encloses" });
    if (outer.type !== "compound_statement" && outer.type !== "case_statement") continue;
    const before = outer.children.slice(0, Math.max(outer.children.indexOf(inner), 0)).reverse();
    found.push(...before.flatMap((statement) => leaving(context, statement)));
  }
  return found;
}

/** `if (x) return 0;`: behind it x does not hold. */
function leaving({ source }: FunctionContext, statement: SyntaxNode): Asked[] {
  const condition = statement.type === "if_statement" ? child(statement, "condition") : null;
  const taken = child(statement, "consequence");
  if (!condition || !taken || child(statement, "alternative")) return [];
  const last = taken.type === "compound_statement" ? taken.children.at(-1) : taken;
  if (!last || !/^(?:return|goto|break|continue)_statement$/.test(last.type)) return [];
  const isDone = /^return(?: 0)?;$/.test(source.written(last));
  return [{ condition, holds: false, kind: isDone ? "done" : "fails" }];
}

/** `a && b` holds where both do, `a || b` fails where both do; what `!` stands before has to come out the other way. */
function operands({ source }: FunctionContext): (asked: Asked) => Asked[] {
  const each = ({ condition, holds, kind }: Asked): Asked[] => {
    const at = bare(condition);
    const operator = operatorOf(source, at);
    const argument = child(at, "argument");
    if (at.type === "unary_expression" && operator === "!" && argument)
      return each({ condition: argument, holds: !holds, kind });
    const [left, right] = [child(at, "left"), child(at, "right")];
    if (!left || !right || operator !== (holds ? "&&" : "||")) return [{ condition: at, holds, kind }];
    return [left, right].flatMap((condition) => each({ condition, holds, kind }));
  };
  return each;
}

function factOf(context: FunctionContext, { condition, holds, kind }: Asked): PreconditionFact {
  const { source } = context;
  const at = bare(condition);
  const field = at.type === "field_expression" ? child(at, "field") : null;
  return {
    text: source.written(at),
    place: source.place(at),
    holds,
    kind,
    names: namesIn(context, at),
    member: field && source.text(field),
  };
}

/** What a condition asks about: the last members of what it names, plain names, and the same of what locals were set to. */
function namesIn(context: FunctionContext, condition: SyntaxNode): string[] {
  const names = new Set<string>();
  const add = (node: SyntaxNode, depth: number): void =>
    walk(node, (at) => {
      if (at.type !== "identifier" && at.type !== "field_identifier") return;
      const name = context.source.text(at);
      if (names.has(name)) return;
      names.add(name);
      if (depth > 0) for (const value of context.values.get(name) ?? []) add(value, depth - 1);
    });
  add(condition, LOCALS);
  return [...names];
}

/** Locals that are set from locals: real code has no more steps than these. */
const LOCALS = 2;
