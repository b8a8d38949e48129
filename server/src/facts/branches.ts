/**
 * What a function does only where a condition holds, and only where it does not: the evidence for "gives up", "frees
 * the object unless somebody took it". Reads the arms of an `if`; where the first arm leaves, the rest is the second.
 */

import { numberOf } from "../notifier/sign";
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import type { Effect, UseFact } from "./facts";
import { exclude } from "./forks";
import { argumentTexts, bare, calleeName, child, type Source, walk } from "./source";

/** Effects kept per arm: enough to recognise a release, small enough to cache. */
const MOST = 12;

interface Evidence extends Pick<UseFact, "whenTrue" | "whenFalse" | "returnedAs"> {
  /** Whether what is returned is the condition's opposite. */
  readonly flips: boolean;
}

/** The arms of the branch that a condition (or an operand of its condition) decides. */
export function branchEvidence(context: FunctionContext, condition: SyntaxNode, negated: boolean): Evidence {
  let node = condition;
  let parent = context.parents.get(node);
  let partial = false;
  while (parent && (parent.type === "parenthesized_expression" || parent.type === "binary_expression")) {
    partial ||= parent.type === "binary_expression";
    node = parent;
    parent = context.parents.get(node);
  }
  if (!parent) return NONE;
  if (parent.type === "conditional_expression") return conditionalEvidence(context, parent);
  if (parent.type !== "if_statement") return NONE;
  const yes = child(parent, "consequence");
  const no = child(parent, "alternative");
  const first = yes ? [yes] : [];
  const rest = yes && leaves(yes) ? following(context, parent) : [];
  const second = no ? [no] : rest;
  const positive = effects(context.source, first);
  const negative = partial ? [] : effects(context.source, second);
  return {
    whenTrue: negated ? negative : positive,
    whenFalse: negated ? positive : negative,
    ...(partial ? { returnedAs: null, flips: false } : returnedBy(context.source, yes, second)),
  };
}

const NONE: Evidence = { whenTrue: [], whenFalse: [], returnedAs: null, flips: false };

/** One case of a switch on a result: what it does, and what only the other cases do. */
export interface CaseEvidence extends Pick<UseFact, "whenTrue" | "whenFalse"> {
  readonly value: string;
  readonly place: SyntaxNode;
}

/** The cases of the switch that a condition decides; null where it decides none. */
export function switchEvidence(context: FunctionContext, condition: SyntaxNode): CaseEvidence[] | null {
  const choice = context.parents.get(condition);
  const body = choice?.type === "switch_statement" ? child(choice, "body") : null;
  if (!body) return null;
  const labels = body.children.filter((c) => c.type === "case_statement");
  return labels.flatMap((label) => {
    const value = child(label, "value");
    if (!value) return [];
    const others = labels.filter((other) => other !== label);
    return [
      {
        value: context.source.written(value),
        place: label,
        whenTrue: effects(context.source, [label]),
        whenFalse: effects(context.source, others),
      },
    ];
  });
}

/** `return test ? 1 : 0;` hands the test on. */
function conditionalEvidence(context: FunctionContext, conditional: SyntaxNode): Evidence {
  let at = conditional;
  let parent = context.parents.get(at);
  while (parent?.type === "parenthesized_expression") {
    at = parent;
    parent = context.parents.get(at);
  }
  const arms = [child(conditional, "consequence"), child(conditional, "alternative")];
  const texts = arms.map((a) => (a ? context.source.text(bare(a)) : ""));
  if (parent?.type !== "return_statement" || !texts.every(isTruthConstant)) return NONE;
  return { ...NONE, returnedAs: "test", flips: isFalse(texts[0]) };
}

function isFalse(text: string | undefined): boolean {
  return text === "false" || numberOf(text ?? "") === 0;
}

function isTruthConstant(text: string): boolean {
  return text === "true" || text === "false" || numberOf(text) !== null;
}

/** `if (test) return 1; return 0;` hands the test on. `if (test) return -EBUSY;` does not: that is giving up here. */
function returnedBy(
  source: Source,
  yes: SyntaxNode | null,
  second: readonly SyntaxNode[],
): Pick<Evidence, "returnedAs" | "flips"> {
  const first = yes && onlyReturn(source, yes);
  if (!first) return { returnedAs: null, flips: false };
  const other = second.map((s) => onlyReturn(source, s)).find((r) => r !== null) ?? "";
  const isTest = isTruthConstant(first) && isTruthConstant(other);
  return { returnedAs: isTest ? "test" : null, flips: isTest && isFalse(first) };
}

function onlyReturn(source: Source, node: SyntaxNode): string | null {
  if (node.type === "else_clause" || node.type === "compound_statement") {
    const only = node.children[0];
    return node.children.length === 1 && only ? onlyReturn(source, only) : null;
  }
  const value = node.type === "return_statement" ? node.children[0] : undefined;
  return value ? source.text(bare(value)) : null;
}

function leaves(node: SyntaxNode): boolean {
  if (["return_statement", "goto_statement", "break_statement", "continue_statement"].includes(node.type))
    return true;
  const last = node.children[node.children.length - 1];
  return node.type === "compound_statement" && last !== undefined && leaves(last);
}

/** What comes after a statement, other branches of an `#if` that it stands in left out. */
function following(context: FunctionContext, statement: SyntaxNode): readonly SyntaxNode[] {
  const siblings = context.parents.get(statement)?.children ?? [];
  const after = siblings.slice(siblings.indexOf(statement) + 1);
  return context.groups.length === 0 ? after : after.filter((s) => !exclude(context.groups, statement, s));
}

function effects(source: Source, nodes: readonly SyntaxNode[]): Effect[] {
  const found: Effect[] = [];
  for (const node of nodes)
    walk(node, (n) => {
      const callee = n.type === "call_expression" ? calleeName(source, n) : null;
      if (callee && found.length < MOST) found.push({ callee, arguments: argumentTexts(source, n) });
    });
  return found;
}
