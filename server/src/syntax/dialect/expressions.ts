/**
 * Rules for expressions: types and operators as macro arguments, strings joined with macro calls, inline assembly,
 * `typeof`, `offsetof` and the address of a label. It must not look at statements or declarations.
 */
import { KEYWORDS, MODIFIERS, TAG_KEYWORDS, TYPE_KEYWORDS } from "../dialectTable";
import { blank, type Code, isWord, write } from "./code";
import { next, previous } from "./context";
import { STRING, WORD } from "./tokens";

/** Makes the arguments of the call whose parentheses are at `open` and `close` plain expressions. */
export function plainArguments(code: Code, open: number, close: number): void {
  let from = open + 1;
  for (let i = open + 1; i <= close; i++) {
    const word = code.word[i];
    if (word === "," || i === close) {
      if (i > from) plainArgument(code, from, i - 1);
      else if (word === ",") blank(code, i, i);
      else if (code.word[from - 1] === ",") blank(code, from - 1, from - 1);
      from = i + 1;
    } else if (word === "(" || word === "[" || word === "{") {
      const partner = code.match[i] ?? -1;
      if (partner > i && partner < close) i = partner;
    }
  }
}

const STATEMENT_WORDS: ReadonlySet<string> = new Set(
  "return goto break continue case if for do while switch default else".split(" "),
);

function plainArgument(code: Code, from: number, to: number): void {
  const first = code.word[from] ?? "";
  if (TAG_KEYWORDS.has(first) || TYPE_KEYWORDS.has(first) || MODIFIERS.has(first))
    keepOneWord(code, from, to);
  else if (STATEMENT_WORDS.has(first) || hasSemicolon(code, from, to)) replace(code, from, to);
  else if (isAssemblyOperand(code, from)) replace(code, from, to);
  else if (code.kind[from] === WORD) {
    if (isTypeLike(code, from, to)) keepOneWord(code, from, to);
    else joinWords(code, from, to);
  } else if (first === ".") designatedArgument(code, from, to);
  else if (first === "{") bracedArgument(code, from, to);
  else if (isOnlyOperators(code, from, to)) replace(code, from, to);
}

function replace(code: Code, from: number, to: number): void {
  blank(code, from, to);
  write(code, from, "0");
}

/** `.x = 1` becomes an assignment; what has braces is no expression. */
function designatedArgument(code: Code, from: number, to: number): void {
  if (code.kind[from + 1] === WORD && code.word[to] !== "}") blank(code, from, from);
  else replace(code, from, to);
}

/** `insn %[x]`, `[x] "m" (*p)`: what a macro hands on to inline assembly. */
function isAssemblyOperand(code: Code, from: number): boolean {
  return code.word[from] === "[" || (code.word[from + 1] === "%" && code.word[from + 2] === "[");
}

/** An initialiser as an argument; a block of statements is left, the grammar knows those. */
function bracedArgument(code: Code, from: number, to: number): void {
  if (code.match[from] !== to) return;
  for (let i = from + 1; i < to; i++) if (code.word[i] === ";") return;
  if (to > from + 1) replace(code, from, to);
}

function hasSemicolon(code: Code, from: number, to: number): boolean {
  for (let i = from; i <= to; i++) {
    const word = code.word[i];
    if (word === ";") return true;
    const partner = word === "(" || word === "{" ? (code.match[i] ?? -1) : -1;
    if (partner > i) i = partner;
  }
  return false;
}

/** `u8 *`, `foo_t x`: words and stars that cannot be an expression. */
function isTypeLike(code: Code, from: number, to: number): boolean {
  let words = 0;
  let adjacent = false;
  for (let i = from; i <= to; i++) {
    const word = code.word[i] ?? "";
    if (code.kind[i] === WORD && (!KEYWORDS.has(word) || TYPE_KEYWORDS.has(word))) {
      words++;
      if (i > from && code.kind[i - 1] === WORD) adjacent = true;
    } else if (word !== "*") return false;
  }
  return adjacent || (words === 1 && code.word[to] === "*");
}

/** `KERN_ERR TAG "text"`, `KERN_ERR fmt("text")`: only the last of adjacent words at the beginning stays. */
function joinWords(code: Code, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    if (code.kind[i] !== WORD || code.kind[i + 1] !== WORD) return;
    if (KEYWORDS.has(code.word[i] ?? "") || KEYWORDS.has(code.word[i + 1] ?? "")) return;
    blank(code, i, i);
  }
}

/** Keeps the word that says most: the last name before any bracket, or the last keyword. */
function keepOneWord(code: Code, from: number, to: number): void {
  let keep = from;
  for (let i = from; i <= to && code.word[i] !== "(" && code.word[i] !== "["; i++) {
    if (!isWord(code, i)) continue;
    const isName = !KEYWORDS.has(code.word[i] ?? "");
    if (isName || KEYWORDS.has(code.word[keep] ?? "")) keep = i;
  }
  blank(code, from, keep - 1);
  blank(code, keep + 1, to);
}

function isOnlyOperators(code: Code, from: number, to: number): boolean {
  for (let i = from; i <= to; i++) {
    const word = code.word[i] ?? "";
    if (word === "" || code.kind[i] === WORD || "()[]{}".includes(word)) return false;
  }
  return true;
}

/** `"a" FOO(b) "c"`: blanks the call beside a string, because the grammar joins strings and names only. */
export function plainString(code: Code, at: number): void {
  for (let i = next(code, at); isWord(code, i); i = next(code, i)) {
    if (KEYWORDS.has(code.word[i] ?? "")) return;
    if (code.word[i + 1] !== "(") continue;
    const close = code.match[i + 1] ?? -1;
    if (close < 0) return;
    blank(code, i, close);
  }
}

/** `FOO(b) "c"`: the same for a call before a string. Returns whether it was one. */
export function isCallBeforeString(code: Code, at: number): boolean {
  const close = code.word[at + 1] === "(" ? (code.match[at + 1] ?? -1) : -1;
  if (close < 0 || code.kind[close + 1] !== STRING || KEYWORDS.has(code.word[at] ?? "")) return false;
  blank(code, at, close);
  return true;
}

/** `typeof(x)` becomes the type identifier `typeof`. */
export function plainTypeof(code: Code, at: number): void {
  const close = code.word[at + 1] === "(" ? (code.match[at + 1] ?? -1) : -1;
  if (close > at) blank(code, at + 1, close);
}

/** `offsetof(T, a.b[1])`: the grammar's own form takes a single member; any other becomes a call. */
export function plainOffsetof(code: Code, at: number): void {
  const close = code.word[at + 1] === "(" ? (code.match[at + 1] ?? -1) : -1;
  if (close < 0) return;
  const isSingle = code.kind[close - 1] === WORD && code.word[close - 2] === ",";
  if (isSingle && code.word[at] === "offsetof") return;
  write(code, at, "offset_f");
  plainArguments(code, at + 1, close);
}

/** `__alignof__(*x)`: the grammar wants a type there; `sizeof` takes both. */
export function plainAlignof(code: Code, at: number): void {
  write(code, at, "sizeof");
}

/** `0_2`, `10000baseT`: pasted together by a macro, no number to the grammar. */
export function plainNumber(code: Code, at: number): void {
  const text = code.text.slice(code.start[at], code.end[at]);
  if (text.length > 1 && !C_NUMBER.test(text)) write(code, at, "0");
}

const C_NUMBER = /^(0[xX][\da-fA-F]*|0[bB][01]+|\d+\.?\d*([eE][+-]?\d+)?)[uUlLfF]*$/;

/** `&&label` where a value is expected: one ampersand is left. */
export function plainLabelAddress(code: Code, at: number): void {
  const before = previous(code, at);
  const word = code.word[before] ?? "";
  const isValueBefore = word === ")" || word === "]" || (word === "" && before >= 0);
  if (isValueBefore || (isWord(code, before) && !KEYWORDS.has(word))) return;
  write(code, at, " &");
}
