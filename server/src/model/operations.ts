/**
 * What each function does to chains on behalf of its callers: the wrappers, found by substituting arguments from the
 * primitives outwards until nothing new appears. No wrapper is known by name.
 */
import type { CallFact, Expression, LockFact } from "../facts/facts";
import type { ChainType, Primitive } from "../notifier/kernelApi";
import type { Guard } from "./guards";
import { consumes, type Handed, RAW, through } from "./handing";
import { type HeadReference, resolveHeads } from "./heads";
import type { Defined, Symbols } from "./symbols";

/** An operand of an operation as its function's callers see it. */
export type Operand =
  /** A parameter, or a member of what it points to. */
  | {
      readonly kind: "parameter";
      readonly index: number;
      readonly path: readonly string[];
      /** The struct it points to, where the function says so. */
      readonly type: string | null;
    }
  | {
      readonly kind: "expression";
      readonly expression: Expression;
      readonly file: string;
      readonly function: string;
      /** Whether a wrapper added members to what its caller passed: the block may well be unused there. */
      readonly viaMember: boolean;
    };

/** A registration, seen from the function that a caller calls. */
interface RegisterOperation {
  readonly kind: "register" | "unregister";
  /** The kind of chain that the primitive works on. */
  readonly type: ChainType;
  readonly head: HeadReference;
  readonly block: Operand;
  readonly guards: readonly Guard[];
  /** Locks, from the primitive outwards. */
  readonly locks: readonly LockFact[];
}

/** A walk, seen from the function that a caller calls. */
export interface WalkOperation {
  readonly kind: "walk";
  readonly type: ChainType;
  readonly head: HeadReference;
  readonly event: Operand;
  readonly undoEvent: Operand | null;
  readonly data: Operand | null;
  /** What `data` points to, by the declaration nearest to the primitive that tells: a struct, or "NULL". */
  readonly points: string | null;
  readonly robust: boolean;
  readonly guards: readonly Guard[];
  /** Locks, from the primitive outwards. */
  readonly locks: readonly LockFact[];
  /** How the function hands the result on to its caller; null where it keeps it to itself. */
  readonly handed: Handed | null;
  /** Where the result stays, once no function hands it on; null before. */
  readonly keptBy: KeptBy | null;
}

/** The call whose function consumes a result, with what had become of the result by then. */
interface KeptBy {
  readonly call: Defined<CallFact>;
  readonly handed: Handed;
  /** The walk as that function sees it. */
  readonly data: Operand | null;
}

export type Operation = RegisterOperation | WalkOperation;

/** An operation with the call that performs it. */
export interface PerformedOperation {
  readonly operation: Operation;
  readonly call: Defined<CallFact>;
  /** Whether the callee is a primitive of kernel/notifier.c. */
  readonly primitive: boolean;
  /** How the callee hands the result of its walk to this call, or who kept it. */
  readonly received: Pick<WalkOperation, "handed" | "keptBy">;
}

/** Members between a wrapper's parameter and the block in it. */
const MOST_STEPS = 1;

const parameter = (index: number): Operand & { kind: "parameter" } => ({
  kind: "parameter",
  index,
  path: [],
  type: null,
});

export function asOperation(primitive: Primitive): Operation {
  const head = parameter(primitive.head);
  const { type } = primitive;
  if (primitive.kind !== "walk")
    return {
      kind: primitive.kind,
      type,
      head,
      block: parameter(primitive.block),
      guards: [],
      locks: NO_LOCKS,
    };
  return {
    kind: "walk",
    type,
    head,
    event: parameter(primitive.event),
    undoEvent: primitive.undoEvent === null ? null : parameter(primitive.undoEvent),
    data: parameter(primitive.data),
    points: null,
    robust: primitive.robust,
    guards: [],
    locks: NO_LOCKS,
    handed: RAW,
    keptBy: null,
  };
}

/** A callee's operation as its caller sees it; several where a pointer can mean several heads. */
export function substitute(
  symbols: Symbols,
  { file, fact }: Defined<CallFact>,
  callee: Operation,
  guards: readonly Guard[],
): Operation[] {
  const operand = (o: Operand): Operand => {
    if (o.kind !== "parameter") return o;
    const { text, root, path, near } = fact.arguments[o.index] ?? NOTHING;
    const whole = [...path, ...o.path];
    if (root.kind === "parameter" && whole.length === 0) return parameter(root.index);
    const expression = {
      ...{ text: [text, ...o.path].join("."), root, path: whole },
      ...(near ? { near: { type: near.type, path: [...near.path, ...o.path] } } : {}),
    };
    return { kind: "expression", expression, file, function: fact.function, viaMember: o.path.length > 0 };
  };
  /** A block that is a member of what a parameter points to stays open: callers tell which. */
  const block = (o: Operand): Operand => {
    const made = operand(o);
    if (made.kind === "parameter") return made;
    const { root, path } = made.expression;
    if (root.kind !== "parameter" || path.length > MOST_STEPS) return made;
    return { kind: "parameter", index: root.index, path, type: root.type };
  };
  const argument = callee.head.kind === "parameter" ? fact.arguments[callee.head.index] : undefined;
  const heads =
    callee.head.kind === "parameter"
      ? resolveHeads(symbols, file, fact.function, argument ?? NOTHING, callee.type)
      : [callee.head];
  const { type } = callee;
  const locks = locksFrom(callee.locks, fact.locks);
  if (callee.kind !== "walk")
    return heads.map((head) => ({
      kind: callee.kind,
      type,
      head,
      block: block(callee.block),
      guards,
      locks,
    }));
  const data = callee.data && operand(callee.data);
  const walk = {
    kind: "walk" as const,
    type,
    event: operand(callee.event),
    undoEvent: callee.undoEvent && operand(callee.undoEvent),
    data,
    points: callee.points ?? pointsTo(callee.data, fact),
    robust: callee.robust,
    guards,
    locks,
    ...handOn(callee, { file, fact }, data),
  };
  return heads.map((head) => ({ ...walk, head }));
}

function pointsTo(data: Operand | null, { arguments: args }: CallFact): string | null {
  const argument = data?.kind === "parameter" ? args[data.index] : undefined;
  if (!argument || (data?.kind === "parameter" && data.path.length > 0)) return null;
  return isNull(argument) ? "NULL" : (argument.pointee ?? null);
}

/** Whether an argument is written NULL or 0. */
export function isNull({ root, path }: Expression): boolean {
  return root.kind === "constant" && path.length === 0 && /^(?:NULL|0)$/.test(root.text);
}

const NO_LOCKS: readonly LockFact[] = [];

/** The locks around an operation as a caller adds its own; the same list where it has none. */
function locksFrom(inner: readonly LockFact[], outer: readonly LockFact[] = NO_LOCKS): readonly LockFact[] {
  if (outer.length === 0) return inner;
  return inner.length === 0 ? outer : [...inner, ...outer];
}

/** What becomes of a result in the function that encloses a call: handed on, or kept. */
function handOn(
  { handed, keptBy }: WalkOperation,
  call: Defined<CallFact>,
  data: Operand | null,
): Pick<WalkOperation, "handed" | "keptBy"> {
  if (!handed) return { handed, keptBy };
  const use = consumes(call.fact.uses) ? undefined : call.fact.uses.find((u) => u.returnedAs);
  return use
    ? { handed: through(handed, use), keptBy: null }
    : { handed: null, keptBy: { call, handed, data } };
}

const NOTHING: Expression = { text: "", root: { kind: "unknown" }, path: [] };

/** Whether a caller still decides something. */
export function leavesSomething(operation: Operation): boolean {
  if (operation.head.kind === "parameter") return true;
  return (operation.kind === "walk" ? operation.event : operation.block).kind === "parameter";
}

function operandKey(operand: Operand | null): string {
  if (!operand) return "-";
  return operand.kind === "parameter"
    ? `#${[operand.index, ...operand.path].join(".")}`
    : operand.expression.text;
}

export function operationKey(operation: Operation): string {
  const { head } = operation;
  const on = head.kind === "chain" ? head.id : head.kind === "parameter" ? `#${head.index}` : "?";
  return operation.kind === "walk"
    ? `walk ${on} ${operandKey(operation.event)} ${operandKey(operation.undoEvent)} ${operation.robust}`
    : `${operation.kind} ${on} ${operandKey(operation.block)}`;
}
