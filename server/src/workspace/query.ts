/**
 * What can be asked of the texts of a tree before any of them is parsed, in one spelling for ripgrep, for a walk and for
 * an editor's text: regular expressions that Rust's engine (ASCII) and JavaScript's understand alike, line by line.
 */

import { definitionLine, roughDefinitionLine } from "../facts/relevance";

/** Names to look for. A file matches that has any of them. */
export interface FileQuery {
  /** Parts of words: every word that contains one of them. */
  readonly containing: readonly string[];
  /** Whole words. */
  readonly words: readonly string[];
  /** Structs, with their tag (`struct port`), where they may be defined. */
  readonly structs: readonly string[];
  /** Functions, where they may be defined. */
  readonly definitions: readonly string[];
}

/** Files that match, each with the names found in it: words as they stand there, structs as they were asked for, functions as {@link definitionName}. */
export type Found = ReadonlyMap<string, ReadonlySet<string>>;

/** A query, with nothing asked where nothing is said. */
export function query(parts: Partial<FileQuery>): FileQuery {
  return { containing: [], words: [], structs: [], definitions: [], ...parts };
}

/** Whether nothing is asked. */
export function asksNothing({ containing, words, structs, definitions }: FileQuery): boolean {
  return containing.length + words.length + structs.length + definitions.length === 0;
}

/** Where a function may be defined its name stands with brackets: apart from the word, which any caller has. */
export function definitionName(name: string): string {
  return `${name}()`;
}

/** Everything that a search may find for a query. */
export function namesOf({ words, structs, definitions }: FileQuery): readonly string[] {
  return [...words, ...structs, ...definitions.map(definitionName)];
}

/** The expressions of a query; what they match is read by {@link nameReader}. Names must be identifiers. */
export function expressionsOf({ containing, words, structs, definitions }: FileQuery): string[] {
  // First, because at the same place the first expression wins, and this one takes a whole line.
  const lines = definitions.length > 0 ? [roughDefinitionLine(definitions)] : [];
  const expressions = [...lines, ...wordExpressions({ containing, words, structs })];
  return expressions;
}

function wordExpressions({ containing, words, structs }: Omit<FileQuery, "definitions">): string[] {
  const expressions = containing.map((part) => `\\w*${part}\\w*`);
  if (words.length > 0) expressions.push(`\\b(?:${[...words].sort().join("|")})\\b`);
  if (structs.length > 0) expressions.push(structHead(structs));
  return expressions;
}

/**
 * The first line of a struct's definition: after the name stands nothing but a brace or a comment, perhaps on the next
 * line. It also meets a few lines that define nothing (`struct port` alone, as a return type); reading those costs time.
 */
function structHead(structs: readonly string[]): string {
  const byTag = new Map<string, string[]>();
  for (const struct of structs) {
    const [tag = "", name = ""] = struct.split(" ");
    byTag.set(tag, [...(byTag.get(tag) ?? []), name]);
  }
  const heads = [...byTag].map(([tag, names]) => `${tag}[ \\t]+(?:${names.join("|")})`);
  return `\\b(?:${heads.join("|")})[ \\t\\r]*(?:\\{|/|$)`;
}

/** Reads the names out of one match of a query's expressions; there may be none in it. */
export function nameReader(query: FileQuery): (match: string) => readonly string[] {
  const words = new Set(query.words);
  const structs = new Set(query.structs);
  const definitions = definedIn(query.definitions);
  const others = query.definitions.length > 0 ? finder({ ...query, definitions: [] }) : null;
  return (match) => {
    // A line that may define a function, which hides all other names on it, or one of those.
    if (others) return [...definitions(match), ...others(match)];
    const head = structs.size > 0 ? /^(\w+)[ \t]+(\w+)/.exec(match) : null;
    if (!head) return [match];
    const [, tag = "", name = ""] = head;
    // The match may hide a word that is wanted too: matches do not overlap.
    const isWord = words.has(name) || query.containing.some((part) => name.includes(part));
    const struct = `${tag} ${name}`;
    return [...(structs.has(struct) ? [struct] : []), ...(isWord ? [name] : [])];
  };
}

/** Which of some functions a line may define, under their names in {@link Found}. */
function definedIn(names: readonly string[]): (line: string) => readonly string[] {
  if (names.length === 0) return () => [];
  const line = new RegExp(definitionLine(names));
  const wanted = new Set(names);
  return (match) =>
    line.test(match)
      ? (match.match(/\w+/g) ?? []).filter((word) => wanted.has(word)).map(definitionName)
      : [];
}

/** Finds out whether a text has any of a query's names: much sooner than which. */
export function mentions(query: FileQuery): (text: string) => boolean {
  let namesIn: ((text: string) => ReadonlySet<string>) | null = null;
  return (text) => {
    // What matters says so in nearly every file; expressions of thousands of names are made for the others alone.
    if (query.containing.some((part) => text.includes(part))) return true;
    namesIn ??= finder(query);
    return namesIn(text).size > 0;
  };
}

/** Finds a query's names in a text. */
export function finder(query: FileQuery): (text: string) => ReadonlySet<string> {
  if (asksNothing(query)) return () => new Set();
  const expression = new RegExp(expressionsOf(query).join("|"), "gm");
  const read = nameReader(query);
  return (text) => new Set([...text.matchAll(expression)].flatMap((match) => read(match[0])));
}
