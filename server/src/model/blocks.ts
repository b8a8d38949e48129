/**
 * From a registered block expression to the callbacks and priority behind it: initialisers, assignments in the same
 * function, assignments to the same member of the same struct anywhere.
 */

import type { FilePlace } from "../base/finding";
import type { Place } from "../base/place";
import type { AssignmentFact, BlockFact, Expression } from "../facts/facts";
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
}

export const placeIn = (file: string, place: Place): FilePlace => ({
  file,
  line: place.line,
  column: place.column,
  endLine: place.endLine,
  endColumn: place.endColumn,
});

/** Everything a block expression can be; empty where it cannot be told. */
export function resolveBlock(
  symbols: Symbols,
  file: string,
  fn: string,
  expression: Expression,
): readonly ResolvedBlock[] {
  return findBlocks(symbols, file, fn, expression).flatMap((block) => throughTable(symbols, block));
}

/** `nb.notifier_call = data->fn`: the callbacks that the file's tables hold under that member. */
function throughTable(symbols: Symbols, block: ResolvedBlock): ResolvedBlock[] {
  const member = /(?:->|\.)(\w+)$/.exec(block.callback)?.[1];
  if (member === undefined) return [block];
  return symbols.tableEntries(block.file, member).map((callback) => ({ ...block, callback }));
}

function findBlocks(
  symbols: Symbols,
  file: string,
  fn: string,
  expression: Expression,
): readonly ResolvedBlock[] {
  const { root, path } = expression;
  if (root.kind === "global" || root.kind === "local") {
    const named = variableBlocks(symbols, file, [root.name, ...path].join("."));
    if (named.length > 0) return named;
  }
  const local = root.kind === "local" && path.length === 0 ? localBlock(symbols, file, fn, root.name) : [];
  if (local.length > 0) return local;
  const type = "type" in root ? root.type : null;
  if (type && path.length > 0) {
    const member = memberBlocks(symbols, file, type, path);
    if (member.length > 0) return member;
  }
  return byMemberName(symbols, file, path);
}

function variableBlocks(symbols: Symbols, file: string, name: string): ResolvedBlock[] {
  return symbols.blocks(file, name).flatMap((block) => fromVariable(symbols, block));
}

/** A variable's callback from its initialiser, else from assignments to it in its file. */
function fromVariable(symbols: Symbols, { file, fact }: Defined<BlockFact>): ResolvedBlock[] {
  const assigned = (symbols.files.get(file)?.assignments ?? []).filter(
    ({ target }) =>
      "name" in target.root &&
      [target.root.name, ...target.path].join(".") === fact.name.replace(/\[\d+\]/g, ""),
  );
  const priority = fact.priority ?? only(assigned, "priority")?.value.text ?? null;
  const base = { name: fact.name, file, priority };
  const initial = fact.callback
    ? [{ ...base, place: placeIn(file, fact.place), callback: fact.callback }]
    : [];
  return [...initial, ...callbacksOf(assigned).map((a) => ({ ...base, ...assignedBlock(file, a) }))];
}

/** `nb->notifier_call = f` on a local pointer of the function that registers it. */
function localBlock(symbols: Symbols, file: string, fn: string, name: string): ResolvedBlock[] {
  const assigned = (symbols.files.get(file)?.assignments ?? []).filter(
    (a) =>
      a.function === fn &&
      a.target.root.kind === "local" &&
      a.target.root.name === name &&
      a.target.path.length === 0,
  );
  const priority = only(assigned, "priority")?.value.text ?? null;
  return callbacksOf(assigned).map((a) => ({ name, file, priority, ...assignedBlock(file, a) }));
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
    const assigned = symbols.assignments(struct, rest).filter((a) => i === 0 || a.file === file);
    const found = assignedTo(assigned, `${struct}.${rest}`);
    if (found.length > 0) return found;
    const next = symbols.memberType(struct, path[i] ?? "");
    if (!next) break;
    struct = next;
  }
  return [];
}

function assignedTo(assigned: readonly Defined<AssignmentFact>[], name: string): ResolvedBlock[] {
  const callbacks = assigned.filter((a) => a.fact.member === "notifier_call" && namesACallback(a.fact));
  return callbacks.map(({ file, fact }) => {
    const beside = assigned.filter((a) => a.file === file).map((a) => a.fact);
    return {
      name,
      file,
      priority: only(beside, "priority")?.value.text ?? null,
      ...assignedBlock(file, fact),
    };
  });
}

/** What a wrapper registers by its parameter's type alone: every callback that anyone gives that member. */
export function resolveMember(
  symbols: Symbols,
  type: string,
  path: readonly string[],
): readonly ResolvedBlock[] {
  const name = `${type}.${path.join(".")}`;
  const found = assignedTo(symbols.assignments(type, path.join(".")), name);
  return (
    found.length > 0 ? found : assignedTo(symbols.innerAssignments(type, path.join(".")), name)
  ).flatMap((block) => throughTable(symbols, block));
}

/** Named heuristic: a member of this name that gets a callback in the same file, where types do not lead there. */
function byMemberName(symbols: Symbols, file: string, path: readonly string[]): ResolvedBlock[] {
  const last = path.at(-1);
  const assigned = (symbols.files.get(file)?.assignments ?? []).filter(
    (a) => last && a.target.path.at(-1) === last,
  );
  const priority = only(assigned, "priority")?.value.text ?? null;
  return callbacksOf(assigned).map((a) => ({
    name: "type" in a.target.root && a.target.root.type ? `${a.target.root.type}.${last}` : `${last}`,
    file,
    priority,
    ...assignedBlock(file, a),
  }));
}

function callbacksOf(assigned: readonly AssignmentFact[]): AssignmentFact[] {
  return assigned.filter((a) => a.member === "notifier_call" && namesACallback(a));
}

/** Whether an assignment names a function, or a table's member that holds one; a parameter's value is its caller's. */
function namesACallback({ value }: AssignmentFact): boolean {
  return value.text !== "NULL" && !(value.root.kind === "parameter" && value.path.length === 0);
}

function only(assigned: readonly AssignmentFact[], member: AssignmentFact["member"]): AssignmentFact | null {
  const found = assigned.filter((a) => a.member === member);
  return new Set(found.map((a) => a.value.text)).size === 1 ? (found[0] ?? null) : null;
}

function assignedBlock(file: string, fact: AssignmentFact): Pick<ResolvedBlock, "place" | "callback"> {
  const { root, text } = fact.value;
  const plain = root.kind === "global" && fact.value.path.length === 0;
  return { place: placeIn(file, fact.place), callback: plain ? root.name : text.replace(/^&/, "") };
}
