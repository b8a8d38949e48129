/**
 * Finds every operation of the tree: from the primitives outwards, caller by caller, until no wrapper appears any more.
 * What one call makes of one operation is a step (steps.ts); only the round of them is made anew in every link.
 */
import type { CallFact } from "../facts/facts";
import { PRIMITIVES } from "../notifier/kernelApi";
import { guardsAt } from "./guards";
import { RAW } from "./handing";
import {
  asOperation,
  leavesSomething,
  type Operation,
  operationKey,
  type PerformedOperation,
  substitute,
} from "./operations";
import { callsReaching } from "./pointers";
import { createKeeper, type Steps } from "./steps";
import type { Defined, Symbols } from "./symbols";

export interface Operations {
  /** Every call that performs an operation, with its operands as the enclosing function sees them. */
  readonly performed: readonly PerformedOperation[];
  /** The operations of a function that leave an operand to its callers. */
  wrapper(file: string, name: string): readonly Operation[];
}

/** Wrappers of wrappers are followed this many calls deep. */
const DEPTH = 10;

/** What each primitive does for its callers. */
const PRIMITIVE_OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  [...PRIMITIVES].map(([name, primitive]) => [name, asOperation(primitive)]),
);

/** The operations that a function leaves to its callers, also as a list until one more is found. */
interface Wrapper {
  readonly byKey: Map<string, Operation>;
  list: readonly Operation[] | null;
}

/** What one call does of one operation of its callee. */
interface Performance {
  readonly performed: PerformedOperation;
  /** The same for the same operation at the same place. */
  readonly key: string;
  /** What it makes of the enclosing function for that one's callers; null where it leaves nothing to them. */
  readonly wrapper: { readonly key: string; readonly text: string } | null;
}

/**
 * What finds every operation of the tree. It keeps what each call does, and hands callers the same operation as before
 * where a wrapper still does the same: then nothing changes for them.
 */
export function operationFinder(symbols: Symbols, { step }: Steps): () => Operations {
  const perform = step((call: Defined<CallFact>, callee: Operation) => performances(symbols, call, callee));
  const reaching = step((name: string) => callsReaching(symbols, name));
  const same = createKeeper<Operation>(() => true);
  return () => {
    same.begin();
    /** By name and file: what each function does for its callers. */
    const wrappers = new Map<string, Map<string, Wrapper>>();
    const performed = new Map<string, PerformedOperation>();

    const wrapper = (file: string, name: string): readonly Operation[] => {
      const ofName = wrappers.get(name);
      if (!ofName) return [];
      for (const definition of symbols.functions(file, name)) {
        const found = ofName.get(definition.file);
        if (!found) continue;
        found.list ??= [...found.byKey.values()];
        return found.list;
      }
      return [];
    };

    /** Answers whether this gives the enclosing function a new operation. */
    const record = ({ file, fact }: Defined<CallFact>, done: Performance): boolean => {
      if (performed.has(done.key)) return false;
      performed.set(done.key, done.performed);
      if (!done.wrapper) return false;
      const { key, text } = done.wrapper;
      const ofName = wrappers.get(fact.function) ?? new Map<string, Wrapper>();
      wrappers.set(fact.function, ofName);
      const own = ofName.get(file) ?? { byKey: new Map<string, Operation>(), list: null };
      ofName.set(file, own);
      const before = own.byKey.size;
      own.byKey.set(key, same.keep(text, done.performed.operation));
      own.list = null;
      return own.byKey.size > before;
    };
    const add = (call: Defined<CallFact>, callee: Operation, grown: Set<string>): void => {
      for (const done of perform(call, callee)) if (record(call, done)) grown.add(call.fact.function);
    };

    let changed = new Set<string>();
    for (const [name, operation] of PRIMITIVE_OPERATIONS)
      for (const call of symbols.calls.get(name)) add(call, operation, changed);
    for (let depth = 0; depth < DEPTH && changed.size > 0; depth++) {
      const next = new Set<string>();
      for (const name of changed)
        for (const { call, from } of reaching(name))
          for (const operation of wrapper(from, name)) add(call, operation, next);
      changed = next;
    }
    return { performed: [...performed.values()], wrapper };
  };
}

/** What a call does of an operation of its callee; nothing where its arguments rule it out. */
function performances(symbols: Symbols, call: Defined<CallFact>, callee: Operation): Performance[] {
  const guards = guardsAt(call.fact, callee.guards);
  if (guards === null) return [];
  return substitute(symbols, call, callee, guards).map((operation) => performance(call, callee, operation));
}

function performance(call: Defined<CallFact>, callee: Operation, operation: Operation): Performance {
  const { file, fact } = call;
  const what = operationKey(operation);
  const isOpen = leavesSomething(operation) && !PRIMITIVES.has(fact.function);
  const received = callee.kind === "walk" ? callee : { handed: RAW, keptBy: null };
  return {
    performed: { operation, call, primitive: PRIMITIVE_OPERATIONS.get(fact.callee) === callee, received },
    key: `${file}:${fact.place.line}:${fact.place.column} ${what}`,
    wrapper: isOpen
      ? { key: what + JSON.stringify(operation.guards), text: JSON.stringify(operation) }
      : null,
  };
}
