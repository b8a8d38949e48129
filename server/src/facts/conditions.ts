/**
 * The ways a condition or a switch can go on one path, and what going there teaches about a followed local. Conditions
 * on the event are decided by the event at hand.
 */
import { numberOf } from "../notifier/sign";
import type { SyntaxNode } from "../syntax/tree";
import { effectsOf, valuesOf } from "./evaluation";
import {
  assign,
  type Chosen,
  type Decided,
  type Evaluation,
  nameIn,
  type SwitchNode,
  type Valued,
} from "./evaluator";
import { compareEvent, eventOperand } from "./events";
import type { State } from "./execution";
import type { Value } from "./facts";
import { assume, opposite } from "./forks";
import { argumentsOf, bare, calleeName, child, operatorOf, type Source } from "./source";
import { excluding, refine, sameConstant, type ZeroTest, zeroTest } from "./values";

/** The ways a condition can go. */
export function truthOf(evaluation: Evaluation, node: SyntaxNode, state: State): readonly Decided[] {
  const { source, runnable, event } = evaluation;
  const at = bare(node);
  const about = eventOperand(source, at, runnable.eventNames);
  if (about) {
    const known = compareEvent(event, about);
    return known === null ? both([state]) : [{ truth: known, state }];
  }
  if (at.type === "binary_expression") return binaryTruth(evaluation, at, state);
  const argument = child(at, "argument");
  if (at.type === "unary_expression" && argument && operatorOf(source, at) === "!")
    return truthOf(evaluation, argument, state).map((d) => ({ ...d, truth: !d.truth }));
  const asked = conditionIn(source, at);
  if (asked && asked.test === "!=") return truthOf(evaluation, asked.of, state);
  if (asked)
    return decide(evaluation, asked.of, valuesOf(evaluation, asked.of, state), asked.test, asked.holds);
  return decide(evaluation, at, valuesOf(evaluation, at, state), "!=", true);
}

/** Macros and functions whose result is the truth of their first argument. */
const TRUTHS = /^(?:likely|unlikely|WARN|WARN_ON|WARN_ON_ONCE|WARN_ONCE)$/;

/** What a call asks of its first argument by its name alone: whether it is true, or an error pointer. */
export function conditionIn(
  source: Source,
  node: SyntaxNode,
): { readonly of: SyntaxNode; readonly test: ZeroTest; readonly holds: boolean } | null {
  const name = node.type === "call_expression" ? calleeName(source, node) : null;
  const of = name === null ? undefined : argumentsOf(node)[0];
  if (name === null || !of) return null;
  if (TRUTHS.test(name)) return { of, test: "!=", holds: true };
  if (name === "IS_ERR" || name === "IS_ERR_VALUE") return { of, test: "<", holds: true };
  return name === "IS_ERR_OR_NULL" ? { of, test: ">", holds: false } : null;
}

function both(states: readonly State[]): Decided[] {
  return states.flatMap((state) => [
    { truth: true, state },
    { truth: false, state },
  ]);
}

/** Splits values by a comparison with zero, and teaches the compared local what came out. */
function decide(
  evaluation: Evaluation,
  operand: SyntaxNode,
  results: readonly Valued[],
  test: ZeroTest,
  holds: boolean,
): readonly Decided[] {
  return results.flatMap((r) =>
    [true, false].flatMap((outcome) => {
      const refined = refine(r.value, test, outcome === holds);
      return refined ? [{ truth: outcome, state: learn(evaluation, operand, refined, r.state) }] : [];
    }),
  );
}

/** Sets the local that an operand is, or that it assigns, to what a branch has shown it to be. */
function learn(evaluation: Evaluation, operand: SyntaxNode, refined: Value, state: State): State {
  const at = bare(operand);
  const target = at.type === "assignment_expression" ? child(at, "left") : at;
  const name = target && nameIn(evaluation, target);
  return name ? assign(evaluation, state, name, refined) : state;
}

function binaryTruth(evaluation: Evaluation, at: SyntaxNode, state: State): readonly Decided[] {
  const left = child(at, "left");
  const right = child(at, "right");
  const operator = operatorOf(evaluation.source, at);
  if (!left || !right) return both([state]);
  if (operator === "&&" || operator === "||")
    return truthOf(evaluation, left, state).flatMap((d) =>
      d.truth === (operator === "||") ? [d] : truthOf(evaluation, right, d.state),
    );
  const test = zeroTest(operator);
  if (!test) return decide(evaluation, at, valuesOf(evaluation, at, state), "!=", true);
  if (isZero(evaluation, right))
    return decide(evaluation, left, valuesOf(evaluation, left, state), test.test, test.holds);
  if (operator !== "==" && operator !== "!=")
    return both(effectsOf(evaluation, left, state).flatMap((s) => effectsOf(evaluation, right, s)));
  return valuesOf(evaluation, left, state).flatMap((l) =>
    valuesOf(evaluation, right, l.state).flatMap((r) =>
      equality(evaluation, left, l.value, r, operator === "=="),
    ),
  );
}

function isZero({ source }: Evaluation, node: SyntaxNode): boolean {
  const text = source.text(bare(node));
  return text === "NOTIFY_DONE" || numberOf(text) === 0;
}

function equality(
  evaluation: Evaluation,
  operand: SyntaxNode,
  left: Value,
  right: Valued,
  wanted: boolean,
): readonly Decided[] {
  const equal = sameConstant(left, right.value);
  if (equal !== null) return [{ truth: equal === wanted, state: right.state }];
  const known = right.value.kind === "constant";
  const learned = known ? learn(evaluation, operand, right.value, right.state) : right.state;
  const less = excluding(left, right.value);
  const without = less === left ? right.state : learn(evaluation, operand, less, right.state);
  return [
    { truth: wanted, state: learned },
    { truth: !wanted, state: without },
  ];
}

/** The cases a switch can enter. */
export function choicesOf(evaluation: Evaluation, node: SwitchNode, state: State): readonly Chosen[] {
  const at = bare(node.syntax);
  const onEvent = eventOperand(evaluation.source, at, evaluation.runnable.eventNames);
  if (onEvent?.operator === "!= 0") return choicesByEvent(evaluation, node, state);
  return valuesOf(evaluation, at, state).flatMap((r) =>
    choose(node, r.state, ({ value: label }) => {
      const wanted = label ? valuesOf(evaluation, label, r.state)[0]?.value : undefined;
      const holds = wanted ? sameConstant(r.value, wanted) : null;
      const teaches = holds === null && wanted?.kind === "constant";
      return { holds, learn: (s) => (teaches ? learn(evaluation, at, wanted, s) : s) };
    }),
  );
}

function choicesByEvent({ source, event }: Evaluation, node: SwitchNode, state: State): readonly Chosen[] {
  return choose(node, state, ({ value: label }) => ({
    holds: label ? compareEvent(event, { operator: "==", constant: source.written(label) }) : false,
    learn: (s) => s,
  }));
}

/** Whether a case is the one, null where it may be, and what entering it teaches. */
interface Match {
  readonly holds: boolean | null;
  learn(state: State): State;
}

/** Tries the cases in order. A case that only some configurations have leaves the others to what comes after it. */
function choose(
  { cases, otherwise }: SwitchNode,
  state: State,
  matches: (found: SwitchNode["cases"][number]) => Match,
): readonly Chosen[] {
  const ways: Chosen[] = [];
  let rest: State = state;
  for (const found of cases) {
    const { holds, learn } = matches(found);
    const assumed = holds === false ? null : assume(rest.assumed, found.assumes);
    if (!assumed) continue;
    ways.push({ to: found.to, state: learn({ ...rest, assumed }) });
    if (holds === null) continue;
    const absent = found.assumes.length > 0 ? assume(rest.assumed, opposite(found.assumes)) : null;
    if (!absent) return ways;
    rest = { ...rest, assumed: absent };
  }
  return [...ways, { to: otherwise, state: rest }];
}
