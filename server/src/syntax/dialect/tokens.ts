/**
 * Cuts C text into tokens for the dialect: just enough to know what is code and what is a string, a comment or a
 * directive. Comments are gaps between tokens, so no rule can touch them. It must not judge what tokens mean.
 */

/** What a token is. Comments and white space are no tokens. */
export const WORD = 1;
export const NUMBER = 2;
/** A string or character literal; whole tokens are kept or blanked, their content is never edited. */
export const STRING = 3;
export const PUNCT = 4;
/** A preprocessor line with its continuations. */
export const DIRECTIVE = 5;
/** Text the compiler of a kernel never sees, such as the content of `#if 0`. */
export const DEAD = 6;

/** The tokens of a text, as parallel arrays: a file of the kernel has a hundred thousand of them. */
export interface Tokens {
  readonly text: string;
  readonly count: number;
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** The spelling of words and punctuation, "" for everything else. */
  readonly word: readonly string[];
}

/** Kinds of characters: 1 letter, 2 digit, 3 white space, 4 newline, 0 anything else. */
const CLASS = new Uint8Array(128);
for (let c = 0; c < 128; c++) {
  const ch = String.fromCharCode(c);
  if (/[A-Za-z_$]/.test(ch)) CLASS[c] = 1;
  else if (/[0-9]/.test(ch)) CLASS[c] = 2;
  else if (/[ \t\r\f\v]/.test(ch)) CLASS[c] = 3;
  else if (ch === "\n") CLASS[c] = 4;
}

const PUNCTUATION: string[] = [];
for (const ch of "()[]{};,:?=+-*/%&|^~!<>.#@\\`") PUNCTUATION[ch.charCodeAt(0)] = ch;

/** Punctuation of two characters, by 128 times the code of the first plus that of the second. */
const PAIRS: string[] = new Array<string>(128 * 128).fill("");
for (const p of "-> == != <= >= && || ++ -- << >> += -= *= /= %= &= |= ^= ##".split(" ")) {
  PAIRS[p.charCodeAt(0) * 128 + p.charCodeAt(1)] = p;
}

const NEWLINE = 10;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const STAR = 42;
const DOT = 46;
const SLASH = 47;
const EQUALS = 61;
const BYTE_ORDER_MARK = 0xfeff;
const BACKSLASH = 92;

interface Scanner {
  readonly text: string;
  at: number;
  count: number;
  kind: Uint8Array;
  start: Int32Array;
  end: Int32Array;
  readonly word: string[];
  /** For each open `#if`: whether the branch that follows the next `#else` or `#elif` is dead. */
  readonly deadElse: boolean[];
}

/** Cuts a text into tokens. Literals that are not closed end at the end of their line. */
export function scan(text: string): Tokens {
  const size = (text.length >> 2) + 16;
  const scanner: Scanner = {
    text,
    at: 0,
    count: 0,
    kind: new Uint8Array(size),
    start: new Int32Array(size),
    end: new Int32Array(size),
    word: [],
    deadElse: [],
  };
  let lineStart = true;
  while (scanner.at < text.length) {
    const c = text.charCodeAt(scanner.at);
    const cls = c < 128 ? CLASS[c] : 0;
    if (cls === 3 || c === BYTE_ORDER_MARK) scanner.at++;
    else if (cls === 4) {
      scanner.at++;
      lineStart = true;
    } else if (c === SLASH && isCommentStart(text, scanner.at)) scanner.at = commentEnd(text, scanner.at);
    else if (c === HASH && lineStart) directive(scanner);
    else {
      lineStart = false;
      if (cls === 1) takeWord(scanner);
      else if (cls === 2) take(scanner, NUMBER, numberEnd(text, scanner.at), "");
      else if (c === QUOTE || c === APOSTROPHE) take(scanner, STRING, literalEnd(text, scanner.at), "");
      else takePunctuation(scanner, c);
    }
  }
  return scanner;
}

function take(scanner: Scanner, kind: number, end: number, word: string): void {
  if (scanner.count === scanner.kind.length) grow(scanner);
  const i = scanner.count++;
  scanner.kind[i] = kind;
  scanner.start[i] = scanner.at;
  scanner.end[i] = end;
  scanner.word.push(word);
  scanner.at = end;
}

function takeWord(scanner: Scanner): void {
  const end = wordEnd(scanner.text, scanner.at);
  take(scanner, WORD, end, scanner.text.slice(scanner.at, end));
}

function takePunctuation(scanner: Scanner, c: number): void {
  const { text, at } = scanner;
  const second = text.charCodeAt(at + 1);
  const pair = c < 128 && second < 128 ? (PAIRS[c * 128 + second] ?? "") : "";
  if (pair === "") {
    const isDots = c === DOT && second === DOT && text.charCodeAt(at + 2) === DOT;
    if (isDots) take(scanner, PUNCT, at + 3, "...");
    else take(scanner, PUNCT, at + 1, PUNCTUATION[c] ?? "");
  } else if ((pair === "<<" || pair === ">>") && text.charCodeAt(at + 2) === EQUALS) {
    take(scanner, PUNCT, at + 3, `${pair}=`);
  } else take(scanner, PUNCT, at + 2, pair);
}

function grow(scanner: Scanner): void {
  const size = scanner.kind.length * 2;
  const kind = new Uint8Array(size);
  const start = new Int32Array(size);
  const end = new Int32Array(size);
  kind.set(scanner.kind);
  start.set(scanner.start);
  end.set(scanner.end);
  Object.assign(scanner, { kind, start, end });
}

function isCommentStart(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  return next === SLASH || next === STAR;
}

/** The offset after the comment that starts here; a `//` comment ends before its newline. */
function commentEnd(text: string, at: number): number {
  if (text.charCodeAt(at + 1) === STAR) {
    const close = text.indexOf("*/", at + 2);
    return close < 0 ? text.length : close + 2;
  }
  return lineEnd(text, at);
}

/** The offset of the newline that ends a logical line: one without a backslash before it. */
function lineEnd(text: string, at: number): number {
  for (let from = at; ; ) {
    const newline = text.indexOf("\n", from);
    if (newline < 0) return text.length;
    let last = newline - 1;
    if (text.charCodeAt(last) === 13) last--;
    if (text.charCodeAt(last) !== BACKSLASH) return newline;
    from = newline + 1;
  }
}

function wordEnd(text: string, at: number): number {
  let end = at + 1;
  for (; end < text.length; end++) {
    const c = text.charCodeAt(end);
    if (c >= 128) break;
    const cls = CLASS[c];
    if (cls !== 1 && cls !== 2) break;
  }
  return end;
}

/** A preprocessing number: digits, letters, dots, and a sign after an exponent of decimal digits. */
function numberEnd(text: string, at: number): number {
  const isHex = text.charCodeAt(at) === 48 && (text.charCodeAt(at + 1) | 32) === 120;
  for (let end = at + 1; ; end++) {
    const c = text.charCodeAt(end);
    if (c === DOT) continue;
    const isSign = c === 43 || c === 45;
    if (isSign && !isHex && (text.charCodeAt(end - 1) | 32) === 101) continue;
    const cls = c < 128 ? (CLASS[c] ?? 0) : 0;
    if (cls !== 1 && cls !== 2) return end;
  }
}

function literalEnd(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  for (let end = at + 1; end < text.length; end++) {
    const c = text.charCodeAt(end);
    if (c === BACKSLASH) {
      if (text.charCodeAt(end + 1) === 13 && text.charCodeAt(end + 2) === NEWLINE) end++;
      end++;
    } else if (c === quote) return end + 1;
    else if (c === NEWLINE) return end;
  }
  return text.length;
}

/** A directive ends before its newline; a comment at its end that spans lines is a gap after it. */
function directive(scanner: Scanner): void {
  const { text } = scanner;
  const start = scanner.at;
  const end = directiveEnd(text, start);
  take(scanner, DIRECTIVE, end, "");
  const name = directiveName(text.slice(start, end));
  const { deadElse } = scanner;
  if (name.startsWith("if")) {
    const truth = constantTruth(text.slice(start, end));
    deadElse.push(truth === true);
    if (truth === false) skipDead(scanner);
  } else if (name === "endif") deadElse.pop();
  else if (name.startsWith("el") && deadElse.at(-1)) skipDead(scanner);
}

function directiveEnd(text: string, at: number): number {
  let limit = lineEnd(text, at);
  for (let from = at; ; ) {
    const comment = text.indexOf("/*", from);
    if (comment < 0 || comment >= limit) return limit;
    const close = commentEnd(text, comment);
    if (close > limit) {
      const end = lineEnd(text, close);
      if (text.slice(close, end).trim() === "") return comment;
      limit = end;
    }
    from = close;
  }
}

/** "if", "ifdef", "ifndef", "elif", "else", "endif", "define", … of a directive's text; "" when there is none. */
export function directiveName(directiveText: string): string {
  return /^#\s*([a-z_]*)/.exec(directiveText)?.[1] ?? "";
}

/**
 * The truth of the conditions that never vary in the kernel's C: constants, and the macros that say that a header is
 * being read by the assembler or by a C++ compiler.
 */
export function constantTruth(directiveText: string): boolean | undefined {
  const match = /^#\s*(if|ifdef|ifndef)\s+(!?)\s*(?:defined\s*\(?\s*)?(\w+)\s*\)?\s*(?:\/[/*].*)?$/s.exec(
    directiveText,
  );
  if (!match) return undefined;
  const [, kind, negated, name = ""] = match;
  const value =
    name === "0" || name === "__ASSEMBLY__" || name === "__cplusplus"
      ? false
      : name === "1"
        ? true
        : undefined;
  if (value === undefined) return undefined;
  return (kind === "ifndef") !== (negated === "!") ? !value : value;
}

/** Takes everything up to the directive that ends the current branch as one dead token. */
function skipDead(scanner: Scanner): void {
  const { text } = scanner;
  const begin = scanner.at;
  let depth = 0;
  const hash = /^[ \t]*#[ \t]*(if|el|endif)|\/\*/gm;
  hash.lastIndex = begin;
  for (let match = hash.exec(text); match; match = hash.exec(text)) {
    if (match[0] === "/*") {
      if (opensComment(text, match.index)) hash.lastIndex = commentEnd(text, match.index);
      continue;
    }
    if (match[1] === "if") depth++;
    else if (depth > 0) depth -= match[1] === "endif" ? 1 : 0;
    else {
      if (match.index > begin) take(scanner, DEAD, match.index, "");
      return;
    }
  }
  if (text.length > begin) take(scanner, DEAD, text.length, "");
}

/** Whether a slash and star inside dead text open a comment: not inside a string or after `//` on the same line. */
function opensComment(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf("\n", at) + 1, at);
  const code = line.replace(/"(?:[^"\\]|\\.)*"/g, "");
  return !code.includes('"') && !code.includes("//");
}
