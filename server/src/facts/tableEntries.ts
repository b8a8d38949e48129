/**
 * Finds functions that initialisers put into tables under a member that is no block's own: callbacks on their way to a
 * block, and wrappers that are called through the table. Read by pattern: tables are long, and their shape is plain.
 */
import { BLOCK_TYPE, HEAD_TYPES } from "../notifier/kernelApi";
import { mentionsNotifying } from "../notifier/naming";
import type { Draft } from "./draft";
import type { MacroFact, TableEntryFact } from "./facts";
import { type Part, withoutComments } from "./parts";

const ENTRY = /\.\s*(\w+)\s*=\s*&?\s*([A-Za-z_]\w*)\s*(?=[,})]|$)/g;

/** The entries of a file's tables, those that a macro makes included. */
export function tableEntries(
  parts: readonly Part[],
  draft: Draft,
  macros: ReadonlyMap<string, MacroFact>,
  watch: ReadonlySet<string>,
): TableEntryFact[] {
  const own = new Set(draft.functions.filter(takesPartInChains).map((f) => f.name));
  const makers = [...macros.values()].filter((m) =>
    entriesOf(m.body).some((e) => isParameter(m, e.function)),
  );
  const entries = new Map<string, TableEntryFact>();
  const add = (types: readonly string[], { member, function: fn }: Entry): void => {
    if (member === "notifier_call" || fn === "NULL") return;
    if (!own.has(fn) && !watch.has(fn) && !mentionsNotifying(fn) && !mentionsNotifying(member)) return;
    entries.set(`${member} ${fn} ${types.join()}`, { member, function: fn, types });
  };
  const names = [...own, ...watch, ...makers.map((m) => m.name)];
  const signs = ["notif", "NOTIF", "_chain", ...names];
  for (const part of parts) {
    // Most parts are prototypes and have no value at all.
    if (part.kind !== "other" || !part.text.includes("=")) continue;
    if (!signs.some((sign) => part.text.includes(sign))) continue;
    const text = withoutComments(part.text);
    const equals = text.indexOf("=");
    const types = [...new Set(text.slice(0, equals).match(/\b(?:struct|union)\s+\w+/g))].map(folded);
    for (const entry of entriesOf(text.slice(equals))) add(types, entry);
    for (const macro of makers)
      for (const args of usesOf(text, macro.name))
        for (const { member, function: fn } of entriesOf(macro.body)) {
          const given = isParameter(macro, fn) ? args[macro.parameters.indexOf(fn)] : undefined;
          if (given !== undefined && /^[A-Za-z_]\w*$/.test(given)) add(types, { member, function: given });
        }
  }
  return [...entries.values()];
}

type Entry = Pick<TableEntryFact, "member" | "function">;

function entriesOf(text: string): Entry[] {
  return [...text.matchAll(ENTRY)].map(([, member = "", fn = ""]) => ({ member, function: fn }));
}

const folded = (type: string): string => type.replace(/\s+/g, " ");

function isParameter({ parameters }: MacroFact, name: string): boolean {
  return parameters.includes(name);
}

/** A callback, or a function that is handed a block or a head. */
function takesPartInChains({ isCallback, parameters }: Draft["functions"][number]): boolean {
  return isCallback || parameters.some(({ type }) => OPERANDS.has(type));
}

const OPERANDS: ReadonlySet<string> = new Set([BLOCK_TYPE, ...HEAD_TYPES.keys()].map((type) => `${type} *`));

/** The arguments of each use of a macro in a text. */
function usesOf(text: string, name: string): string[][] {
  return [...text.matchAll(new RegExp(`\\b${name}\\s*\\(`, "g"))].map((match) =>
    splitArguments(text, match.index + match[0].length),
  );
}

/** The pieces between commas from `start` to the parenthesis that closes them. */
function splitArguments(text: string, start: number): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let from = start;
  for (let i = start; i < text.length; i++) {
    const c = text[i] ?? "";
    if (depth === 0 && (c === "," || c === ")")) {
      pieces.push(text.slice(from, i).trim());
      from = i + 1;
      if (c === ")") break;
    }
    if ("([{".includes(c)) depth++;
    else if (")]}".includes(c)) depth--;
  }
  return pieces;
}
