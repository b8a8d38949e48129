/** What linking would like to know of files not read, or not read for it: the workspace decides what to do about it. */

import { sameElements } from "../base/lists";
import type { CallFact, MacroFact } from "../facts/facts";
import { PRIMITIVES } from "../notifier/kernelApi";
import { familyOfFile, familyOfStruct } from "../notifier/naming";
import type { Operations } from "./findOperations";
import { parametersToLookFor } from "./handedFunctions";
import type { WantedFacts, WantedFunction } from "./model";
import { summaryIn } from "./notes";
import type { Operation } from "./operations";
import { callsThroughTables, tablesNaming } from "./pointers";
import { memberOf } from "./registrations";
import { createKeeper, type Steps } from "./steps";
import type { Defined, Symbols } from "./symbols";

/**
 * What finds everything a second look at the tree should be made for, in a stable order; the same object as before while
 * nothing else is wanted. `missing` are the notes of
 * linking: structs that were asked for in vain, and functions whose values were asked for.
 */
export function wantedFinder(
  symbols: Symbols,
  steps: Steps,
): (operations: Operations, missing: ReadonlySet<string>) => WantedFacts {
  const hides = steps.step((operation: Operation) => hidesSomething(symbols, operation));
  const asked = steps.step((file: string, name: string) => askedFor(symbols, file, name));
  const functionsFor = steps.step((wrappers: Operations["wrappers"], walking: Operations["walking"]) =>
    wantedFunctions(symbols, { wrappers, walking }, hides, asked),
  );
  const macrosOf = steps.step(() => headerMacros(symbols));
  const sameNotes = createKeeper<readonly string[]>(sameElements);
  const make = steps.step(
    (functions: readonly WantedFunction[], macros: readonly MacroFact[], missed: readonly string[]) => ({
      functions,
      structs: missed.filter((note) => summaryIn(note) === null),
      summaries: missed.flatMap((note) => summaryIn(note) ?? []),
      macros,
    }),
  );
  return (operations, missing) => {
    sameNotes.begin();
    const { value: functions, notes } = steps.noting(() =>
      functionsFor(operations.wrappers, operations.walking),
    );
    const missed = sameNotes.keep("", [...new Set([...missing, ...notes])].sort());
    return make(functions, macrosOf(), missed);
  };
}

/** The macros of headers: whoever includes them can use them. A file's own macros it has expanded itself. */
function headerMacros({ headerMacros }: Symbols): MacroFact[] {
  const macros = new Map<string, MacroFact>();
  for (const macro of headerMacros) if (!macros.has(macro.name)) macros.set(macro.name, macro);
  return [...macros.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Whether callers can add something: who passes a whole block names its type and is read anyway. */
function hidesSomething(symbols: Symbols, operation: Operation): boolean {
  if (operation.kind === "walk" || operation.head.kind === "parameter") return true;
  const { block } = operation;
  return block.kind === "parameter" && block.path.length > 0 && memberOf(symbols, block).length === 0;
}

/** What the callers of a function would be asked for. */
interface Asked {
  /** The same for the same question. */
  readonly key: string;
  readonly wanted: WantedFunction;
}

function askedFor(symbols: Symbols, file: string, name: string): Asked {
  const own = symbols.functions(file, name).find((d) => d.file === file);
  const onlyIn = own?.fact.isStatic && !file.endsWith(".h") ? file : null;
  return { key: `${onlyIn ?? ""}:${name}`, wanted: { name, onlyIn } };
}

/** Functions whose callers matter: they leave an operand open, or hand the result of a walk on. */
function wantedFunctions(
  symbols: Symbols,
  operations: Pick<Operations, "wrappers" | "walking">,
  hides: (operation: Operation) => boolean,
  asked: (file: string, name: string) => Asked,
): WantedFunction[] {
  const wanted = new Map<string, WantedFunction>();
  const want = (file: string, name: string): void => {
    const { key, wanted: one } = asked(file, name);
    wanted.set(key, one);
  };
  for (const { file, name, operations: wrapped } of operations.wrappers) {
    if (!name) continue;
    if (wrapped.some(hides)) want(file, name);
    if (wrapped.some((o) => o.head.kind === "parameter"))
      for (const { fact: entry } of symbols.tablesWith(name))
        wanted.set(`:${entry.member}`, { name: entry.member, onlyIn: null });
  }
  const handing = new Map<string, Defined<CallFact>>();
  for (const { operation, call } of operations.walking) {
    if (operation.kind !== "walk" || !operation.handed) continue;
    const { fact, file } = call;
    if (fact.function && !PRIMITIVES.has(fact.function)) handing.set(`${file}:${fact.function}`, call);
  }
  for (const { file, fact } of symbols.indirectAssignments)
    if (fact.value.path.length === 0) want(file, fact.function);
  // A map grows while it is walked: callers of callers that only return what they get.
  for (const { file, fact } of handing.values()) {
    want(file, fact.function);
    const direct = symbols.calls.get(fact.function);
    const through = direct.length === 0 ? callsThroughTables(symbols, file, fact.function) : [];
    if (direct.length === 0)
      for (const one of [
        ...callsToLookFor(symbols, file, fact.function),
        ...parametersToLookFor(symbols, file, fact.function),
      ])
        wanted.set(`${one.onlyIn}:${one.name}`, one);
    for (const call of [...direct, ...through])
      if (call.fact.uses.every((u) => u.returnedAs)) handing.set(`${call.file}:${call.fact.function}`, call);
  }
  return [...wanted.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * The members that a function is called through, where a driver's own table names it: in the driver's files. Tables of a
 * whole subsystem (`net_device_ops`) are not followed: calls through their members would have to be looked for everywhere.
 */
function callsToLookFor(symbols: Symbols, file: string, name: string): WantedFunction[] {
  return tablesNaming(symbols, file, name).flatMap(({ member, types }) =>
    types
      .map((type) => familyOfStruct(type, file))
      .filter((family) => family === familyOfFile(file))
      .flatMap((family) => symbols.filesOf(family).map((onlyIn) => ({ name: member, onlyIn }))),
  );
}
