/**
 * Which of several definitions of one name a file means: statics are a file's own, and of globals (per architecture,
 * weak, in nested trees) the nearest is meant.
 */
import type { ConstantFact } from "../facts/facts";
import type { Defined } from "./symbols";

/**
 * The definitions a name means in a file: its own statics alone, else the global ones: its own first, then .c before
 * headers, near before far. A global of its own may be weak: the others stay in sight.
 */
function visible<T>(
  all: readonly Defined<T>[],
  file: string,
  isStatic: (definition: Defined<T>) => boolean,
): readonly Defined<T>[] {
  const own = all.filter((d) => d.file === file);
  if (own.some(isStatic)) return own;
  const others = all.filter((d) => d.file !== file && (!isStatic(d) || d.file.endsWith(".h")));
  const seen = [...own, ...others];
  const rank = (d: Defined<T>): number =>
    d.file === file ? -1 : (d.file.endsWith(".h") ? 1000 : 0) + distance(file, d.file);
  return seen.length > 1 ? [...seen].sort((a, b) => rank(a) - rank(b)) : seen;
}

/** {@link visible}, worked out once for each list of definitions and file. */
export function visibleIn<T extends object>(
  isStatic: (fact: T) => boolean,
): (all: readonly Defined<T>[], file: string) => readonly Defined<T>[] {
  const known = new WeakMap<object, Map<string, readonly Defined<T>[]>>();
  return (all, file) => {
    if (all.length === 0) return all;
    const byFile = known.get(all) ?? new Map<string, readonly Defined<T>[]>();
    known.set(all, byFile);
    let seen = byFile.get(file);
    if (!seen) {
      seen = visible(all, file, (definition) => isStatic(definition.fact));
      byFile.set(file, seen);
    }
    return seen;
  };
}

/** Trees in the tree with programs of their own: nothing of them is linked with the rest. */
const APART = /^(?:tools|scripts|samples|Documentation|usr)\//;

/**
 * The definitions that a kernel can hold together with a file, whatever its configuration: not another file's statics,
 * another architecture's or another program's functions, and of private headers (those outside include/) only the
 * nearest. A static of a header may be the stub of what a file defines: it does not hide that.
 */
export function linkable<T extends { readonly isStatic: boolean }>(
  all: readonly Defined<T>[],
  file: string,
): readonly Defined<T>[] {
  const here = architecture(file);
  const together = all.filter((d) => {
    if (d.fact.isStatic && d.file !== file && !d.file.endsWith(".h")) return false;
    const there = architecture(d.file);
    if (there !== "" && here !== "" && there !== here) return false;
    return APART.exec(d.file)?.[0] === APART.exec(file)?.[0];
  });
  const isPrivate = (d: Defined<T>): boolean => d.file.endsWith(".h") && !/(?:^|\/)include\//.test(d.file);
  const nearest = Math.min(...together.filter(isPrivate).map((d) => distance(file, d.file)));
  return together.filter((d) => !isPrivate(d) || distance(file, d.file) === nearest);
}

function architecture(file: string): string {
  return /^arch\/[^/]+\//.exec(file)?.[0] ?? "";
}

/** A file's own meaning of a constant, else the one all others agree on. */
export function meaning(all: readonly Defined<ConstantFact>[], file: string): string | null {
  const own = all.filter((c) => c.file === file);
  const values = new Set((own.length > 0 ? own : all).map((c) => c.fact.value));
  const [value] = values;
  return values.size === 1 && value !== undefined ? value : null;
}

/** The one element of a list, or null where there are none or several. */
export function only<T>(list: readonly T[]): T | null {
  return list.length === 1 ? (list[0] ?? null) : null;
}

/** Directory steps between two files: of several definitions (per architecture, nested trees) the nearest is meant. */
function distance(from: string, to: string): number {
  const a = from.split("/");
  const b = to.split("/");
  let common = 0;
  while (common < a.length - 1 && a[common] === b[common]) common++;
  return a.length + b.length - 2 - 2 * common;
}
