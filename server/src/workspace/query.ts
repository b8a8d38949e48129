/**
 * What can be asked of the texts of a tree before any of them is parsed, in one spelling for ripgrep, for a walk and for
 * an editor's text: regular expressions that Rust's engine (ASCII) and JavaScript's understand alike, line by line.
 */

/** Names to look for. A file matches that has any of them. */
export interface FileQuery {
  /** Parts of words: every word that contains one of them. */
  readonly containing: readonly string[];
  /** Whole words. */
  readonly words: readonly string[];
  /** Structs, with their tag (`struct port`), where they may be defined. */
  readonly structs: readonly string[];
}

/** Files that match, each with the names found in it: words as they stand there, structs as they were asked for. */
export type Found = ReadonlyMap<string, ReadonlySet<string>>;

/** A query, with nothing asked where nothing is said. */
export function query(parts: Partial<FileQuery>): FileQuery {
  return { containing: [], words: [], structs: [], ...parts };
}

/** Whether nothing is asked. */
export function asksNothing({ containing, words, structs }: FileQuery): boolean {
  return containing.length + words.length + structs.length === 0;
}

/** The expressions of a query; what they match is read by {@link nameReader}. Names must be identifiers. */
export function expressionsOf({ containing, words, structs }: FileQuery): string[] {
  const expressions = containing.map((part) => `\\w*${part}\\w*`);
  if (words.length > 0) expressions.push(`\\b(?:${words.join("|")})\\b`);
  if (structs.length > 0) expressions.push(definitionOf(structs));
  return expressions;
}

/**
 * The first line of a struct's definition: after the name stands nothing but a brace or a comment, perhaps on the next
 * line. It also meets a few lines that define nothing (`struct port` alone, as a return type); reading those costs time.
 */
function definitionOf(structs: readonly string[]): string {
  const byTag = new Map<string, string[]>();
  for (const struct of structs) {
    const [tag = "", name = ""] = struct.split(" ");
    byTag.set(tag, [...(byTag.get(tag) ?? []), name]);
  }
  const heads = [...byTag].map(([tag, names]) => `${tag}[ \\t]+(?:${names.join("|")})`);
  return `\\b(?:${heads.join("|")})[ \\t\\r]*(?:\\{|/|$)`;
}

/** Reads the names out of one match of a query's expressions. */
export function nameReader(query: FileQuery): (match: string) => readonly string[] {
  const words = new Set(query.words);
  const structs = new Set(query.structs);
  return (match) => {
    const head = structs.size > 0 ? /^(\w+)[ \t]+(\w+)/.exec(match) : null;
    if (!head) return [match];
    const [, tag = "", name = ""] = head;
    // The match may hide a word that is wanted too: matches do not overlap.
    const isWord = words.has(name) || query.containing.some((part) => name.includes(part));
    const struct = `${tag} ${name}`;
    return [...(structs.has(struct) ? [struct] : []), ...(isWord ? [name] : [])];
  };
}

/** Finds a query's names in a text. */
export function finder(query: FileQuery): (text: string) => ReadonlySet<string> {
  if (asksNothing(query)) return () => new Set();
  const expression = new RegExp(expressionsOf(query).join("|"), "gm");
  const read = nameReader(query);
  return (text) => new Set([...text.matchAll(expression)].flatMap((match) => read(match[0])));
}
