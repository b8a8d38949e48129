/**
 * A parser for texts that are being edited: what was parsed before is not parsed again. A file is parsed in parts, and
 * a key that is typed changes one of them. Trees are kept as plain nodes, nothing of the parser's memory. Must not know
 * files or facts.
 */
import type { KernelParser, SyntaxTree } from "../syntax/tree";

/** So much text of the latest parts is kept: those of several large files. Nodes take some ten times as much. */
const MOST_TEXT = 1024 * 1024;

/** Larger texts are parsed anew: a file that cannot be cut in parts is not kept for each of its keys. */
const LONGEST = 64 * 1024;

/** Wraps a parser with a memory. */
export function rememberingParser({ name, parse }: KernelParser): KernelParser {
  /** The latest asked for comes last. */
  const known = new Map<string, SyntaxTree>();
  let length = 0;
  const forgetOldest = (): void => {
    for (const text of known.keys()) {
      if (length <= MOST_TEXT) return;
      known.delete(text);
      length -= text.length;
    }
  };
  return {
    name,
    parse: (text) => {
      if (text.length > LONGEST) return parse(text);
      const before = known.get(text);
      const tree = before ?? detached(parse(text));
      if (before) known.delete(text);
      else length += text.length;
      known.set(text, tree);
      forgetOldest();
      return tree;
    },
  };
}

/** The tree without the parser's part of it, all its nodes converted. */
function detached(tree: SyntaxTree): SyntaxTree {
  try {
    const items = tree.items.map(({ type, start, end, hasError, ...item }) => {
      const node = item.node();
      return { type, start, end, hasError, node: () => node };
    });
    return { text: tree.text, parsed: tree.parsed, items, delete: () => undefined };
  } finally {
    tree.delete();
  }
}
