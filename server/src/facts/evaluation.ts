/**
 * Evaluates C expressions and conditions on one path of execution.ts: to every value they can have, with what they do
 * on the way (assignments to followed locals, the object being taken). Knows one event at a time, as a symbol.
 */
import type { SyntaxNode } from "../syntax/tree";
import type { FlowNode } from "./controlFlow";
import { compareEvent, eventOperand } from "./events";
import type { RunHelper, Runnable, State } from "./execution";
import { isConstantText } from "./expressions";
import type { Taken, Value } from "./facts";
import { combineTaken, takenByAssignment, takenByCall } from "./handoff";
import { argumentsOf, bare, calleeName, child, operatorOf, type Source, walk } from "./source";
import { constant, fromErrno, numberOf, passes, refine, signOf, unknown, zeroTest } from "./values";

export interface Valued {
  readonly value: Value;
  readonly state: State;
}

export interface Decided {
  readonly truth: boolean;
  readonly state: State;
}

export interface Evaluator {
  /** Every value an expression can have. */
  value(node: SyntaxNode, state: State): readonly Valued[];
  /** The states after a statement. */
  effects(node: SyntaxNode, state: State): readonly State[];
  /** The ways a condition can go. */
  truth(node: SyntaxNode, state: State): readonly Decided[];
  /** The cases a switch can enter. */
  choose(
    node: Extract<FlowNode, { kind: "switch" }>,
    state: State,
  ): readonly { readonly to: number; readonly state: State }[];
}

/** States kept apart after one expression; beyond it only the first are followed with an unknown value. */
const WIDTH = 64;

/** Builds the evaluator of one function for one event. */
export function evaluator(source: Source, runnable: Runnable, event: string, helper: RunHelper): Evaluator {
  const assign = (state: State, name: string, value: Value): State => {
    if (!runnable.tracked.has(name)) return state;
    const values = new Map(state.values);
    values.set(name, value);
    return { ...state, values };
  };
  const take = (state: State, taken: Taken): State => {
    const combined = combineTaken(state.taken, taken);
    return combined === state.taken ? state : { ...state, taken: combined };
  };

  const identifier = (name: string, state: State): Value => {
    const known = state.values.get(name);
    if (known) return known;
    if (runnable.eventNames.has(name)) return unknown("the event itself");
    if (!runnable.scope.locals.has(name) && isConstantText(name)) return constant(name);
    if (name === "true" || name === "false") return constant(name);
    return unknown(`the value of ${name}`);
  };

  const call = (node: SyntaxNode, state: State): readonly Valued[] => {
    const callee = calleeName(source, node);
    const args = argumentsOf(node);
    const first = args[0];
    const after = nested(args, state);
    if (callee === null) return after.map((s) => ({ value: unknown("a call through a pointer"), state: s }));
    if (callee === "notifier_from_errno" && first)
      return after
        .flatMap((s) => value(first, s))
        .flatMap((r) => fromErrno(r.value).map((v) => ({ value: v, state: r.state })));
    if ((callee === "likely" || callee === "unlikely") && first) return after.flatMap((s) => value(first, s));
    if (callee === "PTR_ERR")
      return after.map((s) => ({ value: unknown("an errno from PTR_ERR()", "negative"), state: s }));
    const taken = takenByCall(source, node, runnable.objectNames);
    const eventIndex = args.findIndex((a) => isName(a, runnable.eventNames));
    const dataIndex = args.findIndex((a) => isName(a, runnable.objectNames));
    const ends = helper(
      callee,
      eventIndex < 0 ? null : { index: eventIndex, value: event },
      dataIndex < 0 || taken !== "no" ? null : dataIndex,
    );
    if (ends && ends.length > 0)
      return after.flatMap((s) =>
        ends.map((e) => ({ value: e.value, state: take(take(s, taken), e.taken) })),
      );
    const result: Value = {
      kind: "call",
      callee,
      eventArgument: eventIndex < 0 ? null : eventIndex,
      truth: "any",
    };
    return after.map((s) => ({ value: result, state: take(s, taken) }));
  };

  const isName = (node: SyntaxNode, names: ReadonlySet<string>): boolean => {
    const at = bare(node);
    return at.type === "identifier" && names.has(source.text(at));
  };

  /** Effects of subexpressions in order; their values are dropped. */
  const nested = (nodes: readonly SyntaxNode[], state: State): readonly State[] =>
    nodes.reduce<readonly State[]>((states, n) => states.flatMap((s) => effects(n, s)), [state]);

  const assignment = (node: SyntaxNode, state: State): readonly Valued[] => {
    const left = child(node, "left");
    const right = child(node, "right");
    if (!left || !right) return [{ value: unknown("an assignment"), state }];
    const operator = operatorOf(source, node);
    const isLocal = (name: string): boolean => runnable.scope.locals.has(name);
    const taken = takenByAssignment(source, node, runnable.objectNames, isLocal);
    return value(right, state).map((r) => {
      const after = take(r.state, taken);
      if (left.type !== "identifier") return { value: r.value, state: after };
      const name = source.text(left);
      const result = operator === "=" ? r.value : combine(operator, identifier(name, state), r.value);
      return { value: result, state: assign(after, name, result) };
    });
  };

  const combine = (operator: string, left: Value, right: Value): Value => {
    if (operator.startsWith("|") && left.kind === "constant" && right.kind === "constant") {
      if (signOf(left) === "zero") return right;
      if (signOf(right) === "zero" || left.text === right.text) return left;
      return constant(`${left.text}|${right.text}`);
    }
    if (operator.startsWith("|") && signOf(left) === "zero") return right;
    return unknown("arithmetic");
  };

  const value = (node: SyntaxNode, state: State): readonly Valued[] => {
    const at = bare(node);
    switch (at.type) {
      case "identifier":
      case "true":
      case "false":
        return [{ value: identifier(source.text(at), state), state }];
      case "number_literal":
        return [{ value: constant(source.text(at)), state }];
      case "unary_expression":
        return unary(at, state);
      case "binary_expression":
        return binary(at, state);
      case "conditional_expression":
        return conditional(at, state);
      case "assignment_expression":
        return assignment(at, state);
      case "call_expression":
        return bounded(call(at, state));
      case "cast_expression": {
        const inner = child(at, "value");
        return inner ? value(inner, state) : [{ value: unknown("a cast"), state }];
      }
      case "comma_expression": {
        const left = child(at, "left");
        const right = child(at, "right");
        if (!left || !right) return [{ value: unknown("a comma"), state }];
        return effects(left, state).flatMap((s) => value(right, s));
      }
      default:
        return nested(at.children, state).map((s) => ({
          value: unknown(`the value of ${source.written(at).slice(0, 40)}`),
          state: s,
        }));
    }
  };

  const bounded = (results: readonly Valued[]): readonly Valued[] =>
    results.length <= WIDTH
      ? results
      : results.slice(0, WIDTH).map((r) => ({ ...r, value: unknown("too many values") }));

  const unary = (at: SyntaxNode, state: State): readonly Valued[] => {
    const argument = child(at, "argument");
    const operator = operatorOf(source, at);
    if (!argument) return [{ value: unknown("an operator"), state }];
    if (operator === "!")
      return truth(argument, state).map((d) => ({ value: constant(d.truth ? "0" : "1"), state: d.state }));
    return value(argument, state).map((r) => {
      if (operator === "-" && r.value.kind === "constant" && !r.value.text.startsWith("-"))
        return { value: constant(`-${r.value.text}`), state: r.state };
      return { value: operator === "+" ? r.value : unknown("arithmetic"), state: r.state };
    });
  };

  const COMPARISONS = new Set(["==", "!=", "<", ">", "<=", ">=", "&&", "||"]);

  const binary = (at: SyntaxNode, state: State): readonly Valued[] => {
    const operator = operatorOf(source, at);
    if (COMPARISONS.has(operator))
      return truth(at, state).map((d) => ({ value: constant(d.truth ? "1" : "0"), state: d.state }));
    const left = child(at, "left");
    const right = child(at, "right");
    if (!left || !right) return [{ value: unknown("an operator"), state }];
    return value(left, state).flatMap((l) =>
      value(right, l.state).map((r) => ({ value: combine(operator, l.value, r.value), state: r.state })),
    );
  };

  const conditional = (at: SyntaxNode, state: State): readonly Valued[] => {
    const condition = child(at, "condition");
    const yes = child(at, "consequence");
    const no = child(at, "alternative");
    if (!condition || !no) return [{ value: unknown("a conditional"), state }];
    if (!yes)
      return value(condition, state).flatMap((r) => {
        const kept = refine(r.value, "!=", true);
        const zero = refine(r.value, "!=", false);
        return [...(kept ? [{ value: kept, state: r.state }] : []), ...(zero ? value(no, r.state) : [])];
      });
    return truth(condition, state).flatMap((d) => value(d.truth ? yes : no, d.state));
  };

  const both = (states: readonly State[]): Decided[] =>
    states.flatMap((s) => [
      { truth: true, state: s },
      { truth: false, state: s },
    ]);

  const truth = (node: SyntaxNode, state: State): readonly Decided[] => {
    const at = bare(node);
    const about = eventOperand(source, at, runnable.eventNames);
    if (about) {
      const known = compareEvent(event, about);
      return known === null ? both([state]) : [{ truth: known, state }];
    }
    if (at.type === "binary_expression") return binaryTruth(at, state);
    const argument = child(at, "argument");
    if (at.type === "unary_expression" && argument && operatorOf(source, at) === "!")
      return truth(argument, state).map((d) => ({ ...d, truth: !d.truth }));
    return decide(at, value(at, state), "!=", true);
  };

  /** Splits values by a comparison with zero, and teaches the compared local what came out. */
  const decide = (
    operand: SyntaxNode,
    results: readonly Valued[],
    test: "!=" | "<" | ">",
    holds: boolean,
  ): readonly Decided[] =>
    results.flatMap((r) =>
      [true, false].flatMap((outcome) => {
        const refined = refine(r.value, test, outcome === holds);
        return refined ? [{ truth: outcome, state: learn(operand, refined, r.state) }] : [];
      }),
    );

  const learn = (operand: SyntaxNode, refined: Value, state: State): State => {
    const at = bare(operand);
    const target = at.type === "assignment_expression" ? child(at, "left") : at;
    return target?.type === "identifier" ? assign(state, source.text(target), refined) : state;
  };

  const binaryTruth = (at: SyntaxNode, state: State): readonly Decided[] => {
    const left = child(at, "left");
    const right = child(at, "right");
    const operator = operatorOf(source, at);
    if (!left || !right) return both([state]);
    if (operator === "&&" || operator === "||")
      return truth(left, state).flatMap((d) =>
        d.truth === (operator === "||") ? [d] : truth(right, d.state),
      );
    const test = zeroTest(operator);
    if (!test) return decide(at, value(at, state), "!=", true);
    if (isZero(right)) return decide(left, value(left, state), test.test, test.holds);
    if (operator !== "==" && operator !== "!=") return both(nested([left, right], state));
    return value(left, state).flatMap((l) =>
      value(right, l.state).flatMap((r) => equality(left, l.value, r, operator === "==")),
    );
  };

  const isZero = (node: SyntaxNode): boolean => {
    const text = source.text(bare(node));
    return text === "NOTIFY_DONE" || numberOf(text) === 0;
  };

  const equality = (operand: SyntaxNode, left: Value, right: Valued, wanted: boolean): readonly Decided[] => {
    const equal = sameConstant(left, right.value);
    if (equal !== null) return [{ truth: equal === wanted, state: right.state }];
    const learned = right.value.kind === "constant" ? learn(operand, right.value, right.state) : right.state;
    return [
      { truth: wanted, state: learned },
      { truth: !wanted, state: right.state },
    ];
  };

  const choose: Evaluator["choose"] = (node, state) => {
    const at = bare(node.syntax);
    const onEvent = eventOperand(source, at, runnable.eventNames);
    if (onEvent && onEvent.operator === "!= 0") return chooseByEvent(node, state);
    return value(at, state).flatMap((r) => {
      const ways: { to: number; state: State }[] = [];
      for (const { value: label, to } of node.cases) {
        const wanted = label ? value(label, r.state)[0]?.value : undefined;
        const same = wanted ? sameConstant(r.value, wanted) : null;
        const learned = wanted?.kind === "constant" ? learn(at, wanted, r.state) : r.state;
        if (same === true) return [{ to, state: r.state }];
        if (same === null) ways.push({ to, state: learned });
      }
      return [...ways, { to: node.otherwise, state: r.state }];
    });
  };

  const chooseByEvent: Evaluator["choose"] = (node, state) => {
    const ways: { to: number; state: State }[] = [];
    for (const { value: label, to } of node.cases) {
      const known = label ? compareEvent(event, { operator: "==", constant: source.written(label) }) : false;
      if (known === true) return [{ to, state }];
      if (known === null) ways.push({ to, state });
    }
    return [...ways, { to: node.otherwise, state }];
  };

  const effects = (node: SyntaxNode, state: State): readonly State[] => {
    const at = bare(node);
    switch (at.type) {
      case "assignment_expression":
      case "call_expression":
      case "conditional_expression":
      case "comma_expression":
        return value(at, state).map((r) => r.state);
      case "declaration":
      case "expression_statement":
        return nested(at.children, state);
      case "init_declarator": {
        const name = declaredName(at);
        const initial = child(at, "value");
        if (!initial) return [state];
        return value(initial, state).map((r) => (name ? assign(r.state, name, r.value) : r.state));
      }
      case "update_expression": {
        const argument = child(at, "argument");
        return argument ? [learn(argument, unknown("arithmetic"), state)] : [state];
      }
      case "pointer_expression":
        return escaping(at, state);
      default:
        return at.children.length > 0 ? nested(at.children, state) : [state];
    }
  };

  /** `&ret` handed to somebody: its value is no longer known. */
  const escaping = (at: SyntaxNode, state: State): readonly State[] => {
    const argument = child(at, "argument");
    if (!argument || operatorOf(source, at) !== "&") return nested(at.children, state);
    const inner = bare(argument);
    if (inner.type !== "identifier") return nested([inner], state);
    const name = source.text(inner);
    return [assign(state, name, unknown(`the value of ${name}, whose address is passed on`))];
  };

  const declaredName = (declarator: SyntaxNode): string | null => {
    let at = child(declarator, "declarator");
    while (at && at.type !== "identifier") at = child(at, "declarator");
    return at ? source.text(at) : null;
  };

  return { value, effects, truth, choose };
}

/** Whether two values are the same constant; null where that is not known. */
function sameConstant(left: Value, right: Value): boolean | null {
  if (left.kind !== "constant" || right.kind !== "constant") {
    const zero = right.kind === "constant" && signOf(right) === "zero";
    return zero && passes(left, "!=") === true ? false : null;
  }
  if (left.text === right.text) return true;
  const known = (v: string): boolean => /^(?:NOTIFY_[A-Z]+|-E[A-Z0-9]+)$/.test(v) || numberOf(v) !== null;
  if (!known(left.text) || !known(right.text)) return null;
  return numberOf(left.text) !== null || numberOf(right.text) !== null
    ? sameNumber(left.text, right.text)
    : false;
}

const NOTIFY_NUMBERS: ReadonlyMap<string, number> = new Map([
  ["NOTIFY_DONE", 0],
  ["NOTIFY_OK", 1],
  ["NOTIFY_STOP_MASK", 0x8000],
  ["NOTIFY_BAD", 0x8002],
  ["NOTIFY_STOP", 0x8001],
]);

function sameNumber(left: string, right: string): boolean | null {
  const a = numberOf(left) ?? NOTIFY_NUMBERS.get(left) ?? null;
  const b = numberOf(right) ?? NOTIFY_NUMBERS.get(right) ?? null;
  return a === null || b === null ? null : a === b;
}

/** Every local that a function's result can depend on, by name. */
export function trackedLocals(
  source: Source,
  body: SyntaxNode,
  isLocal: (name: string) => boolean,
): Set<string> {
  const tracked = new Set<string>();
  const names = (node: SyntaxNode): void =>
    walk(node, (n) => {
      if (n.type === "identifier" && isLocal(source.text(n))) tracked.add(source.text(n));
      return n.type !== "field_expression";
    });
  walk(body, (node) => {
    if (node.type === "return_statement") names(node);
    const condition = node.type === "if_statement" ? child(node, "condition") : null;
    if (condition) names(condition);
  });
  let size = -1;
  while (size !== tracked.size) {
    size = tracked.size;
    walk(body, (node) => {
      const left = child(node, "left") ?? child(node, "declarator");
      const right = child(node, "right") ?? child(node, "value");
      if (!left || !right || !["assignment_expression", "init_declarator"].includes(node.type)) return;
      if (left.type === "identifier" && tracked.has(source.text(left)) && bare(right).type === "identifier")
        names(right);
    });
  }
  return tracked;
}
