/**
 * Evaluates C expressions on one path of execution.ts: to every value they can have, with what they do on the way
 * (assignments to followed locals, the object being taken).
 */
import { allocates } from "../notifier/naming";
import type { SyntaxNode } from "../syntax/tree";
import { constantArgument } from "./arguments";
import { conditionIn, truthOf } from "./conditions";
import { CONVERSIONS } from "./conversions";
import {
  assign,
  type Evaluation,
  mayHaveEffects,
  nameIn,
  nameValue,
  take,
  takenByAssigning,
  type Valued,
} from "./evaluator";
import type { State } from "./execution";
import type { Value } from "./facts";
import { takenByCall } from "./handoff";
import { iterated } from "./iterators";
import { isDeclared } from "./scope";
import { argumentsOf, bare, calleeName, child, operatorOf } from "./source";
import { calledName, callOf, positionOf, targetOf } from "./targets";
import { constant, orValues, refine, unknown, valueKey } from "./values";

/** Values kept apart for one call; beyond it they are unknown. */
const WIDTH = 64;

const COMPARISONS = new Set(["==", "!=", "<", ">", "<=", ">=", "&&", "||"]);

/** Every value an expression can have. */
export function valuesOf(evaluation: Evaluation, node: SyntaxNode, state: State): readonly Valued[] {
  const at = bare(node);
  const { source } = evaluation;
  switch (at.type) {
    case "identifier":
    case "true":
    case "false":
      return [{ value: nameValue(evaluation, source.text(at), state), state }];
    case "null":
    case "number_literal":
      return [{ value: constant(source.text(at)), state }];
    case "unary_expression":
      return unary(evaluation, at, state);
    case "binary_expression":
      return binary(evaluation, at, state);
    case "conditional_expression":
      return conditional(evaluation, at, state);
    case "assignment_expression":
      return assignment(evaluation, at, state);
    case "call_expression":
      return bounded(call(evaluation, at, state));
    case "cast_expression": {
      const inner = child(at, "value");
      return inner ? valuesOf(evaluation, inner, state) : [{ value: unknown("a cast"), state }];
    }
    case "comma_expression":
      return comma(evaluation, at, state);
    default: {
      const isAddress = at.type === "pointer_expression" && operatorOf(source, at) === "&";
      const value = unknown(
        `the value of ${source.written(at).slice(0, 40)}`,
        isAddress ? "positive" : "any",
      );
      return inOrder(evaluation, at.children, state).map((s) => ({ value, state: s }));
    }
  }
}

function bounded(results: readonly Valued[]): readonly Valued[] {
  if (results.length <= WIDTH) return results;
  return results.slice(0, WIDTH).map((r) => ({ ...r, value: unknown("too many values") }));
}

function call(evaluation: Evaluation, node: SyntaxNode, state: State): readonly Valued[] {
  const { source, runnable } = evaluation;
  const callee = calleeName(source, node);
  const args = argumentsOf(node);
  const first = args[0];
  const after = inOrder(evaluation, args, state);
  if (callee === null || isDeclared(runnable.scope, callee))
    return after.flatMap((s) => pointedCall(evaluation, node, s));
  const known = CONVERSIONS.get(callee);
  if (known && first)
    return after
      .flatMap((s) => valuesOf(evaluation, first, s))
      .flatMap((r) => known(r.value).map((value) => ({ value, state: r.state })));
  if (conditionIn(source, node))
    return after.flatMap((s) =>
      truthOf(evaluation, node, s).map((d) => ({ value: constant(d.truth ? "1" : "0"), state: d.state })),
    );
  return after.flatMap((s) => namedCall(evaluation, node, callee, s));
}

/** A call through a pointer: known where it is a parameter and its caller, or who asks, knows the function. */
function pointedCall(evaluation: Evaluation, node: SyntaxNode, state: State): readonly Valued[] {
  const { source, runnable, targets } = evaluation;
  const name = calledName(source, node);
  const target = name === null || runnable.scope.locals.has(name) ? undefined : targets.get(name);
  if (name === null || target === undefined) return [{ value: unknown("a call through a pointer"), state }];
  if (typeof target === "string") return namedCall(evaluation, node, target, state);
  return [{ value: { ...callOf(evaluation, node, name), parameter: target }, state }];
}

/** A call by name: followed where this file defines the function, else judged by the name. */
function namedCall(
  evaluation: Evaluation,
  node: SyntaxNode,
  callee: string,
  state: State,
): readonly Valued[] {
  const { source, runnable, event, helper } = evaluation;
  const each = iterated(evaluation, node, callee, state);
  if (each) return each;
  const args = argumentsOf(node);
  const named = takenByCall(source, node, runnable.objectNames);
  const decided = named !== "no" && named !== "unknown";
  const eventIndex = positionOf(evaluation, node, runnable.eventNames);
  const ends = helper(
    callee,
    node.start,
    eventIndex === null ? null : { index: eventIndex, value: event },
    decided ? null : positionOf(evaluation, node, runnable.objectNames),
    (index) => {
      const argument = args[index];
      return argument ? constantArgument(evaluation, argument, state) : null;
    },
    (index) => {
      const argument = args[index];
      return argument ? targetOf(evaluation, argument) : null;
    },
  );
  if (ends) {
    const before = decided ? take(state, named) : state;
    const apart = new Map(ends.map((end) => [`${end.taken} ${valueKey(end.value)}`, end]));
    return [...apart.values()].map((end) => ({ value: end.value, state: take(before, end.taken) }));
  }
  const value: Value = allocates(callee)
    ? unknown(`what ${callee}() allocates`, "not negative")
    : callOf(evaluation, node, callee);
  return [{ value, state: take(state, named) }];
}

function assignment(evaluation: Evaluation, node: SyntaxNode, state: State): readonly Valued[] {
  const left = child(node, "left");
  const right = child(node, "right");
  if (!left || !right) return [{ value: unknown("an assignment"), state }];
  const operator = operatorOf(evaluation.source, node);
  const taken = takenByAssigning(evaluation, node);
  const name = nameIn(evaluation, left);
  return valuesOf(evaluation, right, state).map((r) => {
    const after = take(r.state, taken);
    if (name === null) return { value: r.value, state: after };
    const before = nameValue(evaluation, name, r.state);
    const value = operator === "=" ? r.value : combine(operator, before, r.value);
    return { value, state: assign(evaluation, after, name, value) };
  });
}

function combine(operator: string, left: Value, right: Value): Value {
  return (operator.startsWith("|") ? orValues(left, right) : null) ?? unknown("arithmetic");
}

function unary(evaluation: Evaluation, at: SyntaxNode, state: State): readonly Valued[] {
  const argument = child(at, "argument");
  const operator = operatorOf(evaluation.source, at);
  if (!argument) return [{ value: unknown("an operator"), state }];
  if (operator === "!")
    return truthOf(evaluation, argument, state).map((d) => ({
      value: constant(d.truth ? "0" : "1"),
      state: d.state,
    }));
  return valuesOf(evaluation, argument, state).map((r) => {
    if (operator === "-" && r.value.kind === "constant" && !r.value.text.startsWith("-"))
      return { value: constant(`-${r.value.text}`), state: r.state };
    return { value: operator === "+" ? r.value : unknown("arithmetic"), state: r.state };
  });
}

function binary(evaluation: Evaluation, at: SyntaxNode, state: State): readonly Valued[] {
  const operator = operatorOf(evaluation.source, at);
  if (COMPARISONS.has(operator))
    return truthOf(evaluation, at, state).map((d) => ({
      value: constant(d.truth ? "1" : "0"),
      state: d.state,
    }));
  const left = child(at, "left");
  const right = child(at, "right");
  if (!left || !right) return [{ value: unknown("an operator"), state }];
  return valuesOf(evaluation, left, state).flatMap((l) =>
    valuesOf(evaluation, right, l.state).map((r) => ({
      value: combine(operator, l.value, r.value),
      state: r.state,
    })),
  );
}

function conditional(evaluation: Evaluation, at: SyntaxNode, state: State): readonly Valued[] {
  const condition = child(at, "condition");
  const yes = child(at, "consequence");
  const no = child(at, "alternative");
  if (!condition || !no) return [{ value: unknown("a conditional"), state }];
  if (yes)
    return truthOf(evaluation, condition, state).flatMap((d) =>
      valuesOf(evaluation, d.truth ? yes : no, d.state),
    );
  // GNU C's `a ?: b` is a where a is not 0.
  return valuesOf(evaluation, condition, state).flatMap((r) => {
    const kept = refine(r.value, "!=", true);
    const zero = refine(r.value, "!=", false);
    return [
      ...(kept ? [{ value: kept, state: r.state }] : []),
      ...(zero ? valuesOf(evaluation, no, r.state) : []),
    ];
  });
}

function comma(evaluation: Evaluation, at: SyntaxNode, state: State): readonly Valued[] {
  const left = child(at, "left");
  const right = child(at, "right");
  if (!left || !right) return [{ value: unknown("a comma"), state }];
  return effectsOf(evaluation, left, state).flatMap((s) => valuesOf(evaluation, right, s));
}

/** Effects of several expressions, one after the other; their values are dropped. */
function inOrder(evaluation: Evaluation, nodes: readonly SyntaxNode[], state: State): readonly State[] {
  let states: readonly State[] = [state];
  for (const node of nodes)
    if (mayHaveEffects(node)) states = states.flatMap((s) => effectsOf(evaluation, node, s));
  return states;
}

/** The states after a statement or expression whose value nobody wants. */
export function effectsOf(evaluation: Evaluation, node: SyntaxNode, state: State): readonly State[] {
  const at = bare(node);
  switch (at.type) {
    case "assignment_expression":
      return assignmentEffects(evaluation, at, state);
    case "call_expression":
      return callEffects(evaluation, at, state);
    case "conditional_expression":
    case "comma_expression":
      return valuesOf(evaluation, at, state).map((r) => r.state);
    case "init_declarator":
      return initialised(evaluation, at, state);
    case "update_expression": {
      const argument = child(at, "argument");
      const name = argument && nameIn(evaluation, bare(argument));
      return [name ? assign(evaluation, state, name, unknown("arithmetic")) : state];
    }
    case "pointer_expression":
      return escaping(evaluation, at, state);
    default:
      return inOrder(evaluation, at.children, state);
  }
}

/** A helper is run only for what it may do with the object: its value is dropped. */
function callEffects(evaluation: Evaluation, at: SyntaxNode, state: State): readonly State[] {
  const { source, runnable } = evaluation;
  const args = argumentsOf(at);
  const hands = args.some((a) => runnable.objectNames.has(nameIn(evaluation, bare(a)) ?? ""));
  if (hands) return valuesOf(evaluation, at, state).map((r) => r.state);
  const taken = takenByCall(source, at, runnable.objectNames);
  return inOrder(evaluation, args, state).map((s) => take(s, taken));
}

function assignmentEffects(evaluation: Evaluation, at: SyntaxNode, state: State): readonly State[] {
  const left = child(at, "left");
  const right = child(at, "right");
  const name = left && nameIn(evaluation, left);
  if (!left || !right || (name !== null && evaluation.runnable.tracked.has(name)))
    return valuesOf(evaluation, at, state).map((r) => r.state);
  const taken = takenByAssigning(evaluation, at);
  return effectsOf(evaluation, right, state).map((s) => take(s, taken));
}

function initialised(evaluation: Evaluation, at: SyntaxNode, state: State): readonly State[] {
  const initial = child(at, "value");
  if (!initial) return [state];
  let declarator = child(at, "declarator");
  while (declarator && declarator.type !== "identifier") declarator = child(declarator, "declarator");
  const name = declarator && nameIn(evaluation, declarator);
  if (!name || !evaluation.runnable.tracked.has(name)) return effectsOf(evaluation, initial, state);
  return valuesOf(evaluation, initial, state).map((r) => assign(evaluation, r.state, name, r.value));
}

/** `&ret` handed to somebody: its value is no longer known. */
function escaping(evaluation: Evaluation, at: SyntaxNode, state: State): readonly State[] {
  const argument = child(at, "argument");
  if (!argument || operatorOf(evaluation.source, at) !== "&") return inOrder(evaluation, at.children, state);
  const name = nameIn(evaluation, bare(argument));
  if (name === null) return inOrder(evaluation, [bare(argument)], state);
  return [assign(evaluation, state, name, unknown(`the value of ${name}, whose address is passed on`))];
}
