/**
 * From a registered block expression to the callbacks and priority behind it: initialisers, assignments in the same
 * function, assignments to the same member of the same struct anywhere.
 */

import type { FilePlace } from "../base/finding";
import { oncePer } from "../base/once";
import type { Place } from "../base/place";
import type { AssignmentFact, BlockFact, Expression, StoreFact } from "../facts/facts";
import { callsOfFunction } from "./pointers";
import type { Defined, Symbols } from "./symbols";

/** A block and one callback it can carry. */
export interface ResolvedBlock {
  /** The variable, or `struct T.field`. */
  readonly name: string;
  readonly place: FilePlace;
  readonly callback: string;
  /** The file in which the callback's name is to be understood. */
  readonly file: string;
  /** As written, or null where nothing sets it. */
  readonly priority: string | null;
  /** The block is freed once the kernel has started. */
  readonly isInit?: true;
}

export const placeIn = (file: string, place: Place): FilePlace => ({
  file,
  line: place.line,
  column: place.column,
  endLine: place.endLine,
  endColumn: place.endColumn,
});

/** One block, whichever of its registrations is looked at: every link looks blocks up by the same keys. */
export const blockKey = oncePer(({ file, name }: ResolvedBlock): string => `${file} ${name}`);

/** Pointers to blocks and parameters that hold callbacks are followed through this many stores and callers. */
const DEPTH = 4;

/** Everything a block expression in a function can be; empty where it cannot be told. */
export function resolveBlock(
  symbols: Symbols,
  file: string,
  fn: string,
  expression: Expression,
  depth = DEPTH,
): readonly ResolvedBlock[] {
  if (depth === 0) return [];
  const { root, path, near } = expression;
  if (root.kind === "global" || root.kind === "local") {
    const named = variableBlocks(symbols, file, [root.name, ...path].join("."));
    if (named.length > 0) return named;
  }
  const local = root.kind === "local" && path.length === 0 ? localBlock(symbols, file, fn, root.name) : [];
  if (local.length > 0) return local;
  const type = "type" in root ? root.type : null;
  const member = type && path.length > 0 ? memberBlocks(symbols, file, type, path) : [];
  if (member.length > 0) return member;
  const nearby = near ? memberBlocks(symbols, file, near.type, near.path) : [];
  if (nearby.length > 0) return nearby;
  const held = heldBlocks(symbols, file, fn, expression, depth);
  return held.length > 0 ? held : byMemberName(symbols, file, path);
}

/** What was stored where a block is taken from: a pointer to it, or a copy of a template. */
function heldBlocks(
  symbols: Symbols,
  file: string,
  fn: string,
  { root, path }: Expression,
  depth: number,
): readonly ResolvedBlock[] {
  if (path.length > 0) return heldInMember(symbols, "type" in root ? root.type : null, path, depth);
  if (root.kind !== "global" && root.kind !== "local") return [];
  return blocksIn(
    symbols,
    symbols.variableStores(file, root.name, root.kind === "local" ? fn : null),
    [],
    depth,
  );
}

function heldInMember(
  symbols: Symbols,
  type: string | null,
  path: readonly string[],
  depth: number,
): readonly ResolvedBlock[] {
  let struct = type;
  for (let i = 0; struct && i < path.length; i++) {
    for (let end = path.length; end > i; end--) {
      const stores = symbols.stores(struct, path.slice(i, end).join("."));
      const found = blocksIn(symbols, stores, path.slice(end), depth);
      if (found.length > 0) return found;
    }
    struct = symbols.memberType(struct, path[i] ?? "");
  }
  return [];
}

function blocksIn(
  symbols: Symbols,
  stores: readonly Defined<StoreFact>[],
  rest: readonly string[],
  depth: number,
): ResolvedBlock[] {
  return stores.flatMap(({ file, fact: { value, function: fn } }) =>
    storedBlocks(symbols, file, fn, { ...value, path: [...value.path, ...rest] }, depth - 1),
  );
}

/** A stored block: its function's own, or what its function's callers pass. */
function storedBlocks(
  symbols: Symbols,
  file: string,
  fn: string,
  value: Expression,
  depth: number,
): readonly ResolvedBlock[] {
  const { root, path } = value;
  if (root.kind !== "parameter" || path.length > 0) return resolveBlock(symbols, file, fn, value, depth);
  return callsOfFunction(symbols, file, fn).flatMap((call) => {
    const argument = call.fact.arguments[root.index];
    return argument ? storedBlocks(symbols, call.file, call.fact.function, argument, depth - 1) : [];
  });
}

function variableBlocks(symbols: Symbols, file: string, name: string): ResolvedBlock[] {
  return symbols.blocks(file, name).flatMap((block) => fromVariable(symbols, block));
}

/** A variable's callback from its initialiser, else from assignments to it in its file. */
function fromVariable(symbols: Symbols, { file, fact }: Defined<BlockFact>): ResolvedBlock[] {
  const assigned = symbols
    .assignmentsIn(file)
    .filter(
      ({ target }) =>
        "name" in target.root &&
        [target.root.name, ...target.path].join(".") === fact.name.replace(/\[\d+\]/g, ""),
    );
  const priority = fact.priority ?? priorityGiven(assigned);
  const base = { name: fact.name, file, priority, ...(fact.isInit ? { isInit: true as const } : {}) };
  const initial = fact.callback
    ? [{ ...base, place: placeIn(file, fact.place), callback: fact.callback }]
    : [];
  return [...initial, ...callbacksOf(symbols, file, assigned).map((given) => ({ ...base, ...given }))];
}

/** `nb->notifier_call = f` on a local pointer of the function that registers it. */
function localBlock(symbols: Symbols, file: string, fn: string, name: string): ResolvedBlock[] {
  const assigned = symbols
    .assignmentsIn(file)
    .filter(
      (a) =>
        a.function === fn &&
        a.target.root.kind === "local" &&
        a.target.root.name === name &&
        a.target.path.length === 0,
    );
  const priority = priorityGiven(assigned);
  return callbacksOf(symbols, file, assigned).map((given) => ({ name, priority, ...given }));
}

/**
 * Callbacks assigned to a member of a struct, anywhere for the struct that the expression names, in the same file for
 * the structs inside it: another user of the inner struct fills his own.
 */
function memberBlocks(
  symbols: Symbols,
  file: string,
  type: string,
  path: readonly string[],
): ResolvedBlock[] {
  let struct = type;
  for (let i = 0; i < path.length; i++) {
    const rest = path.slice(i).join(".");
    const onlyHere = i > 0 || isOwnStruct(symbols, file, struct);
    const assigned = symbols.assignments(struct, rest).filter((a) => !onlyHere || a.file === file);
    const found = assignedTo(symbols, assigned, `${struct}.${rest}`);
    if (found.length > 0) return found;
    const next = symbols.memberType(struct, path[i] ?? "");
    if (!next) break;
    struct = next;
  }
  return [];
}

/** Whether a struct is one that a .c file defines for itself: others may have one of the same name. */
function isOwnStruct(symbols: Symbols, file: string, struct: string): boolean {
  return file.endsWith(".c") && symbols.definesStruct(file, struct);
}

function assignedTo(
  symbols: Symbols,
  assigned: readonly Defined<AssignmentFact>[],
  name: string,
): ResolvedBlock[] {
  return assigned.flatMap(({ file, fact }) => {
    const beside = assigned.filter((a) => a.file === file).map((a) => a.fact);
    const priority = priorityGiven(beside);
    return callbacksOf(symbols, file, [fact]).map((given) => ({ name, priority, ...given }));
  });
}

/** What a wrapper registers by its parameter's type alone: every block that anyone keeps in that member. */
export function resolveMember(
  symbols: Symbols,
  type: string,
  path: readonly string[],
): readonly ResolvedBlock[] {
  const member = path.join(".");
  const name = `${type}.${member}`;
  const found = assignedTo(symbols, symbols.assignments(type, member), name);
  if (found.length > 0) return found;
  const inner = assignedTo(symbols, symbols.innerAssignments(type, member), name);
  return inner.length > 0 ? inner : heldInMember(symbols, type, path, DEPTH);
}

/** Named heuristic: a member of this name that gets a callback in the same file, where types do not lead there. */
function byMemberName(symbols: Symbols, file: string, path: readonly string[]): ResolvedBlock[] {
  const last = path.at(-1);
  const assigned = symbols.assignmentsIn(file).filter((a) => last && a.target.path.at(-1) === last);
  const priority = priorityGiven(assigned);
  return assigned.flatMap((a) =>
    callbacksOf(symbols, file, [a]).map((given) => ({
      name: "type" in a.target.root && a.target.root.type ? `${a.target.root.type}.${last}` : `${last}`,
      priority,
      ...given,
    })),
  );
}

/** A callback that an assignment gives a block: which function, and where its name is to be understood. */
type Given = Pick<ResolvedBlock, "callback" | "file" | "place">;

function callbacksOf(symbols: Symbols, file: string, assigned: readonly AssignmentFact[]): Given[] {
  return assigned.flatMap((fact) =>
    fact.member === "notifier_call" ? givenCallbacks(symbols, { file, fact }) : [],
  );
}

/** The callbacks that an assignment gives: by name, from a table, or those that its function's callers pass. */
export function givenCallbacks(symbols: Symbols, { file, fact }: Defined<AssignmentFact>): Given[] {
  const place = placeIn(file, fact.place);
  return functionsNamed(symbols, file, fact.function, fact.value, DEPTH).map((given) => ({
    place,
    ...given,
  }));
}

function functionsNamed(
  symbols: Symbols,
  file: string,
  fn: string,
  { root, path, text }: Expression,
  depth: number,
): (Omit<Given, "place"> & Partial<Given>)[] {
  if (text === "NULL" || depth === 0) return [];
  const member = path.at(-1);
  if (member !== undefined) {
    const holder = "type" in root ? typeAlong(symbols, root.type, path.slice(0, -1)) : null;
    return symbols
      .tableEntries(file, member, holder)
      .map((entry) => ({ callback: entry.fact.function, file: entry.file }));
  }
  if (root.kind === "global") return [{ callback: root.name, file }];
  if (root.kind !== "parameter") return [{ callback: text.replace(/^&/, ""), file }];
  return callsOfFunction(symbols, file, fn).flatMap((call) => {
    const argument = call.fact.arguments[root.index];
    if (!argument) return [];
    return functionsNamed(symbols, call.file, call.fact.function, argument, depth - 1).map((given) => ({
      place: placeIn(call.file, call.fact.place),
      ...given,
    }));
  });
}

function typeAlong(symbols: Symbols, type: string | null, path: readonly string[]): string | null {
  return path.reduce<string | null>((at, step) => at && symbols.memberType(at, step), type);
}

/** The priority that assignments give: the one that all give, else the one constant among what else it may become. */
function priorityGiven(assigned: readonly AssignmentFact[]): string | null {
  const found = assigned.filter((a) => a.member === "priority");
  const texts = (some: readonly AssignmentFact[]): readonly string[] => [
    ...new Set(some.map((a) => a.value.text)),
  ];
  const all = texts(found);
  const constants = texts(found.filter((a) => a.value.root.kind === "constant"));
  const [only] = all.length === 1 ? all : constants.length === 1 ? constants : [];
  return only ?? null;
}
