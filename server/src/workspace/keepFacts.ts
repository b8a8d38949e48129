/**
 * Facts of a text over the facts of the text before: what says the same, places included, stays the same object. Most
 * keys that are typed change a handful of facts or none, and linking knows by identity what is left to do. Knows
 * nothing of what facts mean.
 */
import type { FileFacts, SummaryFact } from "../facts/facts";

/** The facts of `after`, with those objects of `before` that are equal; `before` itself where all are. */
export function keptFacts(before: FileFacts, after: FileFacts): FileFacts {
  const entries = Object.entries(after).map(([name, value]): [string, unknown] => {
    const old: unknown = Reflect.get(before, name);
    return [name, Array.isArray(old) && Array.isArray(value) ? keptList(old, value) : kept(old, value)];
  });
  const isSame =
    entries.length === Object.keys(before).length &&
    entries.every(([name, value]) => value === Reflect.get(before, name));
  return isSame ? before : (Object.fromEntries(entries) as unknown as FileFacts);
}

/** Facts with more structs and summaries. Of what was known the newest summary of a function for an event counts. */
export function withMore(before: FileFacts, more: FileFacts): FileFacts {
  const known = new Set(before.structs.map(({ name }) => name));
  const structs = more.structs.filter(({ name }) => !known.has(name));
  const asked = new Set(more.summaries.map(summaryKey));
  if (structs.length + asked.size === 0) return before;
  const summaries = before.summaries.filter((summary) => !asked.has(summaryKey(summary)));
  return {
    ...before,
    structs: [...before.structs, ...structs],
    summaries: [...summaries, ...more.summaries],
  };
}

const summaryKey = ({ name, eventArgument }: SummaryFact): string => `${name}(${eventArgument ?? ""})`;

/** Elements are compared with those as far from the beginning, and behind an insertion with those as far from the end. */
function keptList(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const shift = before.length - after.length;
  const list = after.map((element, i) => {
    const fromStart = kept(before[i], element);
    return fromStart !== element || shift === 0 ? fromStart : kept(before[i + shift], element);
  });
  return shift === 0 && list.every((element, i) => element === before[i]) ? before : list;
}

function kept(before: unknown, after: unknown): unknown {
  return isEqual(before, after) ? before : after;
}

/** Equality of plain data: what JSON can say. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual(Reflect.get(a, key), Reflect.get(b, key)))
  );
}
