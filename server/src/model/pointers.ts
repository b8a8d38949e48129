/**
 * Which calls can mean a function: those by its name, and those through a pointer that is plainly given it, by a table's
 * initialiser or by an assignment. Follows no pointer that is handed around or computed.
 */
import type { CallFact, Expression, TableEntryFact } from "../facts/facts";
import type { Defined, Symbols } from "./symbols";

/** A call, and the file in which the called function's name is to be understood. */
export interface Reaching {
  readonly call: Defined<CallFact>;
  readonly from: string;
}

/** Every recorded call that can mean a function of this name. */
export function callsReaching(symbols: Symbols, name: string): readonly Reaching[] {
  const direct = symbols.calls.get(name).map((call) => ({ call, from: call.file }));
  return [...direct, ...throughTables(symbols, name), ...throughStores(symbols, name)];
}

/** The calls of one definition. */
export function callsOfFunction(symbols: Symbols, file: string, name: string): readonly Defined<CallFact>[] {
  return callsReaching(symbols, name)
    .filter(({ from }) => symbols.functions(from, name)[0]?.file === file)
    .map(({ call }) => call);
}

/**
 * The calls through tables that name a function of a file: those whose pointer is known to point to the table's struct.
 * Members of one name are many, so a call through a pointer whose type nobody tells means none of them.
 */
export function callsThroughTables(symbols: Symbols, file: string, name: string): Defined<CallFact>[] {
  return tablesNaming(symbols, file, name).flatMap(({ member, types }) =>
    symbols.calls
      .get(`->${member}`)
      .filter((call) => types.includes(nearHolderOf(symbols, call.fact.pointer) ?? "")),
  );
}

/** The tables of a file that name a function and say of which struct they are. */
export function tablesNaming(symbols: Symbols, file: string, name: string): TableEntryFact[] {
  return symbols
    .tablesWith(name)
    .filter((entry) => entry.file === file && entry.fact.types.length > 0)
    .map(({ fact }) => fact);
}

function throughTables(symbols: Symbols, name: string): Reaching[] {
  return symbols.tablesWith(name).flatMap(({ file, fact: { member, types } }) =>
    symbols.calls
      .get(`->${member}`)
      .filter((call) => call.file === file || types.includes(holderOf(symbols, call.fact.pointer) ?? ""))
      .map((call) => ({ call, from: file })),
  );
}

function throughStores(symbols: Symbols, name: string): Reaching[] {
  return symbols.storesOf(name).flatMap(({ file, fact: { target, function: fn } }) => {
    const member = target.path.at(-1);
    if (member !== undefined) {
      const holder = holderOf(symbols, target);
      return symbols.calls
        .get(`->${member}`)
        .filter((call) => call.file === file || holderOf(symbols, call.fact.pointer) === (holder ?? ""))
        .map((call) => ({ call, from: file }));
    }
    if (!("name" in target.root)) return [];
    const { name: variable, kind } = target.root;
    return symbols.calls
      .get(variable)
      .filter((call) => call.file === file && (kind === "global" || call.fact.function === fn))
      .map((call) => ({ call, from: file }));
  });
}

/** The same, told by the last local pointer on the way where there is one: then no other struct need be known. */
function nearHolderOf(symbols: Symbols, expression: Expression | null): string | null {
  const near = expression?.near;
  return near?.path.length === 1 ? near.type : holderOf(symbols, expression);
}

/** The struct whose member an expression names last, where the types on the way are known. */
function holderOf(symbols: Symbols, expression: Expression | null): string | null {
  if (!expression) return null;
  const { root, path } = expression;
  let type = "type" in root ? root.type : null;
  for (const step of path.slice(0, -1)) type = type && symbols.memberType(type, step);
  return type;
}
