/**
 * The types that evaluation.ts (values, effects) and conditions.ts (branches) share, and the assembly of the two into
 * the evaluator of one function for one event.
 */
import type { SyntaxNode } from "../syntax/tree";
import type { FlowNode } from "./controlFlow";
import type { RunHelper, Runnable, State } from "./execution";
import { isConstantText } from "./expressions";
import type { Taken, Value } from "./facts";
import { combineTaken, takenByAssignment } from "./handoff";
import type { Source } from "./source";
import type { Targets } from "./targets";
import { constant, unknown } from "./values";

/** Everything that stays the same while one function is run for one event. */
export interface Evaluation {
  readonly source: Source;
  readonly runnable: Runnable;
  readonly event: string;
  readonly helper: RunHelper;
  /** Functions that were handed in. */
  readonly targets: Targets;
}

/** One value an expression can have, with the state after it was evaluated. */
export interface Valued {
  readonly value: Value;
  readonly state: State;
}

/** One way a condition can go. */
export interface Decided {
  readonly truth: boolean;
  readonly state: State;
}

export type SwitchNode = Extract<FlowNode, { kind: "switch" }>;

/** Where a switch can go. */
export interface Chosen {
  readonly to: number;
  readonly state: State;
}

/** The state with a followed local, or a parameter whose value was given, set; other names are not kept. */
export function assign({ runnable }: Evaluation, state: State, name: string, value: Value): State {
  if (!runnable.tracked.has(name) && !state.values.has(name)) return state;
  const values = new Map(state.values);
  values.set(name, value);
  return { ...state, values };
}

/** The state after something was done with the object. */
export function take(state: State, taken: Taken): State {
  const combined = combineTaken(state.taken, taken);
  return combined === state.taken ? state : { ...state, taken: combined };
}

/** The name in an identifier node, or null. */
export function nameIn({ source }: Evaluation, node: SyntaxNode): string | null {
  return node.type === "identifier" ? source.text(node) : null;
}

/** What a name stands for on a path. */
export function nameValue({ runnable, targets }: Evaluation, name: string, state: State): Value {
  const known = state.values.get(name);
  if (known) return known;
  if (runnable.eventNames.has(name)) return unknown("the event itself");
  if (name === "true" || name === "false") return constant(name);
  if (!runnable.scope.locals.has(name) && isConstantText(name)) return constant(name);
  return unknown(`the value of ${name}`, typeof targets.get(name) === "string" ? "nonzero" : "any");
}

/** What an assignment does with the object. */
export function takenByAssigning({ source, runnable }: Evaluation, assignment: SyntaxNode): Taken {
  const isLocal = (name: string): boolean => runnable.scope.locals.has(name);
  const isOnStack = (name: string): boolean => runnable.scope.locals.get(name)?.pointers === 0;
  return takenByAssignment(source, assignment, runnable.objectNames, isLocal, isOnStack);
}

/** Every node type that changes a state, or lets it go several ways. */
const EFFECTS: ReadonlySet<string> = new Set([
  ...["assignment_expression", "call_expression", "conditional_expression", "comma_expression"],
  ...["init_declarator", "update_expression", "pointer_expression"],
]);

const MAY_HAVE_EFFECTS = new WeakMap<SyntaxNode, boolean>();

/** Whether there is anything in a node but reading; asked of each node on every path that comes by. */
export function mayHaveEffects(node: SyntaxNode): boolean {
  if (node.children.length === 0) return false;
  if (EFFECTS.has(node.type)) return true;
  const known = MAY_HAVE_EFFECTS.get(node) ?? node.children.some(mayHaveEffects);
  MAY_HAVE_EFFECTS.set(node, known);
  return known;
}
