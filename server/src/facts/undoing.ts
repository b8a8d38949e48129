/**
 * What the functions of a file call that by its name undoes something, found in their texts: a clean-up function often
 * calls another, and none of them is parsed for it. Must not know what is undone.
 */
import { UNDOES, type Undoing } from "./afterwards";
import type { FileFunctions } from "./fileFunctions";

/** How many functions of the file deep. */
const DEEPEST = 3;

const CALLED = /\b[A-Za-z_]\w*(?=\s*\()/g;

/** The names in a text that something opens a parenthesis after: calls, and what looks like one. */
export function namesCalledIn(text: string): readonly string[] {
  return [...new Set(text.match(CALLED))];
}

/** What tells for each function of a file which names it calls, itself or through others of the file. */
export function undoingIn(file: FileFunctions): Undoing {
  const known = new Map<string, readonly string[]>();
  const calledIn = (name: string): readonly string[] =>
    file.named(name).at(-1)?.of("calls by name", "", namesCalledIn) ?? [];
  const find = (name: string): readonly string[] => {
    const found = new Set<string>();
    let reached = [name];
    const seen = new Set(reached);
    for (let depth = 0; depth < DEEPEST && reached.length > 0; depth++) {
      const called = reached.flatMap((one) => calledIn(one)).filter((one) => !seen.has(one));
      for (const one of called) {
        seen.add(one);
        if (UNDOES.test(one)) found.add(one);
      }
      reached = [...new Set(called)];
    }
    return [...found];
  };
  return (name) => {
    const found = known.get(name) ?? find(name);
    known.set(name, found);
    return found;
  };
}
