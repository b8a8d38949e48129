/**
 * Rules for declarations: a run of words has room for one type and one name; what stands there besides is an
 * annotation that no table knows. It must not look inside expressions.
 */
import { KEYWORDS, MODIFIERS, TAG_KEYWORDS, TYPE_KEYWORDS } from "../dialectTable";
import { blank, type Code, isWord } from "./code";
import { next } from "./context";

/** The words of one declarator's run that are neither keywords nor tags, before and after its stars. */
interface Run {
  readonly beforeStar: number[];
  readonly afterStar: number[];
  hasStar: boolean;
  /** Whether a keyword or a tag already gives the type. */
  hasType: boolean;
  /** The first token after the run. */
  end: number;
}

/**
 * Blanks the annotations of the declaration, member or parameter that starts at `at`.
 *
 * @returns the first token after the words that were looked at
 */
export function plainDeclaration(code: Code, at: number): number {
  const run = readRun(code, at);
  if (run.end === at) return at;
  if (code.word[run.end] === "{") {
    plainTag(code, at, run.end);
    return run.end;
  }
  const roomForType = run.hasType ? 0 : 1;
  if (run.hasStar) {
    dropSurplus(code, run.beforeStar, roomForType);
    dropSurplus(code, run.afterStar, 1);
  } else {
    const hasName = code.word[run.end] !== "(" || !isPointerToFunction(code, run.end);
    dropSurplus(code, run.beforeStar, roomForType + (hasName ? 1 : 0));
  }
  return run.end;
}

/** How many words and stars a declarator may have; a limit only for text that is no C. */
const LONGEST_RUN = 50;

function readRun(code: Code, at: number): Run {
  const run: Run = { beforeStar: [], afterStar: [], hasStar: false, hasType: false, end: at };
  for (let i = at; ; i = next(code, i)) {
    const word = code.word[i] ?? "";
    // Prose, not a declaration.
    if (i - at > LONGEST_RUN) return { ...run, end: at };
    run.end = i;
    if (word === "*") run.hasStar = true;
    else if (!isWord(code, i)) return run;
    else if (TAG_KEYWORDS.has(word)) {
      run.hasType = true;
      const tag = next(code, i);
      if (isWord(code, tag) && !isWord(code, next(code, tag)) && code.word[next(code, tag)] === "{") continue;
      if (isWord(code, tag)) i = tag;
    } else if (TYPE_KEYWORDS.has(word) || word.startsWith("typeof") || word.startsWith("__typeof")) {
      run.hasType = true;
    } else if (!MODIFIERS.has(word)) {
      if (KEYWORDS.has(word)) return run;
      (run.hasStar ? run.afterStar : run.beforeStar).push(i);
    }
  }
}

/** `T (*f)(void)`: the parenthesis is not the parameter list of the word before it. */
function isPointerToFunction(code: Code, open: number): boolean {
  const inner = next(code, open);
  return code.word[inner] === "*" || code.word[inner] === "^";
}

/** `struct A name {`: keeps the last word before the brace. */
function plainTag(code: Code, at: number, end: number): void {
  let tagKeyword = -1;
  for (let i = at; i < end; i++) if (TAG_KEYWORDS.has(code.word[i] ?? "")) tagKeyword = i;
  if (tagKeyword < 0 || tagKeyword + 2 >= end) return;
  for (let i = tagKeyword + 1; i < end - 1; i++) if (isWord(code, i)) blank(code, i, i);
}

/** Blanks words until `room` of them are left: those that look like annotations first, then those in the middle. */
function dropSurplus(code: Code, words: readonly number[], room: number): void {
  const left = [...words];
  while (left.length > room) {
    let at = left.findIndex((i) => looksLikeAnnotation(code.word[i] ?? ""));
    if (at < 0) at = room >= 2 ? 1 : 0;
    blank(code, left[at] ?? 0, left[at] ?? -1);
    left.splice(at, 1);
  }
}

/** Two leading underscores and no type as `__le32` or `__poll_t`, or capitals with no lower case. */
function looksLikeAnnotation(word: string): boolean {
  return /^__(?!(?:[us]|be|le|sum)\d+$|wsum$|\w*_t$)\w+$/.test(word) || /^[A-Z][A-Z0-9_]{3,}$/.test(word);
}

/**
 * Blanks what stands between a function's parameters and its body or semicolon. Parameter declarations of K&R style
 * are left, as the grammar knows them.
 */
export function plainAfterParameters(code: Code, close: number): void {
  const from = next(code, close);
  let i = from;
  while (i - from < LONGEST_RUN && isWord(code, i) && !KEYWORDS.has(code.word[i] ?? "")) {
    i = next(code, i);
    if (code.word[i] === "(") {
      const end = code.match[i] ?? -1;
      if (end < i) return;
      i = next(code, end);
    }
  }
  const word = code.word[i];
  if (i > from && (word === "{" || word === ";" || word === "=" || word === ",")) blank(code, from, i - 1);
}

/** `int x[3] ANNOTATION = …`, `} ANNOTATION x ANNOTATION(y);`: blanks words that have no place after a bracket. */
export function plainAfterBracket(code: Code, close: number, isRecord: boolean): void {
  const first = next(code, close);
  const names: number[] = [];
  let last = close;
  for (let i = first; isWord(code, i) && !KEYWORDS.has(code.word[i] ?? ""); i = next(code, last)) {
    last = i;
    const open = next(code, i);
    const end = code.word[open] === "(" ? (code.match[open] ?? -1) : -1;
    if (end > open) last = end;
    if (end > open) blank(code, i, end);
    else names.push(i);
  }
  const word = code.word[next(code, last)] ?? "";
  if (word === "=" || word === ";" || word === "," || word === "[")
    dropSurplus(code, names, isRecord ? 1 : 0);
}

/** `u32 a:1, :5, b:2;`: the same after a comma. */
export function plainUnnamedBitsInList(code: Code, comma: number): void {
  if (code.word[next(code, comma)] !== ":") return;
  let end = next(code, comma);
  while (end < code.count && code.word[end] !== ";" && code.word[end] !== ",") end++;
  blank(code, comma, end - 1);
}

/** `u32 :5;`: the grammar wants a name before a width, so an unnamed one is blanked. */
export function plainUnnamedBits(code: Code, at: number): void {
  let words = 0;
  let i = at;
  for (; isWord(code, i); i = next(code, i)) {
    const word = code.word[i] ?? "";
    if (TYPE_KEYWORDS.has(word)) words = 1;
    else if (!MODIFIERS.has(word) && !TAG_KEYWORDS.has(word)) words++;
  }
  if (code.word[i] !== ":" || words !== 1) return;
  let end = i;
  while (end < code.count && code.word[end] !== ";" && code.word[end] !== ",") end++;
  // In a list the comma goes too: what follows it takes the place of the unnamed one.
  blank(code, i, code.word[end] === "," ? end : end - 1);
}
