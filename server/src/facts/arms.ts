/**
 * How a function ends where a test of a walk's result holds, beside how it ends where it does not: the evidence that
 * tells a claim (it skips its own handling and ends as it would have after it) from a veto (it fails). Follows straight
 * lines, `goto` and the ends of blocks; what a nested branch or a loop may do stays unknown.
 */
import { prints } from "../notifier/naming";
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import type { Arm } from "./facts";
import { bare, calleeName, child, operatorOf, type Source, walk } from "./source";

/** What becomes of a function where a condition holds. */
export function armOf(context: FunctionContext, condition: SyntaxNode, negated: boolean): Arm | null {
  const branch = branchOf(context, condition);
  const yes = branch && child(branch, "consequence");
  if (!branch || !yes) return null;
  const no = child(branch, "alternative");
  if (onlyLogs(context.source, yes) && (!no || onlyLogs(context.source, no))) return "logs";
  const first = endOf(context, branch, [yes]);
  const second = endOf(context, branch, no ? [no] : []);
  const [taken, other] = negated ? [second, first] : [first, second];
  if (taken === null || taken === "") return null;
  if (/^[A-Za-z_]\w*$/.test(taken) && mentions(context.source, condition, taken)) return "passes";
  return taken === other && !taken.startsWith("-") ? "same" : null;
}

function branchOf({ parents }: FunctionContext, condition: SyntaxNode): SyntaxNode | null {
  let at = parents.get(condition);
  while (at?.type === "parenthesized_expression" || at?.type === "binary_expression") at = parents.get(at);
  return at?.type === "if_statement" ? at : null;
}

function mentions(source: Source, node: SyntaxNode, name: string): boolean {
  let found = false;
  walk(node, (at) => {
    found ||= at.type === "identifier" && source.text(at) === name;
  });
  return found;
}

/** Whether statements only write to the log. */
function onlyLogs(source: Source, node: SyntaxNode): boolean {
  if (node.type === "compound_statement" || node.type === "else_clause")
    return node.children.length > 0 && node.children.every((c) => onlyLogs(source, c));
  const call = node.type === "expression_statement" ? node.children[0] : undefined;
  return call?.type === "call_expression" && prints(calleeName(source, call) ?? "");
}

/** Labels and blocks that are followed to one end. */
const MOST = 40;

/** One way through a function: what its locals were set to, and the end once it is reached. */
interface Way {
  readonly set: Map<string, string | null>;
  steps: number;
}

/** The way goes on behind a statement. */
const FALLS = Symbol();
type End = string | null | typeof FALLS;

/** What the function returns after an arm of a branch: a constant's text, a local's name, "" for nothing; null: unknown. */
function endOf(context: FunctionContext, branch: SyntaxNode, arm: readonly SyntaxNode[]): string | null {
  const way: Way = { set: new Map(), steps: 0 };
  const end = throughAll(context, arm, way);
  return end === FALLS ? behind(context, branch, way) : end;
}

function throughAll(context: FunctionContext, statements: readonly SyntaxNode[], way: Way): End {
  for (const statement of statements) {
    const end = through(context, statement, way);
    if (end !== FALLS) return end;
  }
  return FALLS;
}

function through(context: FunctionContext, statement: SyntaxNode, way: Way): End {
  const { source, fn } = context;
  if (way.steps++ > MOST) return null;
  switch (statement.type) {
    case "compound_statement":
    case "else_clause":
    case "labeled_statement":
      return throughAll(context, statement.children, way);
    case "return_statement": {
      const value = statement.children[0];
      const text = value ? source.text(bare(value)) : "";
      return way.set.has(text) ? (way.set.get(text) ?? null) : text;
    }
    case "goto_statement": {
      const label = /goto\s+(\w+)/.exec(source.text(statement))?.[1] ?? "";
      const target = labelled(source, fn.body, label);
      if (!target) return null;
      const end = through(context, target, way);
      return end === FALLS ? behind(context, target, way) : end;
    }
    case "break_statement":
    case "continue_statement":
      return null;
    default:
      learn(source, statement, way);
      return FALLS;
  }
}

/** The end of what comes after a statement, out of the blocks around it. */
function behind(context: FunctionContext, statement: SyntaxNode, way: Way): string | null {
  let inner = statement;
  for (let outer = context.parents.get(inner); outer; inner = outer, outer = context.parents.get(outer)) {
    if (/^(?:for|while|do|switch|case)_statement$/.test(outer.type)) return null;
    if (outer.type !== "compound_statement") continue;
    const end = throughAll(context, outer.children.slice(outer.children.indexOf(inner) + 1), way);
    if (end !== FALLS) return end;
  }
  return "";
}

function labelled(source: Source, body: SyntaxNode, label: string): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  walk(body, (node) => {
    if (node.type === "labeled_statement" && source.text(node).startsWith(label))
      found ??= new RegExp(`^${label}\\s*:`).test(source.text(node)) ? node : null;
    return found === null;
  });
  return found;
}

/** What a statement sets; anything set inside a branch or a loop is unknown afterwards. */
function learn(source: Source, statement: SyntaxNode, { set }: Way): void {
  walk(statement, (node) => {
    const left = node.type === "assignment_expression" ? child(node, "left") : null;
    const right = left && child(node, "right");
    if (!left || !right || left.type !== "identifier") return;
    const plain = statement.type === "expression_statement" && operatorOf(source, node) === "=";
    const value = source.text(bare(right));
    set.set(source.text(left), plain && /^[-\w]+$/.test(value) ? value : null);
  });
}
