/**
 * What each function does to chains on behalf of its callers: the wrappers, found by substituting arguments from the
 * primitives outwards until nothing new appears. No wrapper is known by name.
 */
import type { CallFact, Expression } from "../facts/facts";
import { PRIMITIVES, type Primitive } from "../notifier/kernelApi";
import { type HeadReference, resolveHead } from "./heads";
import type { Defined, Symbols } from "./symbols";

/** An operand of an operation as its function's callers see it. */
export type Operand =
  /** A parameter, or a member of what it points to. */
  | { readonly kind: "parameter"; readonly index: number; readonly path: readonly string[] }
  | { readonly kind: "expression"; readonly expression: Expression; readonly file: string; readonly function: string };

/** A parameter that decides whether the operation is done at all. */
export interface Guard {
  readonly parameter: number;
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** A registration, seen from the function that a caller calls. */
export interface RegisterOperation {
  readonly kind: "register" | "unregister";
  readonly head: HeadReference;
  readonly block: Operand;
  readonly guards: readonly Guard[];
}

/** A walk, seen from the function that a caller calls. */
export interface WalkOperation {
  readonly kind: "walk";
  readonly head: HeadReference;
  readonly event: Operand;
  readonly undoEvent: Operand | null;
  readonly data: Operand | null;
  readonly robust: boolean;
  readonly guards: readonly Guard[];
}

export type Operation = RegisterOperation | WalkOperation;

/** An operation with the call that performs it. */
export interface PerformedOperation {
  readonly operation: Operation;
  readonly call: Defined<CallFact>;
  /** Whether the callee is a primitive of kernel/notifier.c. */
  readonly primitive: boolean;
}

export interface Operations {
  /** Every call that performs an operation, with its operands as the enclosing function sees them. */
  readonly performed: readonly PerformedOperation[];
  /** The operations of a function that leave an operand to its callers. */
  wrapper(file: string, name: string): readonly Operation[];
}

/** Wrappers of wrappers are followed this many calls deep. */
const DEPTH = 10;

const keyOf = (file: string, name: string): string => `${file}:${name}`;

/** Finds every operation of the tree. */
export function findOperations(symbols: Symbols): Operations {
  const wrappers = new Map<string, Map<string, Operation>>();
  const performed = new Map<string, PerformedOperation>();

  const wrapper = (file: string, name: string): readonly Operation[] => {
    for (const definition of symbols.functions(file, name)) {
      const found = wrappers.get(keyOf(definition.file, name));
      if (found) return [...found.values()];
    }
    return [];
  };

  const perform = (call: Defined<CallFact>, callee: Operation, primitive: boolean): string | null => {
    const guards = guardsAt(call.fact, callee.guards);
    if (guards === null) return null;
    const operation = substitute(symbols, call, callee, guards);
    const { file, fact } = call;
    const key = `${file}:${fact.place.line}:${fact.place.column} ${operationKey(operation)}`;
    if (performed.has(key)) return null;
    performed.set(key, { operation, call, primitive });
    if (!leavesSomething(operation) || PRIMITIVES.has(fact.function)) return null;
    const owner = keyOf(file, fact.function);
    const own = wrappers.get(owner) ?? new Map<string, Operation>();
    const before = own.size;
    own.set(operationKey(operation) + JSON.stringify(operation.guards), operation);
    wrappers.set(owner, own);
    return own.size > before ? fact.function : null;
  };

  let changed = new Set<string>();
  for (const [name, primitive] of PRIMITIVES)
    for (const call of symbols.calls.get(name) ?? []) {
      const name = perform(call, asOperation(primitive), true);
      if (name) changed.add(name);
    }
  for (let depth = 0; depth < DEPTH && changed.size > 0; depth++) {
    const next = new Set<string>();
    for (const name of changed)
      for (const call of symbols.calls.get(name) ?? [])
        for (const operation of wrapper(call.file, name)) {
          const grown = perform(call, operation, false);
          if (grown) next.add(grown);
        }
    changed = next;
  }
  return { performed: [...performed.values()], wrapper };
}

const parameter = (index: number): Operand & { kind: "parameter" } => ({ kind: "parameter", index, path: [] });

function asOperation(primitive: Primitive): Operation {
  const head = parameter(primitive.head);
  if (primitive.kind !== "walk") return { kind: primitive.kind, head, block: parameter(primitive.block), guards: [] };
  return {
    kind: "walk",
    head,
    event: parameter(primitive.event),
    undoEvent: primitive.undoEvent === null ? null : parameter(primitive.undoEvent),
    data: parameter(primitive.data),
    robust: primitive.robust,
    guards: [],
  };
}

/** The guards that a call's own caller decides, or null where the call's arguments rule the operation out. */
function guardsAt(call: CallFact, guards: readonly Guard[]): Guard[] | null {
  const open: Guard[] = [...call.guards];
  for (const guard of guards) {
    const root = call.arguments[guard.parameter]?.root;
    if (root?.kind === "constant" && guard.values.includes(root.text) === guard.negated) return null;
    if (root?.kind === "parameter") open.push({ ...guard, parameter: root.index });
  }
  return open;
}

function substitute(
  symbols: Symbols,
  { file, fact }: Defined<CallFact>,
  callee: Operation,
  guards: readonly Guard[],
): Operation {
  const operand = (o: Operand): Operand => {
    if (o.kind !== "parameter") return o;
    const { text, root, path } = fact.arguments[o.index] ?? NOTHING;
    const whole = [...path, ...o.path];
    if (root.kind === "parameter") return { kind: "parameter", index: root.index, path: whole };
    const expression = { text: [text, ...o.path].join("."), root, path: whole };
    return { kind: "expression", expression, file, function: fact.function };
  };
  const argument = callee.head.kind === "parameter" ? fact.arguments[callee.head.index] : undefined;
  const head =
    callee.head.kind === "parameter" ? resolveHead(symbols, file, argument ?? NOTHING) : callee.head;
  if (callee.kind !== "walk") return { kind: callee.kind, head, block: operand(callee.block), guards };
  return {
    kind: "walk",
    head,
    event: operand(callee.event),
    undoEvent: callee.undoEvent && operand(callee.undoEvent),
    data: callee.data && operand(callee.data),
    robust: callee.robust,
    guards,
  };
}

const NOTHING: Expression = { text: "", root: { kind: "unknown" }, path: [] };

/** Whether a caller still decides something. */
function leavesSomething(operation: Operation): boolean {
  if (operation.head.kind === "parameter") return true;
  return (operation.kind === "walk" ? operation.event : operation.block).kind === "parameter";
}

function operandKey(operand: Operand | null): string {
  if (!operand) return "-";
  return operand.kind === "parameter" ? `#${[operand.index, ...operand.path].join(".")}` : operand.expression.text;
}

function operationKey(operation: Operation): string {
  const { head } = operation;
  const on = head.kind === "chain" ? head.id : head.kind === "parameter" ? `#${head.index}` : "?";
  return operation.kind === "walk"
    ? `walk ${on} ${operandKey(operation.event)} ${operandKey(operation.undoEvent)} ${operation.robust}`
    : `${operation.kind} ${on} ${operandKey(operation.block)}`;
}
