/**
 * The living code of a text: tokens that stay after conditionals and annotations are gone, their brackets matched,
 * and the edits that the rules make. An edit covers whole tokens and never changes a length. It must not know rules.
 */
import { ANNOTATIONS, ANNOTATIONS_WITH_ARGUMENTS } from "../dialectTable";
import { matchBrackets } from "./brackets";
import { liveTokens } from "./conditionals";
import { type Tokens, WORD } from "./tokens";

/** A view on the tokens that stay, by their own index. */
export interface Code {
  readonly text: string;
  readonly count: number;
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly word: readonly string[];
  /** For a bracket the index of its partner, for everything else and for a lone bracket -1. */
  readonly match: Int32Array;
  /** What is written over each token: undefined keeps it, "" blanks it, other text stands in its place. */
  readonly over: (string | undefined)[];
  /** Parentheses that a rule found to hold the arguments of a call, although they stand outside of functions. */
  readonly calls: Set<number>;
  /** Tokens of the text that are not part of the code, to be blanked: [start, end) pairs in order. */
  readonly gone: readonly number[];
}

/** Builds the view: resolves conditionals, drops annotations, matches brackets. */
export function codeOf(tokens: Tokens): Code {
  const live = liveTokens(tokens);
  const kept = withoutAnnotations(tokens, live);
  const count = kept.length;
  const kind = new Uint8Array(count);
  const start = new Int32Array(count);
  const end = new Int32Array(count);
  const word: string[] = new Array<string>(count);
  for (let k = 0; k < count; k++) {
    const i = kept[k] ?? 0;
    kind[k] = tokens.kind[i] ?? 0;
    start[k] = tokens.start[i] ?? 0;
    end[k] = tokens.end[i] ?? 0;
    word[k] = tokens.word[i] ?? "";
  }
  const over = new Array<string | undefined>(count).fill(undefined);
  const match = matchBrackets({ text: tokens.text, count, kind, start, word, over });
  return {
    text: tokens.text,
    count,
    kind,
    start,
    end,
    word,
    match,
    over,
    calls: new Set(),
    gone: goneTokens(tokens, kept),
  };
}

/** For each annotation whether it takes arguments. */
const IS_ANNOTATION: ReadonlyMap<string, boolean> = new Map([
  ...[...ANNOTATIONS].map((word) => [word, false] as const),
  ...[...ANNOTATIONS_WITH_ARGUMENTS].map((word) => [word, true] as const),
]);

function withoutAnnotations(tokens: Tokens, live: readonly number[]): number[] {
  const kept: number[] = [];
  for (let k = 0; k < live.length; k++) {
    const i = live[k] ?? 0;
    const word = tokens.word[i] ?? "";
    const takesArguments = tokens.kind[i] === WORD ? IS_ANNOTATION.get(word) : undefined;
    if (takesArguments === undefined) kept.push(i);
    else if (takesArguments) k = afterArguments(tokens, live, k);
  }
  return kept;
}

/** How many tokens the arguments of an annotation may have; a limit only for text that is being typed. */
const MOST_ARGUMENTS = 2000;

/** The position in `live` of the last token of an annotation's argument list, or of the annotation without one. */
function afterArguments(tokens: Tokens, live: readonly number[], k: number): number {
  if (tokens.word[live[k + 1] ?? -1] !== "(") return k;
  let depth = 0;
  const limit = Math.min(live.length, k + MOST_ARGUMENTS);
  for (let j = k + 1; j < limit; j++) {
    const word = tokens.word[live[j] ?? -1];
    if (word === "(") depth++;
    else if (word === ")" && --depth === 0) return j;
    else if (word === ";" || word === "{") break;
  }
  return k;
}

function goneTokens(tokens: Tokens, kept: readonly number[]): number[] {
  const gone: number[] = [];
  let k = 0;
  for (let i = 0; i < tokens.count; i++) {
    if (kept[k] === i) k++;
    else gone.push(tokens.start[i] ?? 0, tokens.end[i] ?? 0);
  }
  return gone;
}

/** Blanks the tokens from `from` up to and including `to`. */
export function blank(code: Code, from: number, to: number): void {
  for (let i = from; i <= to; i++) code.over[i] = "";
}

/** Writes something over one token; it must not be longer than the token. */
export function write(code: Code, at: number, text: string): void {
  const length = (code.end[at] ?? 0) - (code.start[at] ?? 0);
  if (text.length <= length) code.over[at] = text;
}

/** Whether nothing of a token's line but white space comes before it. */
export function isFirstOnLine(code: Code, at: number): boolean {
  const line = code.text.lastIndexOf("\n", (code.start[at] ?? 0) - 1) + 1;
  return code.text.slice(line, code.start[at]).trim() === "";
}

/** Applies all edits: the same length, newlines where they were. */
export function render(code: Code): string {
  const { text, gone } = code;
  const parts: string[] = [];
  let done = 0;
  let g = 0;
  const put = (start: number, end: number, over: string): void => {
    if (done < start) parts.push(text.slice(done, start));
    const rest = text.slice(start + over.length, end);
    parts.push(over, rest.replace(/[^\r\n]/g, " "));
    done = end;
  };
  const putGone = (before: number): void => {
    for (; g < gone.length && (gone[g] ?? 0) < before; g += 2) put(gone[g] ?? 0, gone[g + 1] ?? 0, "");
  };
  for (let i = 0; i < code.count; i++) {
    const over = code.over[i];
    if (over === undefined) continue;
    const start = code.start[i] ?? 0;
    putGone(start);
    put(start, code.end[i] ?? 0, over);
  }
  putGone(text.length);
  if (done === 0) return text;
  parts.push(text.slice(done));
  return parts.join("");
}

/** Whether a token is a word and no directive or literal. */
export function isWord(code: Code, at: number): boolean {
  return code.kind[at] === WORD;
}
