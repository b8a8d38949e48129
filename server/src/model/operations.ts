/**
 * What each function does to chains on behalf of its callers: the wrappers, found by substituting arguments from the
 * primitives outwards until nothing new appears. No wrapper is known by name.
 */
import type { CallFact, Expression, Use, UseFact } from "../facts/facts";
import { PRIMITIVES, type Primitive } from "../notifier/kernelApi";
import { prints } from "../notifier/naming";
import { type HeadReference, resolveHead } from "./heads";
import { createKeeper, type Steps } from "./steps";
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

/** A parameter that decides whether the operation is done at all. */
interface Guard {
  readonly parameter: number;
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** A registration, seen from the function that a caller calls. */
interface RegisterOperation {
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
  /** How the function hands the result on to its caller; null where it keeps it to itself. */
  readonly handed: Handed | null;
  /** Where the result stays, once no function hands it on; null before. */
  readonly keptBy: KeptBy | null;
}

/** What happened to a result on its way out of a function. */
export interface Handed {
  readonly errno: boolean;
  /** A test that was made and whose truth is handed on. */
  readonly test: { readonly use: Use; readonly text: string } | null;
  readonly negated: boolean;
}

/** The call whose function consumes a result, with what had become of the result by then. */
interface KeptBy {
  readonly call: Defined<CallFact>;
  readonly handed: Handed;
  /** The walk as that function sees it. */
  readonly data: Operand | null;
}

/** A result as the walk gives it. */
const RAW: Handed = { errno: false, test: null, negated: false };

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

export interface Operations {
  /** Every call that performs an operation, with its operands as the enclosing function sees them. */
  readonly performed: readonly PerformedOperation[];
  /** The operations of a function that leave an operand to its callers. */
  wrapper(file: string, name: string): readonly Operation[];
}

/** Wrappers of wrappers are followed this many calls deep. */
const DEPTH = 10;

/** Members between a wrapper's parameter and the block in it. */
const MOST_STEPS = 1;

const keyOf = (file: string, name: string): string => `${file}:${name}`;

/** What one call does of one operation of its callee. */
interface Performance {
  readonly performed: PerformedOperation;
  /** The same for the same operation at the same place. */
  readonly key: string;
  /** What it makes of the enclosing function for that one's callers; null where it leaves nothing to them. */
  readonly wrapper: { readonly owner: string; readonly key: string; readonly text: string } | null;
}

/**
 * What finds every operation of the tree. It keeps what each call does, and hands callers the same operation as before
 * where a wrapper still does the same: then nothing changes for them.
 */
export function operationFinder(symbols: Symbols, { step }: Steps): () => Operations {
  const perform = step((call: Defined<CallFact>, callee: Operation) => performance(symbols, call, callee));
  const same = createKeeper<Operation>(() => true);
  return () => {
    same.begin();
    const wrappers = new Map<string, Map<string, Operation>>();
    const performed = new Map<string, PerformedOperation>();

    const wrapper = (file: string, name: string): readonly Operation[] => {
      for (const definition of symbols.functions(file, name)) {
        const found = wrappers.get(keyOf(definition.file, name));
        if (found) return [...found.values()];
      }
      return [];
    };

    /** Answers the enclosing function's name where this gives it a new operation. */
    const add = (call: Defined<CallFact>, callee: Operation): string | null => {
      const done = perform(call, callee);
      if (!done || performed.has(done.key)) return null;
      performed.set(done.key, done.performed);
      if (!done.wrapper) return null;
      const { owner, key, text } = done.wrapper;
      const own = wrappers.get(owner) ?? new Map<string, Operation>();
      const before = own.size;
      own.set(key, same.keep(text, done.performed.operation));
      wrappers.set(owner, own);
      return own.size > before ? call.fact.function : null;
    };

    let changed = new Set<string>();
    for (const [name, operation] of PRIMITIVE_OPERATIONS)
      for (const call of symbols.calls.get(name)) {
        const grown = add(call, operation);
        if (grown) changed.add(grown);
      }
    for (let depth = 0; depth < DEPTH && changed.size > 0; depth++) {
      const next = new Set<string>();
      for (const name of changed)
        for (const call of symbols.calls.get(name))
          for (const operation of wrapper(call.file, name)) {
            const grown = add(call, operation);
            if (grown) next.add(grown);
          }
      changed = next;
    }
    return { performed: [...performed.values()], wrapper };
  };
}

/** What a call does of an operation of its callee; null where its arguments rule it out. */
function performance(symbols: Symbols, call: Defined<CallFact>, callee: Operation): Performance | null {
  const guards = guardsAt(call.fact, callee.guards);
  if (guards === null) return null;
  const operation = substitute(symbols, call, callee, guards);
  const { file, fact } = call;
  const what = operationKey(operation);
  const isOpen = leavesSomething(operation) && !PRIMITIVES.has(fact.function);
  const received = callee.kind === "walk" ? callee : { handed: RAW, keptBy: null };
  return {
    performed: { operation, call, primitive: PRIMITIVE_OPERATIONS.get(fact.callee) === callee, received },
    key: `${file}:${fact.place.line}:${fact.place.column} ${what}`,
    wrapper: isOpen
      ? {
          owner: keyOf(file, fact.function),
          key: what + JSON.stringify(operation.guards),
          text: JSON.stringify(operation),
        }
      : null,
  };
}

const parameter = (index: number): Operand & { kind: "parameter" } => ({
  kind: "parameter",
  index,
  path: [],
  type: null,
});

function asOperation(primitive: Primitive): Operation {
  const head = parameter(primitive.head);
  if (primitive.kind !== "walk")
    return { kind: primitive.kind, head, block: parameter(primitive.block), guards: [] };
  return {
    kind: "walk",
    head,
    event: parameter(primitive.event),
    undoEvent: primitive.undoEvent === null ? null : parameter(primitive.undoEvent),
    data: parameter(primitive.data),
    robust: primitive.robust,
    guards: [],
    handed: RAW,
    keptBy: null,
  };
}

/** What each primitive does for its callers. */
const PRIMITIVE_OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  [...PRIMITIVES].map(([name, primitive]) => [name, asOperation(primitive)]),
);

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
    if (root.kind === "parameter" && whole.length === 0) return parameter(root.index);
    const expression = { text: [text, ...o.path].join("."), root, path: whole };
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
  const head =
    callee.head.kind === "parameter" ? resolveHead(symbols, file, argument ?? NOTHING) : callee.head;
  if (callee.kind !== "walk") return { kind: callee.kind, head, block: block(callee.block), guards };
  return {
    kind: "walk",
    head,
    event: operand(callee.event),
    undoEvent: callee.undoEvent && operand(callee.undoEvent),
    data: callee.data && operand(callee.data),
    robust: callee.robust,
    guards,
    ...handOn(callee, { file, fact }, callee.data && operand(callee.data)),
  };
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

/**
 * Whether a function acts on a result itself: it tests it, and does more in an arm of the branch than write to the log.
 * Then it has consumed the result, even if it goes on to return it.
 */
export function consumes(uses: readonly UseFact[]): boolean {
  return uses.some(
    (u) =>
      !u.returnedAs && u.use !== "ignored" && [...u.whenTrue, ...u.whenFalse].some((e) => !prints(e.callee)),
  );
}

/** A result after a use that returns it. */
export function through(handed: Handed, use: UseFact): Handed {
  const tested = use.returnedAs === "test" ? { use: use.use, text: testText(use) ?? "!= 0" } : null;
  return {
    errno: handed.errno || use.returnedAs === "errno",
    test: handed.test ?? tested,
    negated: handed.negated !== (use.returnedAs === "test" && use.negated),
  };
}

/** A use's comparison as text: `== NOTIFY_OK`. */
export function testText(use: UseFact): string | null {
  return use.test ? `${use.test.operator} ${use.test.value}` : null;
}

const NOTHING: Expression = { text: "", root: { kind: "unknown" }, path: [] };

/** Whether a caller still decides something. */
function leavesSomething(operation: Operation): boolean {
  if (operation.head.kind === "parameter") return true;
  return (operation.kind === "walk" ? operation.event : operation.block).kind === "parameter";
}

function operandKey(operand: Operand | null): string {
  if (!operand) return "-";
  return operand.kind === "parameter"
    ? `#${[operand.index, ...operand.path].join(".")}`
    : operand.expression.text;
}

function operationKey(operation: Operation): string {
  const { head } = operation;
  const on = head.kind === "chain" ? head.id : head.kind === "parameter" ? `#${head.index}` : "?";
  return operation.kind === "walk"
    ? `walk ${on} ${operandKey(operation.event)} ${operandKey(operation.undoEvent)} ${operation.robust}`
    : `${operation.kind} ${on} ${operandKey(operation.block)}`;
}
