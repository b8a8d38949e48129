/**
 * What is wanted of a whole tree, cut down to the names that a text can say something of: usually none of hundreds.
 * Too many names cost time and never change facts; too few lose them.
 */
import type { Wanted } from "./extract";

/** The words of a text, and perhaps others. */
export type Words = (text: string) => ReadonlySet<string>;

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
export function wordsOfVersions(): Words {
  let last = "";
  let words = new Set<string>();
  let fresh = 0;
  return (text) => {
    const [start, end] = difference(last, text);
    last = text;
    if (end - start > text.length / 2 || words.size > 2 * fresh) {
      words = new Set(text.match(WORD));
      fresh = words.size;
    } else for (const word of text.slice(start, end).match(WORD) ?? []) words.add(word);
    return words;
  };
}

/** So much is compared at once, as long as it is the same. */
const CHUNK = 512;

/** The stretch of `after` outside of which it is `before`, widened to whole words. */
function difference(before: string, after: string): [start: number, end: number] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  for (let step = CHUNK; step > 0; step = step === 1 ? 0 : 1)
    while (start + step <= most && before.startsWith(after.slice(start, start + step), start)) start += step;
  let same = 0;
  for (let step = CHUNK; step > 0; step = step === 1 ? 0 : 1)
    while (
      same + step <= most - start &&
      before.endsWith(after.slice(after.length - same - step, after.length - same), before.length - same)
    )
      same += step;
  let end = after.length - same;
  while (start > 0 && isInWord(after.charCodeAt(start - 1))) start--;
  while (end < after.length && isInWord(after.charCodeAt(end))) end++;
  return [start, end];
}

function isInWord(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95;
}
