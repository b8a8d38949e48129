/**
 * What becomes of a call's result in the function that makes the call: ignored, returned, converted, tested. Follows a
 * local along the control-flow graph until it is set again. Printing a result is not using it.
 */
import { prints } from "../notifier/naming";
import type { SyntaxNode } from "../syntax/tree";
import { branchEvidence } from "./branches";
import type { FunctionContext } from "./context";
import { type FlowNode, successors } from "./controlFlow";
import type { Use, UseFact } from "./facts";
import { bare, calleeName, child, operatorOf, walk } from "./source";
import { numberOf } from "./values";

interface Test {
  readonly operator: string;
  readonly value: string;
}

/** How far a result has been followed. */
interface Trail {
  /** Whether it went through notifier_to_errno(). */
  readonly errno: boolean;
  readonly test: Test | null;
  readonly negated: boolean;
}

const TRANSPARENT = /^(?:likely|unlikely|WARN|WARN_ON|WARN_ON_ONCE|WARN_ONCE)$/;

/** Every use of a call's result; one "ignored" where there is none. */
export function usesOf(context: FunctionContext, call: SyntaxNode): UseFact[] {
  const uses: UseFact[] = [];
  const followed = new Set<string>();

  const add = (node: SyntaxNode, use: Use, trail: Trail, more: Partial<UseFact> = {}): void => {
    uses.push({
      use: trail.errno && use !== "ignored" ? "to_errno" : use,
      place: context.source.place(node),
      test: trail.test,
      returnedAs: null,
      negated: trail.negated,
      whenTrue: [],
      whenFalse: [],
      ...more,
    });
  };

  const climb = (node: SyntaxNode, trail: Trail): void => {
    const parent = context.parents.get(node);
    if (!parent) return;
    switch (parent.type) {
      case "parenthesized_expression":
        return parent.field === "condition" ? condition(parent, trail) : climb(parent, trail);
      case "cast_expression":
        return climb(parent, trail);
      case "expression_statement":
        return;
      case "return_statement":
        return returned(parent, trail);
      case "argument_list":
        return argument(parent, trail);
      case "assignment_expression":
        return assigned(parent, node, trail);
      case "init_declarator": {
        const name = child(parent, "declarator");
        return name?.type === "identifier" ? follow(parent, name, trail) : add(node, "other", trail);
      }
      case "binary_expression":
        return compared(parent, node, trail);
      case "unary_expression":
        if (operatorOf(context.source, parent) !== "!") return add(parent, "other", trail);
        return climb(parent, { ...trail, test: trail.test ?? TRUTH, negated: !trail.negated });
      case "conditional_expression":
        if (node.field === "condition") return condition(node, trail);
        return climb(parent, trail);
      case "comma_expression":
        return node.field === "right" ? climb(parent, trail) : undefined;
      case "if_statement":
      case "while_statement":
      case "for_statement":
      case "do_statement":
        return condition(node, trail);
      default:
        return add(node, "other", trail);
    }
  };

  const returned = (node: SyntaxNode, trail: Trail): void => {
    if (trail.test) add(node, useOfTest(trail.test), trail, { returnedAs: "test" });
    else add(node, "returned", trail, { returnedAs: trail.errno ? "errno" : "result" });
  };

  const argument = (list: SyntaxNode, trail: Trail): void => {
    const outer = context.parents.get(list);
    if (!outer || outer.type !== "call_expression") return add(list, "other", trail);
    const callee = calleeName(context.source, outer) ?? "";
    if (callee === "notifier_to_errno") return climb(outer, { ...trail, errno: true });
    if (TRANSPARENT.test(callee)) {
      const parent = context.parents.get(outer);
      const next = { ...trail, test: trail.test ?? TRUTH };
      return parent?.type === "expression_statement"
        ? add(outer, useOfTest(next.test), next)
        : climb(outer, next);
    }
    if (!prints(callee)) add(outer, "other", trail);
  };

  const assigned = (node: SyntaxNode, value: SyntaxNode, trail: Trail): void => {
    if (value.field !== "right") return;
    const left = child(node, "left");
    if (!left) return;
    const at = bare(left);
    if (at.type === "identifier" && context.isLocal(context.source.text(at))) follow(node, at, trail);
    else add(node, "other", trail);
    const parent = context.parents.get(node);
    if (parent && parent.type !== "expression_statement") climb(node, trail);
  };

  const compared = (node: SyntaxNode, operand: SyntaxNode, trail: Trail): void => {
    const operator = operatorOf(context.source, node);
    if (operator === "&&" || operator === "||") return condition(operand, trail);
    const other = node.children.find((c) => c !== operand && c.field !== "operator");
    const value = other ? context.source.written(bare(other)) : "";
    if (operator === "&") return climb(node, { ...trail, test: { operator, value } });
    if (trail.test?.operator === "&")
      return climb(
        node,
        negateIf(trail, (operator === "!=" && !isZero(value)) || (operator === "==" && isZero(value))),
      );
    if (["==", "!=", "<", ">", "<=", ">="].includes(operator))
      return climb(node, { ...trail, test: { operator, value } });
    add(node, "other", trail);
  };

  const negateIf = (trail: Trail, flip: boolean): Trail =>
    flip ? { ...trail, negated: !trail.negated } : trail;

  /** The result decides a branch (or an operand of one). */
  const condition = (node: SyntaxNode, trail: Trail): void => {
    const test = trail.test ?? TRUTH;
    const { flips, ...evidence } = branchEvidence(context, node, trail.negated);
    add(node, useOfTest(test), { ...trail, test, negated: trail.negated !== flips }, evidence);
  };

  /** Follows a local from where it was set. */
  const follow = (from: SyntaxNode, name: SyntaxNode, trail: Trail): void => {
    const text = context.source.text(name);
    const key = `${text}@${from.start}:${trail.errno}`;
    if (followed.has(key)) return;
    followed.add(key);
    for (const read of readsAfter(context, from, text)) climb(read, trail);
  };

  climb(call, { errno: false, test: null, negated: false });
  if (uses.length === 0) add(call, "ignored", { errno: false, test: null, negated: false });
  return uses;
}

const TRUTH: Test = { operator: "!=", value: "0" };

function isZero(value: string): boolean {
  return value === "NOTIFY_DONE" || value === "false" || numberOf(value) === 0;
}

/** contract.md's word for a test. */
function useOfTest(test: Test): Use {
  const value = test.value.replace(/[()\s]/g, "");
  if (test.operator === "&") return value === "NOTIFY_STOP_MASK" ? "stop_mask" : "other";
  if (test.operator === "==" || test.operator === "!=") {
    if (value === "NOTIFY_BAD") return "eq_BAD";
    if (value === "NOTIFY_STOP") return "eq_STOP";
    if (value === "NOTIFY_OK") return "eq_OK";
    if (isZero(value)) return "nonzero";
  }
  return "other";
}

/** The reads of a local that its value set at `from` can reach. */
function readsAfter(context: FunctionContext, from: SyntaxNode, name: string): SyntaxNode[] {
  const { flow } = context;
  const start = flow.nodes.findIndex((n) => syntaxOf(n) && within(from, syntaxOf(n)));
  const reads: SyntaxNode[] = [];
  const first = flow.nodes[start];
  if (!first) return reads;
  const seen = new Set<number>();
  const queue = [...successors(first)];
  while (queue.length > 0) {
    const index = queue.pop();
    const node = index === undefined ? undefined : flow.nodes[index];
    if (index === undefined || !node || seen.has(index)) continue;
    seen.add(index);
    const syntax = syntaxOf(node);
    if (syntax && collectReads(context, syntax, name, reads)) continue;
    queue.push(...successors(node));
  }
  return reads.sort((a, b) => a.start - b.start);
}

function syntaxOf(node: FlowNode): SyntaxNode | null {
  return node.kind === "dead" ? null : node.syntax;
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
