/**
 * Finds every operation of the tree: from the primitives outwards, caller by caller, until no wrapper appears any more.
 * What one call makes of one operation is a step (steps.ts); only the round of them is made anew in every link.
 */

import { sameElements } from "../base/lists";
import type { CallFact, FunctionFact } from "../facts/facts";
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

/** Each list is the same object as before while it has the same elements. */
export interface Operations {
  /** Every call that puts a block on a chain or takes it off, with its operands as the enclosing function sees them. */
  readonly registering: readonly PerformedOperation[];
  /** Every call that walks a chain. */
  readonly walking: readonly PerformedOperation[];
  /** The functions that leave an operand of an operation to their callers. */
  readonly wrappers: readonly Wrapping[];
}

/** A function that does something to chains on behalf of its callers. */
interface Wrapping {
  readonly file: string;
  readonly name: string;
  readonly operations: readonly Operation[];
}

/** Wrappers of wrappers are followed this many calls deep. */
const DEPTH = 10;

/** What each primitive does for its callers. */
const PRIMITIVE_OPERATIONS: ReadonlyMap<string, readonly Operation[]> = new Map(
  [...PRIMITIVES].map(([name, primitive]) => [name, [asOperation(primitive)]]),
);

/** The operations that a function leaves to its callers. */
interface Wrapper {
  /** Adds one, or puts it in the place of what had this key; answers whether it is one more. */
  add(key: string, operation: Operation): boolean;
  /** All of them: the same list as in the link before while it has the same elements. */
  list(): readonly Operation[];
  /** The lists that were asked for, by their length: it may be asked before it is complete. */
  readonly lists: ReadonlyMap<number, readonly Operation[]>;
  /** All of it, the same object as in the link before while it says the same. */
  wrapping(): Wrapping;
}

/** By name and file: what each function does for its callers. */
type Wrappers = Map<string, Map<string, Wrapper>>;

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
  const performEach = step((calls: readonly Defined<CallFact>[], operations: readonly Operation[]) =>
    calls.flatMap((call) => operations.flatMap((operation) => perform(call, operation))),
  );
  const reaching = step((name: string) => callsAlike(symbols, name));
  const same = createKeeper<Operation>(() => true);
  const samePerformed = createKeeper<readonly PerformedOperation[]>(sameElements);
  const sameWrappers = createKeeper<readonly Wrapping[]>(sameElements);
  let last: Wrappers = new Map();
  return step(() => {
    for (const keeper of [same, samePerformed, sameWrappers]) keeper.begin();
    const wrappers: Wrappers = new Map();
    const performed = new Map<string, PerformedOperation>();

    /** Answers the enclosing function's name where this gives it a new operation. */
    const record = ({ performed: one, key, wrapper }: Performance): string | null => {
      if (performed.has(key)) return null;
      performed.set(key, one);
      if (!wrapper) return null;
      const { file, fact } = one.call;
      const ofName = wrappers.get(fact.function) ?? new Map<string, Wrapper>();
      wrappers.set(fact.function, ofName);
      const own = ofName.get(file) ?? newWrapper(file, fact.function, last.get(fact.function)?.get(file));
      ofName.set(file, own);
      return own.add(wrapper.key, same.keep(wrapper.text, one.operation)) ? fact.function : null;
    };
    const add = (performances: readonly Performance[], grown: Set<string>): void => {
      for (const performance of performances) {
        const name = record(performance);
        if (name) grown.add(name);
      }
    };

    let changed = new Set<string>();
    for (const [name, operations] of PRIMITIVE_OPERATIONS)
      add(performEach(symbols.calls.get(name), operations), changed);
    for (let depth = 0; depth < DEPTH && changed.size > 0; depth++) {
      const next = new Set<string>();
      for (const name of changed)
        for (const { calls, means } of reaching(name))
          add(performEach(calls, operationsOf(wrappers.get(name), means)), next);
      changed = next;
    }
    const walking: PerformedOperation[] = [];
    const registering: PerformedOperation[] = [];
    for (const one of performed.values()) (one.operation.kind === "walk" ? walking : registering).push(one);
    last = wrappers;
    const wrappings = [...wrappers.values()].flatMap((byFile) =>
      [...byFile.values()].map((one) => one.wrapping()),
    );
    return {
      registering: samePerformed.keep("registering", registering),
      walking: samePerformed.keep("walking", walking),
      wrappers: sameWrappers.keep("", wrappings),
    };
  });
}

/** Calls that mean the same definitions. */
interface Alike {
  readonly calls: readonly Defined<CallFact>[];
  readonly means: readonly Defined<FunctionFact>[];
}

/** The calls that can mean a function of this name, those together that stand together and mean the same. */
function callsAlike(symbols: Symbols, name: string): Alike[] {
  const found: { calls: Defined<CallFact>[]; means: Alike["means"] }[] = [];
  for (const { call, from } of callsReaching(symbols, name)) {
    const means = symbols.functions(from, name);
    const last = found.at(-1);
    if (last && sameElements(last.means, means)) last.calls.push(call);
    else found.push({ calls: [call], means });
  }
  return found;
}

/** What the first of some definitions that does anything does. */
function operationsOf(
  wrappers: ReadonlyMap<string, Wrapper> | undefined,
  definitions: readonly Defined<FunctionFact>[],
): readonly Operation[] {
  for (const { file } of definitions) {
    const found = wrappers?.get(file);
    if (found) return found.list();
  }
  return NO_OPERATIONS;
}

const NO_OPERATIONS: readonly Operation[] = [];

/** @param before the one of the same function in the link before */
function newWrapper(file: string, name: string, before: Wrapper | undefined): Wrapper {
  const byKey = new Map<string, Operation>();
  const lists = new Map<number, readonly Operation[]>();
  let [isListed, last] = [false, before];
  let told: Wrapping | null = null;
  const list = (): readonly Operation[] => {
    const known = lists.get(byKey.size) ?? last?.lists.get(byKey.size);
    if (isListed && known) return known;
    const operations = [...byKey.values()];
    const kept = known && sameElements(known, operations) ? known : operations;
    lists.set(byKey.size, kept);
    isListed = true;
    return kept;
  };
  return {
    lists,
    list,
    add: (key, operation) => {
      const replaced = byKey.get(key);
      if (replaced === operation) return false;
      byKey.set(key, operation);
      isListed = false;
      return replaced === undefined;
    },
    wrapping: () => {
      if (told) return told;
      const operations = list();
      const kept = last?.wrapping();
      told = kept?.operations === operations ? kept : { file, name, operations };
      // Or every link would hold all links before it.
      last = undefined;
      return told;
    },
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
    performed: {
      operation,
      call,
      primitive: PRIMITIVE_OPERATIONS.get(fact.callee)?.[0] === callee,
      received,
    },
    key: `${file}:${fact.place.line}:${fact.place.column} ${what}`,
    wrapper: isOpen
      ? { key: what + JSON.stringify(operation.guards), text: JSON.stringify(operation) }
      : null,
  };
}
