/**
 * Tables over the facts of all files that follow their edits: what is listed under a name, in the order of files. A
 * change of one file changes the names that it said or says something else under, and no others. Knows no chain.
 */

import { sameElements } from "../base/lists";
import type { FileFacts } from "../facts/facts";
import type { Source, Steps } from "./steps";

/** Facts by file, the path relative to the root with "/". */
export type FactsByFile = ReadonlyMap<string, FileFacts>;

/** One thing that a file says, and the name under which it is looked up. */
export type Entry<T> = readonly [name: string, value: T];

export interface Table<T> {
  /** Everything under a name, by file and then in the order of the text. */
  get(name: string): readonly T[];
  /** Everything, in the same order. */
  all(): readonly T[];
}

export interface Tables {
  /**
   * A table of what `entries` finds in each file. Values are compared by identity: they must be the same objects for
   * the same facts ({@link Tables.keyed}).
   */
  table<T>(entries: (file: string, facts: FileFacts) => readonly Entry<T>[]): Table<T>;
  /** Makes a value for a fact of a file once. */
  keyed<F extends object, T extends { readonly file: string }>(
    make: (file: string, fact: F) => T,
  ): (file: string, fact: F) => T;
  /** The facts themselves; whoever looks at all of them is tied to all of them. */
  readonly files: FactsByFile;
  /** Brings the tables up to date; answers whether anything changed. */
  update(files: FactsByFile): boolean;
}

/** What one file says under one name. */
interface Part<T> {
  readonly file: string;
  readonly values: readonly T[];
}

/** All that is said under one name. */
interface Cell<T> extends Source {
  /** Sorted by file. */
  readonly parts: Part<T>[];
  /** The parts joined, until one of them changes. */
  list: readonly T[] | null;
}

/** A table as the update sees it. */
type Replace = (file: string, facts: FileFacts | null, now: number) => void;

export function createTables(steps: Steps): Tables {
  const updates: Replace[] = [];
  const followed = followedFiles(steps);
  return {
    table: (entries) => {
      const { table, replace } = createTable(steps, entries);
      updates.push(replace);
      return table;
    },
    keyed: (make) => {
      const made = new WeakMap<object, ReturnType<typeof make>>();
      return (file, fact) => {
        const known = made.get(fact);
        // Two files of the same text may share their facts.
        if (known?.file === file) return known;
        const value = make(file, fact);
        made.set(fact, value);
        return value;
      };
    },
    files: followed.files,
    update: (files) => {
      const changed = followed.changes(files);
      if (changed.length === 0) return false;
      const now = steps.advance();
      followed.replace(files, changed, now);
      for (const file of changed) for (const replace of updates) replace(file, files.get(file) ?? null, now);
      return true;
    },
  };
}

function createTable<T>(
  steps: Steps,
  entries: (file: string, facts: FileFacts) => readonly Entry<T>[],
): { table: Table<T>; replace: Replace } {
  const cells = new Map<string, Cell<T>>();
  /** What each file that says anything says. */
  const byFile = new Map<string, readonly Entry<T>[]>();
  const whole: Source & { list: readonly T[] | null } = { changed: 0, list: null };
  /** The files of {@link byFile} in order; null where one has come or gone since. */
  let order: readonly string[] | null = null;

  const cellOf = (name: string): Cell<T> => {
    let cell = cells.get(name);
    // Who asks for a name that is not there wants to know when it comes.
    if (!cell) {
      cell = { changed: 0, parts: [], list: null };
      cells.set(name, cell);
    }
    return cell;
  };

  const inOrder = (): T[] => {
    order ??= [...byFile.keys()].sort();
    const list: T[] = [];
    for (const file of order) for (const [, value] of byFile.get(file) ?? []) list.push(value);
    return list;
  };

  return {
    table: {
      get: (name) => {
        const cell = cellOf(name);
        steps.read(cell);
        cell.list ??= cell.parts.length === 1 ? (cell.parts[0]?.values ?? []) : joined(cell.parts);
        return cell.list;
      },
      all: () => {
        steps.read(whole);
        whole.list ??= inOrder();
        return whole.list;
      },
    },
    replace: (file, facts, now) => {
      const before = byFile.get(file);
      const after = facts ? entries(file, facts) : [];
      if (!before && after.length === 0) return;
      if (!before || after.length === 0) order = null;
      if (after.length > 0) byFile.set(file, after);
      else byFile.delete(file);
      const values = (list: readonly Entry<T>[] = []): T[] => list.map(([, value]) => value);
      if (!sameElements(values(before), values(after))) {
        whole.list = null;
        whole.changed = now;
      }
      const said = grouped(after);
      for (const name of before ? new Set([...before.map(([n]) => n), ...said.keys()]) : said.keys()) {
        const cell = cellOf(name);
        if (!putPart(cell.parts, file, said.get(name) ?? [])) continue;
        cell.list = null;
        cell.changed = now;
      }
    },
  };
}

function joined<T>(parts: readonly Part<T>[]): T[] {
  return parts.flatMap((part) => part.values);
}

function grouped<T>(entries: readonly Entry<T>[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const [name, value] of entries) {
    const group = groups.get(name);
    if (group) group.push(value);
    else groups.set(name, [value]);
  }
  return groups;
}

/** Replaces what a file says in sorted parts; answers whether that is something else than before. */
function putPart<T>(parts: Part<T>[], file: string, values: readonly T[]): boolean {
  let at = parts.length;
  while (at > 0 && (parts[at - 1]?.file ?? "") >= file) at--;
  const before = parts[at];
  const known = before?.file === file;
  if (sameElements(known ? before.values : [], values)) return false;
  parts.splice(at, known ? 1 : 0, ...(values.length > 0 ? [{ file, values }] : []));
  return true;
}

/** The files in order, each a source, and all of them together one more. */
function followedFiles(steps: Steps): {
  readonly files: FactsByFile;
  changes(files: FactsByFile): string[];
  replace(files: FactsByFile, changed: readonly string[], now: number): void;
} {
  let ordered = new Map<string, FileFacts>();
  const sources = new Map<string, Source>();
  const whole: Source = { changed: 0 };
  const sourceOf = (file: string): Source => {
    let source = sources.get(file);
    if (!source) {
      source = { changed: 0 };
      sources.set(file, source);
    }
    return source;
  };
  const all = (): ReadonlyMap<string, FileFacts> => {
    steps.read(whole);
    return ordered;
  };
  const get = (file: string): FileFacts | undefined => {
    steps.read(sourceOf(file));
    return ordered.get(file);
  };
  const files: FactsByFile = {
    get,
    has: (file) => get(file) !== undefined,
    get size() {
      return all().size;
    },
    entries: () => all().entries(),
    keys: () => all().keys(),
    values: () => all().values(),
    forEach: (...args) => all().forEach(...args),
    [Symbol.iterator]: () => all()[Symbol.iterator](),
  };
  return {
    files,
    changes: (given) => {
      const changed: string[] = [];
      let stayed = 0;
      for (const [file, facts] of given) {
        const before = ordered.get(file);
        if (before) stayed++;
        if (before !== facts) changed.push(file);
      }
      // Thousands of files are looked at for each key, and hardly ever one is gone.
      if (stayed < ordered.size) for (const file of ordered.keys()) if (!given.has(file)) changed.push(file);
      return changed.sort();
    },
    replace: (given, changed, now) => {
      const names = [...given.keys()];
      const sameNames = names.length === ordered.size && names.every((file) => ordered.has(file));
      if (!sameNames) ordered = new Map(names.sort().map((file) => [file, given.get(file) as FileFacts]));
      for (const file of changed) {
        const facts = given.get(file);
        if (facts) ordered.set(file, facts);
        sourceOf(file).changed = now;
      }
      whole.changed = now;
    },
  };
}
