/**
 * What becomes of a call's result in the function that makes the call: ignored, returned, converted, tested. Follows a
 * local along the control-flow graph until it is set again. Printing a result is not using it.
 */
import { prints } from "../notifier/naming";
import { numberOf } from "../notifier/sign";
import type { SyntaxNode } from "../syntax/tree";
import { armOf } from "./arms";
import { branchEvidence, switchEvidence } from "./branches";
import { callingOff } from "./callingOff";
import type { FunctionContext } from "./context";
import type { Use, UseFact } from "./facts";
import { readsAfter } from "./reads";
import { bare, calleeName, child, operatorOf } from "./source";

type Test = NonNullable<UseFact["test"]>;

/** How far a result has been followed. */
interface Trail {
  /** Whether it went through notifier_to_errno(). */
  readonly errno: boolean;
  readonly test: Test | null;
  readonly negated: boolean;
}

const START: Trail = { errno: false, test: null, negated: false };
const TRUTH: Test = { operator: "!=", value: "0" };
const TRANSPARENT = /^(?:likely|unlikely|WARN|WARN_ON|WARN_ON_ONCE|WARN_ONCE)$/;
/** `(ret & ~NOTIFY_STOP_MASK) == V` compares the result itself. */
const WITHOUT_STOP_BIT = /^\(?\s*~\s*\(?\s*NOTIFY_STOP_MASK\b/;
const COMPARISONS = new Set(["==", "!=", "<", ">", "<=", ">="]);

/** Uses that ask whether the walk was stopped. */
const TELLS_STOP: ReadonlySet<Use> = new Set<Use>(["to_errno", "stop_mask", "eq_BAD", "nonzero"]);

/** One search through a function: the locals already followed are its only state. */
interface Search {
  readonly context: FunctionContext;
  readonly followed: Set<string>;
}

/** Every use of a call's result; one "ignored" where there is none. */
export function usesOf(context: FunctionContext, call: SyntaxNode): UseFact[] {
  const search: Search = { context, followed: new Set() };
  const uses = climb(search, call, START);
  return uses.length > 0 ? uses : [useFact(search, call, "ignored", START)];
}

function useFact(
  { context }: Search,
  node: SyntaxNode,
  use: Use,
  trail: Trail,
  more: Partial<UseFact> = {},
): UseFact {
  return {
    use: trail.errno && use !== "ignored" ? "to_errno" : use,
    place: context.source.place(node),
    test: trail.test,
    returnedAs: null,
    negated: trail.negated,
    arm: null,
    whenTrue: [],
    whenFalse: [],
    ...more,
  };
}

/** The uses of a value that stands at a node, by what stands around it. */
function climb(search: Search, node: SyntaxNode, trail: Trail): UseFact[] {
  const { source, parents } = search.context;
  const parent = parents.get(node);
  switch (parent?.type) {
    case undefined:
    case "expression_statement":
      return [];
    case "parenthesized_expression":
      return parent.field === "condition" ? condition(search, parent, trail) : climb(search, parent, trail);
    case "cast_expression":
      return climb(search, parent, trail);
    case "return_statement":
      return [returned(search, parent, trail)];
    case "argument_list":
      return argument(search, parent, trail);
    case "assignment_expression":
      return assigned(search, parent, node, trail);
    case "init_declarator": {
      const name = child(parent, "declarator");
      if (name?.type === "identifier") return follow(search, parent, name, trail);
      return [useFact(search, node, "other", trail)];
    }
    case "binary_expression":
      return compared(search, parent, node, trail);
    case "unary_expression":
      if (operatorOf(source, parent) !== "!") return [useFact(search, parent, "other", trail)];
      return climb(search, parent, { ...trail, test: trail.test ?? TRUTH, negated: !trail.negated });
    case "conditional_expression":
      return node.field === "condition" ? condition(search, node, trail) : climb(search, parent, trail);
    case "comma_expression":
      return node.field === "right" ? climb(search, parent, trail) : [];
    case "if_statement":
    case "while_statement":
    case "for_statement":
    case "do_statement":
      return condition(search, node, trail);
    default:
      return [useFact(search, node, "other", trail)];
  }
}

function returned(search: Search, node: SyntaxNode, trail: Trail): UseFact {
  if (trail.test) return useFact(search, node, useOfTest(trail.test), trail, { returnedAs: "test" });
  if (trail.errno) return useFact(search, node, "returned", trail, { returnedAs: "errno" });
  const amongErrnos = answersErrnos(search.context, node);
  return useFact(search, node, "returned", trail, {
    returnedAs: "result",
    ...(amongErrnos ? { amongErrnos } : {}),
  });
}

/** Whether a function also answers `-E...`: by a return of its own, or by what this return statement returns. */
function answersErrnos({ source, fn }: FunctionContext, node: SyntaxNode): boolean {
  const text = source.text(fn.body);
  const name = node.children[0] ? source.text(bare(node.children[0])) : "";
  if (/\breturn\s+\(?-E[A-Z]/.test(text)) return true;
  return /^\w+$/.test(name) && new RegExp(`\\b${name}\\s*=\\s*-E[A-Z]`).test(text);
}

function argument(search: Search, list: SyntaxNode, trail: Trail): UseFact[] {
  const { source, parents } = search.context;
  const outer = parents.get(list);
  if (outer?.type !== "call_expression") return [useFact(search, list, "other", trail)];
  const callee = calleeName(source, outer) ?? "";
  if (callee === "notifier_to_errno") return climb(search, outer, { ...trail, errno: true });
  if (TRANSPARENT.test(callee)) {
    const next = { ...trail, test: trail.test ?? TRUTH };
    if (parents.get(outer)?.type !== "expression_statement") return climb(search, outer, next);
    return [useFact(search, outer, useOfTest(next.test), next, { arm: "logs" })];
  }
  return prints(callee) ? [] : [useFact(search, outer, "other", trail)];
}

function assigned(search: Search, node: SyntaxNode, value: SyntaxNode, trail: Trail): UseFact[] {
  const { source, parents, isLocal } = search.context;
  const left = child(node, "left");
  if (value.field !== "right" || !left) return [];
  const at = bare(left);
  const plain = at.type === "identifier" && isLocal(source.text(at));
  const stored = plain ? follow(search, node, at, trail) : [useFact(search, node, "other", trail)];
  const own = parents.get(node)?.type === "expression_statement" ? [] : climb(search, node, trail);
  return [...stored, ...own];
}

function compared(search: Search, node: SyntaxNode, operand: SyntaxNode, trail: Trail): UseFact[] {
  const { source } = search.context;
  const operator = operatorOf(source, node);
  if (operator === "&&" || operator === "||") return condition(search, operand, trail);
  const other = node.children.find((c) => c !== operand && c.field !== "operator");
  const value = other ? source.written(bare(other)) : "";
  if (operator === "&") return climb(search, node, { ...trail, test: { operator, value } });
  if (trail.test?.operator === "&" && WITHOUT_STOP_BIT.test(trail.test.value))
    return climb(search, node, { ...trail, test: { operator, value } });
  if (trail.test?.operator === "&") {
    const flips = operator === "!=" ? !isZero(value) : operator === "==" && isZero(value);
    return climb(search, node, flips ? { ...trail, negated: !trail.negated } : trail);
  }
  if (COMPARISONS.has(operator)) return climb(search, node, { ...trail, test: { operator, value } });
  return [useFact(search, node, "other", trail)];
}

/** The result decides a branch, or an operand of one. */
function condition(search: Search, node: SyntaxNode, trail: Trail): UseFact[] {
  const { context } = search;
  const cases = trail.test ? null : switchEvidence(context, node);
  if (cases)
    return cases.map(({ value, place, ...arms }) => {
      const test = { operator: "==", value };
      return useFact(search, place, useOfTest(test), { ...trail, test }, arms);
    });
  const test = trail.test ?? TRUTH;
  const { flips, ...evidence } = branchEvidence(context, node, trail.negated);
  const decided = { ...trail, test, negated: trail.negated !== flips };
  const arm = armOf(context, node, trail.negated);
  const use = useOfTest(test);
  const callsOff = TELLS_STOP.has(trail.errno ? "to_errno" : use)
    ? callingOff(context, node, !(test.operator === "==" && isZero(test.value)))
    : undefined;
  return [useFact(search, node, use, decided, { arm, ...(callsOff ? { callsOff } : {}), ...evidence })];
}

/** Follows a local from where it was set. */
function follow(search: Search, from: SyntaxNode, name: SyntaxNode, trail: Trail): UseFact[] {
  const text = search.context.source.text(name);
  const key = `${text}@${from.start}:${trail.errno}`;
  if (search.followed.has(key)) return [];
  search.followed.add(key);
  return readsAfter(search.context, from, text).flatMap((read) => climb(search, read, trail));
}

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
