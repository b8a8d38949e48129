/**
 * The control-flow graph of one function: statements, branches on the leaves of a condition (so that `&&`, `||` and `!`
 * are edges, not values), switches, returns, and the branches of `#if` groups, of which control goes into any one.
 * Built backwards, each statement knowing what follows it. It says how control can move and nothing about values.
 */
import type { Branch, BranchGroup } from "../syntax/branches";
import type { SyntaxNode } from "../syntax/tree";
import { groupsWithin, opposite, type Part, partsOf, sharedKeys } from "./forks";
import { argumentsOf, bare, calleeName, child, operatorOf, type Source, walk } from "./source";

interface SwitchCase {
  /** The case's expression; null for `default`. */
  readonly value: SyntaxNode | null;
  readonly to: number;
  /** Under which configuration the case is there at all. */
  readonly assumes: Branch["assumes"];
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
  /** The head of a macro that goes through a list (list_for_each_entry()): it sets names that it is handed. */
  | { readonly kind: "iterate"; readonly syntax: SyntaxNode; readonly inside: number; readonly next: number }
  /** The branches of an `#if`; conditions are named where another place of the function depends on them too. */
  | {
      readonly kind: "fork";
      readonly ways: readonly { readonly to: number; readonly assumes: Branch["assumes"] }[];
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
  /** Takes the cases of the switch around a statement. */
  readonly onCase: (found: SwitchCase) => void;
  /** What is assumed of the configuration inside that switch. */
  readonly assumes: Branch["assumes"];
}

/** A statement, or the label or `case` before one, on its way into the graph. */
interface Step {
  readonly start: number;
  readonly end: number;
  build(next: number, targets: Targets): number;
}

/**
 * Builds the graph of a function's body.
 * @param groups the `#if` groups inside the body
 */
export function buildFlow(source: Source, body: SyntaxNode, groups: readonly BranchGroup[]): Flow {
  const nodes: FlowNode[] = [];
  const add = (node: FlowNode): number => nodes.push(node) - 1;
  const labels = new Map<string, number>();
  const cases: SyntaxNode[] = [];
  walk(body, (node) => {
    const label = node.type === "labeled_statement" && child(node, "label");
    if (label) labels.set(source.text(label), add({ kind: "plain", syntax: null, to: -1 }));
    if (node.type === "case_statement") cases.push(node);
  });
  const shared = sharedKeys(groups, cases);

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

  /** Statements of a list that `holder` holds: only groups inside of it are groups of its list. */
  const sequence = (
    statements: readonly SyntaxNode[],
    next: number,
    targets: Targets,
    holder: SyntaxNode,
  ): number => {
    const steps = flatten(statements).flatMap(stepsOf);
    const inside = groupsWithin(groups, holder);
    if (inside.length === 0) return steps.reduceRight((after, step) => step.build(after, targets), next);
    return follow(partsOf(steps, inside), next, targets);
  };

  const follow = (parts: readonly Part<Step>[], next: number, targets: Targets): number =>
    parts.reduceRight(
      (after, part) =>
        part.kind === "member" ? part.member.build(after, targets) : fork(part, after, targets),
      next,
    );

  const fork = (part: Extract<Part<Step>, { kind: "fork" }>, next: number, targets: Targets): number => {
    const ways = part.ways.map((way) => {
      const assumes = way.assumes.filter((condition) => shared.has(condition.key));
      const inside = { ...targets, assumes: [...targets.assumes, ...assumes] };
      return { to: follow(way.parts, next, inside), assumes };
    });
    return add({ kind: "fork", ways });
  };

  const stepsOf = (node: SyntaxNode): Step[] => {
    if (node.type === "labeled_statement") return [labelStep(node), ...restOf(node, "label")];
    if (node.type === "case_statement") return [caseStep(node), ...restOf(node, "value")];
    const { start, end } = node;
    return [{ start, end, build: (next, targets) => build(node, next, targets) }];
  };

  const restOf = (node: SyntaxNode, field: string): Step[] =>
    flatten(node.children.filter((c) => c.field !== field)).flatMap(stepsOf);

  const labelStep = (node: SyntaxNode): Step => {
    const name = child(node, "label");
    const at = labels.get(name ? source.text(name) : "");
    const build = (next: number): number => {
      if (at !== undefined) link(at, next);
      return at ?? next;
    };
    return { start: node.start, end: name?.end ?? node.start, build };
  };

  const caseStep = (node: SyntaxNode): Step => {
    const value = child(node, "value");
    const build = (next: number, { onCase, assumes }: Targets): number => {
      onCase({ value, to: next, assumes });
      return next;
    };
    return { start: node.start, end: value?.end ?? node.start, build };
  };

  const loop = (node: SyntaxNode, next: number, targets: Targets): number => {
    const head = add({ kind: "plain", syntax: null, to: -1 });
    const test = child(node, "condition");
    const update = child(node, "update");
    const initializer = child(node, "initializer");
    const body = child(node, "body");
    const again = update ? add({ kind: "plain", syntax: update, to: head }) : head;
    if (node.type === "do_statement") {
      const check = test ? condition(test, head, next) : head;
      link(head, body ? build(body, check, { ...targets, onBreak: next, onContinue: check }) : check);
      return head;
    }
    const inside = body ? build(body, again, { ...targets, onBreak: next, onContinue: again }) : again;
    // The dialect makes a while of it, of the same length.
    const isMacro = node.type === "while_statement" && !source.tree.text.startsWith("while", node.start);
    if (test && isMacro) link(head, add({ kind: "iterate", syntax: test, inside, next }));
    else link(head, test ? condition(test, inside, next) : inside);
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
    const cases: SwitchCase[] = [];
    let otherwise = next;
    const onCase = (found: SwitchCase): void => {
      if (found.value) cases.unshift(found);
      else otherwise = defaultOf(found, otherwise);
    };
    build(body, next, { ...targets, onBreak: next, onCase, assumes: [] });
    return add({ kind: "switch", syntax: bare(test), cases, otherwise });
  };

  /** A default that only some configurations have. */
  const defaultOf = ({ to, assumes }: SwitchCase, next: number): number =>
    assumes.length === 0
      ? to
      : add({
          kind: "fork",
          ways: [
            { to, assumes },
            { to: next, assumes: opposite(assumes) },
          ],
        });

  const build = (node: SyntaxNode, next: number, targets: Targets): number => {
    switch (node.type) {
      case "compound_statement":
        return sequence(node.children, next, targets, node);
      case "if_statement": {
        const test = child(node, "condition");
        const yes = child(node, "consequence");
        const no = child(node, "alternative");
        const whenTrue = yes ? build(yes, next, targets) : next;
        const whenFalse = no ? build(no, next, targets) : next;
        return test ? condition(test, whenTrue, whenFalse) : whenTrue;
      }
      case "else_clause":
        return sequence(node.children, next, targets, node);
      case "while_statement":
      case "for_statement":
      case "do_statement":
        return loop(node, next, targets);
      case "switch_statement":
        return choose(node, next, targets);
      case "case_statement":
      case "labeled_statement":
        return sequence([node], next, targets, node);
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
  const entry = build(body, end, { onBreak: end, onContinue: end, onCase: () => {}, assumes: [] });
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
    case "iterate":
      return [node.inside, node.next];
    case "fork":
      return node.ways.map((way) => way.to);
    default:
      return [];
  }
}
