/**
 * Runs a function symbolically along its control-flow graph, once per event, and collects how it can end: the value
 * returned and what was done with the object behind `data` on that path. Path-sensitive with a bound: values and
 * branches of tracked locals are kept apart, everything else takes both ways. What cannot be known is an unknown value
 * with its reason, never a guess.
 */
import type { Place } from "../base/place";
import type { SyntaxNode } from "../syntax/tree";
import { choicesOf, truthOf } from "./conditions";
import type { Flow, FlowNode } from "./controlFlow";
import { effectsOf, valuesOf } from "./evaluation";
import type { Evaluation } from "./evaluator";
import type { Outcome, Taken, Target, Value } from "./facts";
import { type Assumed, assume } from "./forks";
import type { FunctionSyntax, Scope } from "./scope";
import { type Source, walk } from "./source";
import type { Targets } from "./targets";
import { unknown, valueKey } from "./values";

/** The event that stands for every event a function does not mention. */
export const OTHER_EVENTS = "default";

/** What is known at one point of one path. Never changed in place. */
export interface State {
  readonly values: ReadonlyMap<string, Value>;
  readonly taken: Taken;
  /** Conditions of configuration, so that two places that ask the same go the same way. */
  readonly assumed: Assumed;
}

/** A function ready to be run. */
export interface Runnable {
  readonly fn: FunctionSyntax;
  readonly scope: Scope;
  readonly flow: Flow;
  /** The names that may still be read, for each node of the graph. */
  readonly live: readonly ReadonlySet<string>[];
  /** Locals that hold the event, the event parameter's name included; empty where it has none. */
  readonly eventNames: ReadonlySet<string>;
  readonly objectNames: ReadonlySet<string>;
  /** Locals whose value is followed. */
  readonly tracked: ReadonlySet<string>;
  /** Whether the file frees objects of the type that `data` is cast to. */
  readonly freesLater: boolean;
}

/** A way to end, before it is tied to an event. */
export type End = Omit<Outcome, "event">;

/**
 * Runs a helper of the same file, called at an offset: its event and data arguments by position, null where it gets
 * neither, and the constants and functions that it is handed.
 */
export type RunHelper = (
  name: string,
  at: number,
  event: { readonly index: number; readonly value: string } | null,
  data: number | null,
  constantAt: (index: number) => Value | null,
  targetAt: (index: number) => Target | null,
) => readonly End[] | null;

/** Points of a path are (node, state) pairs; a function that needs more than this is "too complex". */
const BOUND = 4000;

/** All ends of one function for one event. `complete` is false where the bound cut the search. */
export interface Run {
  readonly ends: readonly End[];
  readonly complete: boolean;
}

/**
 * Runs a function for one event.
 * @param given parameters whose value is known, by name
 * @param targets parameters that are functions which are known
 */
export function run(
  source: Source,
  runnable: Runnable,
  event: string,
  helper: RunHelper,
  given: ReadonlyMap<string, Value> = new Map(),
  targets: Targets = new Map(),
): Run {
  const evaluation: Evaluation = { source, runnable, event, helper, targets };
  const ends = new Map<string, End>();
  const seen = new Set<string>();
  const queue: { readonly at: number; readonly state: State }[] = [];
  const visit = (at: number, reached: State): void => {
    const state = withoutDead(reached, runnable.live[at]);
    const key = `${at} ${stateKey(state)}`;
    if (seen.has(key)) return;
    seen.add(key);
    queue.push({ at, state });
  };
  visit(runnable.flow.entry, { values: given, taken: "no", assumed: new Map() });
  while (queue.length > 0 && seen.size <= BOUND) {
    const next = queue.pop();
    const node = next && runnable.flow.nodes[next.at];
    if (!node) continue;
    if (node.kind === "return") finish(evaluation, node.syntax, next.state, ends);
    else step(evaluation, node, next.state, visit);
  }
  const complete = queue.length === 0;
  if (!complete) {
    const place = source.place(runnable.fn.nameNode);
    const value = unknown("the function is too complex to follow");
    ends.set("?", { value, taken: "no", place, written: "" });
  }
  return { ends: [...ends.values()], complete };
}

/** The state without values that nobody reads again. */
function withoutDead(state: State, live: ReadonlySet<string> | undefined): State {
  if (!live || [...state.values.keys()].every((name) => live.has(name))) return state;
  return { ...state, values: new Map([...state.values].filter(([name]) => live.has(name))) };
}

function stateKey(state: State): string {
  let key: string = state.taken;
  for (const [name, value] of state.values) key += `;${name}=${valueKey(value)}`;
  for (const [condition, holds] of state.assumed) key += `#${condition}=${holds}`;
  return key;
}

function step(
  evaluation: Evaluation,
  node: Exclude<FlowNode, { kind: "return" }>,
  state: State,
  visit: (at: number, state: State) => void,
): void {
  switch (node.kind) {
    case "plain":
      for (const after of node.syntax ? effectsOf(evaluation, node.syntax, state) : [state])
        visit(node.to, after);
      return;
    case "branch":
      for (const { truth, state: after } of truthOf(evaluation, node.syntax, state))
        visit(truth ? node.whenTrue : node.whenFalse, after);
      return;
    case "iterate":
      for (const after of effectsOf(evaluation, node.syntax, state)) {
        const set = forgetting(evaluation, node.syntax, after);
        visit(node.inside, set);
        visit(node.next, set);
      }
      return;
    case "switch":
      for (const { to, state: after } of choicesOf(evaluation, node, state)) visit(to, after);
      return;
    case "fork":
      for (const { to, assumes } of node.ways) {
        const assumed = assume(state.assumed, assumes);
        if (assumed) visit(to, { ...state, assumed });
      }
      return;
    case "dead":
  }
}

/** The state without what was known of the locals in an expression. */
function forgetting({ source }: Evaluation, node: SyntaxNode, state: State): State {
  const values = new Map(state.values);
  walk(node, (n) => {
    if (n.type === "identifier") values.delete(source.text(n));
  });
  return { ...state, values };
}

function finish(
  evaluation: Evaluation,
  syntax: SyntaxNode | null,
  state: State,
  ends: Map<string, End>,
): void {
  const { source, runnable } = evaluation;
  const expression = syntax?.children[0];
  const place: Place = syntax
    ? source.place(syntax)
    : source.placeAt(runnable.fn.body.end - 1, runnable.fn.body.end);
  const written = syntax ? source.written(syntax) : "";
  const results = expression
    ? valuesOf(evaluation, expression, state)
    : [{ value: unknown("control can reach the end without a return"), state }];
  for (const { value, state: after } of results) {
    const taken = after.taken === "keeps" && runnable.freesLater ? "frees" : after.taken;
    const end = { value, taken, place, written };
    ends.set(endKey(end), end);
  }
}

/** A key under which equal ends are equal. */
export function endKey({ value, taken, place }: End): string {
  return `${place.line}:${place.column} ${taken} ${valueKey(value)}`;
}
