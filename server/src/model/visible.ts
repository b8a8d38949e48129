/**
 * Which of several definitions of one name a file means: statics are a file's own, and of globals (per architecture,
 * weak, in nested trees) the nearest is meant.
 */
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

/** Directory steps between two files: of several definitions (per architecture, nested trees) the nearest is meant. */
function distance(from: string, to: string): number {
  const a = from.split("/");
  const b = to.split("/");
  let common = 0;
  while (common < a.length - 1 && a[common] === b[common]) common++;
  return a.length + b.length - 2 - 2 * common;
}
