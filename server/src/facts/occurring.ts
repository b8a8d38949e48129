/**
 * What is wanted of a whole tree, cut down to the names that a text can say something of: usually none of hundreds.
 * Too many names cost time and never change facts; too few lose them.
 */
import type { Change } from "../base/change";
import type { Wanted } from "./extract";

const WORD = /[A-Za-z_]\w*/g;

/** The words of a text. */
export function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(WORD));
}

/** What is wanted and occurs. @param words those of the text */
export function occurring(wanted: Wanted, words: () => ReadonlySet<string>): Wanted {
  const { watch, structs, macros, summaries } = wanted;
  if (watch.size + structs.size + macros.size + summaries.length === 0) return wanted;
  const present = words();
  return {
    watch: new Set([...watch].filter((name) => present.has(name))),
    structs: new Set([...structs].filter((name) => present.has(name.replace(/^\w+ /, "")))),
    macros: new Map([...macros].filter(([name]) => present.has(name))),
    summaries: summaries.filter(({ name }) => present.has(name)),
  };
}

/**
 * The words of texts that are versions of one another: only what differs from the text before is read. Words that have
 * gone may stay for a while.
 */
export function wordsOfVersions(): (text: string, change: Change) => ReadonlySet<string> {
  let words = new Set<string>();
  let fresh = 0;
  return (text, { start, end }) => {
    if (end - start > text.length / 2 || words.size > 2 * fresh) {
      words = new Set(text.match(WORD));
      fresh = words.size;
    } else for (const word of text.slice(...wholeWords(text, start, end)).match(WORD) ?? []) words.add(word);
    return words;
  };
}

function wholeWords(text: string, from: number, to: number): [start: number, end: number] {
  let [start, end] = [from, to];
  while (start > 0 && isInWord(text.charCodeAt(start - 1))) start--;
  while (end < text.length && isInWord(text.charCodeAt(end))) end++;
  return [start, end];
}

/** Whether a character can be part of a word; not a number's answer to what is outside of a text. */
export function isInWord(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95;
}
