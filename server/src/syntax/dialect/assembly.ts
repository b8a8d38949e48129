/**
 * Rules for inline assembly. Operands stay where the grammar can read them, because they are assigned; templates and
 * constraints made by macros are reduced to one string. It must not read what the assembly does.
 */
import { KEYWORDS } from "../dialectTable";
import { blank, type Code, isWord, write } from "./code";
import { previous } from "./context";
import { STRING, WORD } from "./tokens";

/** Macros that are spelt like `asm` with qualifiers, and what stands for them. */
const ASM_WORDS: ReadonlyMap<string, string> = new Map([
  ["asm", "asm"],
  ["__asm__", "asm"],
  ["__asm", "asm"],
  ["asm_inline", "asm inline"],
  ["asm_volatile_goto", "asm volatile goto"],
  ["asm_goto_output", "asm goto"],
]);

const QUALIFIERS: ReadonlySet<string> = new Set(
  "volatile __volatile__ __volatile goto inline __inline __inline__".split(" "),
);

/** Whether a word begins inline assembly. */
export function isAssembly(word: string): boolean {
  return ASM_WORDS.has(word);
}

/** Makes the assembly at `at` readable for the grammar. Returns its last token, or `at` when it is none. */
export function plainAssembly(code: Code, at: number): number {
  let open = at + 1;
  while (QUALIFIERS.has(code.word[open] ?? "")) {
    const word = code.word[open] ?? "";
    if (word.startsWith("__inline") || word === "__volatile") blank(code, open, open);
    open++;
  }
  const close = code.word[open] === "(" ? (code.match[open] ?? -1) : -1;
  if (close < 0) return at;
  const stand = ASM_WORDS.get(code.word[at] ?? "") ?? "asm";
  if (!code.word[at]?.startsWith("__")) write(code, at, stand);
  if (isRegisterLabel(code, at)) blank(code, at, close);
  else if (!isReadable(code, open, close)) reduce(code, at, open, close);
  return close;
}

/** `register long x asm("a0")`: names a place for a variable or a symbol for a function. */
function isRegisterLabel(code: Code, at: number): boolean {
  const before = previous(code, at);
  const word = code.word[before] ?? "";
  if (isWord(code, before)) return !KEYWORDS.has(word);
  if (word === "]") return true;
  return word === ")" && !isStatementHead(code, before);
}

function isStatementHead(code: Code, close: number): boolean {
  const word = code.word[(code.match[close] ?? 0) - 1] ?? "";
  return word === "if" || word === "while" || word === "for" || word === "switch";
}

function reduce(code: Code, at: number, open: number, close: number): void {
  for (let i = open + 1; i < close; i++) {
    if (code.kind[i] !== STRING) continue;
    blank(code, open + 1, i - 1);
    blank(code, i + 1, close - 1);
    return;
  }
  blank(code, at, close);
}

/** Whether template, operands, clobbers and labels have the shapes the grammar knows. */
function isReadable(code: Code, open: number, close: number): boolean {
  let section = 0;
  let from = open + 1;
  for (let i = open + 1; i <= close; i++) {
    const word = code.word[i];
    if (word === ":" || i === close) {
      if (!isSection(code, section, from, i)) return false;
      section++;
      from = i + 1;
    } else if (word === "(" || word === "[") {
      const partner = code.match[i] ?? -1;
      if (partner < i) return false;
      i = partner;
    }
  }
  return true;
}

function isSection(code: Code, section: number, from: number, to: number): boolean {
  if (section === 0) return isTemplate(code, from, to);
  if (from === to) return true;
  if (section >= 3) return isList(code, from, to, section === 3 ? STRING : WORD);
  let at = from;
  while (at < to) {
    if (code.word[at] === "[") at += 3;
    if (code.kind[at] !== STRING || code.word[at + 1] !== "(") return false;
    at = (code.match[at + 1] ?? to) + 1;
    if (at < to && code.word[at++] !== ",") return false;
  }
  return true;
}

function isTemplate(code: Code, from: number, to: number): boolean {
  let strings = 0;
  for (let i = from; i < to; i++) {
    if (code.kind[i] === STRING) strings++;
    else if (code.kind[i] !== WORD) return false;
  }
  return strings > 0 && code.kind[from] === STRING;
}

function isList(code: Code, from: number, to: number, kind: number): boolean {
  for (let i = from; i < to; i++) {
    const ok = (i - from) % 2 === 0 ? code.kind[i] === kind : code.word[i] === ",";
    if (!ok) return false;
  }
  return (to - from) % 2 === 1;
}
