/**
 * The control-flow graph of one function: statements, branches on the leaves of a condition (so that `&&`, `||` and `!`
 * are edges, not values), switches, returns. Built backwards, each statement knowing what follows it. It says how
 * control can move and nothing about values.
 */
import type { SyntaxNode } from "../syntax/tree";
import { argumentsOf, bare, calleeName, child, operatorOf, type Source, walk } from "./source";

interface SwitchCase {
  /** The case's expression; null for `default`. */
  readonly value: SyntaxNode | null;
  readonly to: number;
}

/** A point of a function. Successors are indices into {@link Flow.nodes}. */
export type FlowNode =
  | { readonly kind: "plain"; readonly syntax: SyntaxNode | null; to: number }
  | {
      readonly kind: "branch";
      readonly syntax: SyntaxNode;
      readonly whenTrue: number;
      readonly whenFalse: number;
    }
  | {
      readonly kind: "switch";
      readonly syntax: SyntaxNode;
      readonly cases: readonly SwitchCase[];
      readonly otherwise: number;
    }
  | { readonly kind: "return"; readonly syntax: SyntaxNode | null }
  /** Control does not come back: panic(), BUG(). */
  | { readonly kind: "dead" };

export interface Flow {
  readonly nodes: readonly FlowNode[];
  readonly entry: number;
}

/** Functions that do not return (their prototypes are __noreturn, BUG() is a trap). */
const NO_RETURN = new Set(["panic", "BUG", "do_exit", "make_task_dead", "unreachable", "nmi_panic"]);

/** Wrappers of a condition that answer its truth (include/linux/compiler.h, include/asm-generic/bug.h). */
const TRANSPARENT = new Set(["likely", "unlikely", "WARN_ON", "WARN_ON_ONCE", "WARN", "WARN_ONCE"]);

interface Targets {
  readonly onBreak: number;
  readonly onContinue: number;
}

/** Builds the graph of a function's body. */
export function buildFlow(source: Source, body: SyntaxNode): Flow {
  const nodes: FlowNode[] = [];
  const add = (node: FlowNode): number => nodes.push(node) - 1;
  const labels = new Map<string, number>();
  walk(body, (node) => {
    const label = node.type === "labeled_statement" && child(node, "label");
    if (label) labels.set(source.text(label), add({ kind: "plain", syntax: null, to: -1 }));
  });

  const condition = (expression: SyntaxNode, whenTrue: number, whenFalse: number): number => {
    const at = bare(expression);
    const left = child(at, "left");
    const right = child(at, "right");
    if (at.type === "binary_expression" && left && right) {
      const operator = operatorOf(source, at);
      if (operator === "&&") return condition(left, condition(right, whenTrue, whenFalse), whenFalse);
      if (operator === "||") return condition(left, whenTrue, condition(right, whenTrue, whenFalse));
    }
    if (at.type === "comma_expression" && left && right)
      return add({ kind: "plain", syntax: left, to: condition(right, whenTrue, whenFalse) });
    const argument = child(at, "argument");
    if (at.type === "unary_expression" && argument && operatorOf(source, at) === "!")
      return condition(argument, whenFalse, whenTrue);
    if (at.type === "call_expression" && TRANSPARENT.has(calleeName(source, at) ?? "")) {
      const first = argumentsOf(at)[0];
      if (first) return condition(first, whenTrue, whenFalse);
    }
    return add({ kind: "branch", syntax: at, whenTrue, whenFalse });
  };

  const sequence = (statements: readonly SyntaxNode[], next: number, targets: Targets): number =>
    statements.reduceRight((after, statement) => build(statement, after, targets), next);

  const loop = (node: SyntaxNode, next: number): number => {
    const head = add({ kind: "plain", syntax: null, to: -1 });
    const test = child(node, "condition");
    const update = child(node, "update");
    const initializer = child(node, "initializer");
    const body = child(node, "body");
    const again = update ? add({ kind: "plain", syntax: update, to: head }) : head;
    if (node.type === "do_statement") {
      const check = test ? condition(test, head, next) : head;
      link(head, body ? build(body, check, { onBreak: next, onContinue: check }) : check);
      return head;
    }
    const inside = body ? build(body, again, { onBreak: next, onContinue: again }) : again;
    link(head, test ? condition(test, inside, next) : inside);
    return initializer ? add({ kind: "plain", syntax: initializer, to: head }) : head;
  };

  const link = (index: number, to: number): void => {
    const node = nodes[index];
    if (node?.kind === "plain") node.to = to;
  };

  const choose = (node: SyntaxNode, next: number, targets: Targets): number => {
    const test = child(node, "condition");
    const body = child(node, "body");
    if (!test || !body) return next;
    const inner: Targets = { onBreak: next, onContinue: targets.onContinue };
    const cases: SwitchCase[] = [];
    let otherwise = next;
    let after = next;
    for (const statement of flatten(body.type === "compound_statement" ? body.children : [body]).reverse()) {
      if (statement.type !== "case_statement") {
        after = build(statement, after, inner);
        continue;
      }
      const value = child(statement, "value");
      after = sequence(flatten(statement.children.filter((c) => c !== value)), after, inner);
      if (value) cases.unshift({ value, to: after });
      else otherwise = after;
    }
    return add({ kind: "switch", syntax: bare(test), cases, otherwise });
  };

  const build = (node: SyntaxNode, next: number, targets: Targets): number => {
    switch (node.type) {
      case "compound_statement":
        return sequence(flatten(node.children), next, targets);
      case "if_statement": {
        const test = child(node, "condition");
        const yes = child(node, "consequence");
        const no = child(node, "alternative");
        const whenTrue = yes ? build(yes, next, targets) : next;
        const whenFalse = no ? build(no, next, targets) : next;
        return test ? condition(test, whenTrue, whenFalse) : whenTrue;
      }
      case "else_clause":
        return sequence(node.children, next, targets);
      case "while_statement":
      case "for_statement":
      case "do_statement":
        return loop(node, next);
      case "switch_statement":
        return choose(node, next, targets);
      case "case_statement":
        return sequence(
          node.children.filter((c) => c.field !== "value"),
          next,
          targets,
        );
      case "labeled_statement": {
        const name = child(node, "label");
        const rest = node.children.filter((c) => c !== name);
        const at = labels.get(name ? source.text(name) : "") ?? next;
        link(at, sequence(rest, next, targets));
        return at;
      }
      case "goto_statement": {
        const name = child(node, "label");
        return labels.get(name ? source.text(name) : "") ?? add({ kind: "dead" });
      }
      case "break_statement":
        return targets.onBreak;
      case "continue_statement":
        return targets.onContinue;
      case "return_statement":
        return add({ kind: "return", syntax: node });
      case "expression_statement": {
        const call = node.children[0];
        if (call?.type === "call_expression" && NO_RETURN.has(calleeName(source, call) ?? ""))
          return add({ kind: "dead" });
        return add({ kind: "plain", syntax: node, to: next });
      }
      default:
        return add({ kind: "plain", syntax: node, to: next });
    }
  };

  const end = add({ kind: "return", syntax: null });
  const entry = build(body, end, { onBreak: end, onContinue: end });
  return { nodes, entry };
}

/** Statements with those of preprocessor blocks among them: every branch of an #if counts. */
function flatten(statements: readonly SyntaxNode[]): SyntaxNode[] {
  return statements.flatMap((s) =>
    s.type.startsWith("preproc_") &&
    !s.type.startsWith("preproc_def") &&
    !s.type.startsWith("preproc_function")
      ? flatten(s.children.filter((c) => c.field !== "condition" && c.field !== "name"))
      : [s],
  );
}

/** Where control can go next from a node. */
export function successors(node: FlowNode): readonly number[] {
  switch (node.kind) {
    case "plain":
      return [node.to];
    case "branch":
      return [node.whenTrue, node.whenFalse];
    case "switch":
      return [...node.cases.map((c) => c.to), node.otherwise];
    default:
      return [];
  }
}
