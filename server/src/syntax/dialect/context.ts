/**
 * Says what a bracket opens: the same tokens are a call's arguments in a function and parameters outside of one, a
 * body after `)` and an initialiser after `=`. It must not edit anything.
 */
import { KEYWORDS, STATEMENT_HEADS, TAG_KEYWORDS, TYPE_KEYWORDS } from "../dialectTable";
import { type Code, isWord } from "./code";
import { DIRECTIVE, STRING } from "./tokens";

/** Where a token stands. */
export type Place =
  /** Outside of everything, also inside `extern "C" {`. */
  | "top"
  /** Statements between braces. */
  | "block"
  /** Members of a struct or a union. */
  | "record"
  | "enum"
  /** Between the braces of an initialiser. */
  | "init"
  /** The parameters of a declarator. */
  | "params"
  /** The arguments of a call. */
  | "args"
  /** The parentheses of if, while, for and switch. */
  | "head"
  /** Any other parentheses, and square brackets. */
  | "group";

/** What is known about the place around a bracket. */
export interface Around {
  readonly place: Place;
  /** Whether an `=` has been seen in the current declaration or statement. */
  readonly inValue: boolean;
}

/** What the bracket at `i` opens. */
export function placeOpenedBy(code: Code, i: number, around: Around): Place {
  const word = code.word[i];
  if (word === "[") return "group";
  return word === "(" ? parenthesis(code, i, around) : brace(code, i, around);
}

function parenthesis(code: Code, i: number, around: Around): Place {
  if (code.calls.has(i)) return "args";
  const before = previous(code, i);
  if (!isWord(code, before)) return "group";
  const word = code.word[before] ?? "";
  if (STATEMENT_HEADS.has(word)) return "head";
  if (word === "va_arg" || word === "__builtin_va_arg") return "args";
  if (KEYWORDS.has(word)) return "group";
  if (around.inValue) return "args";
  switch (around.place) {
    case "top":
    case "record":
    case "params":
      return "params";
    case "block":
      return isTypeBefore(code, before) ? "params" : "args";
    default:
      return "args";
  }
}

/** Whether the token before a name makes it a declared one, as in `int f(struct x *)`. */
function isTypeBefore(code: Code, name: number): boolean {
  const before = previous(code, name);
  if (!isWord(code, before)) return false;
  const word = code.word[before] ?? "";
  return TYPE_KEYWORDS.has(word) || !KEYWORDS.has(word);
}

function brace(code: Code, i: number, around: Around): Place {
  const before = previous(code, i);
  const word = code.word[before] ?? "";
  if (word === "(") return "block";
  if (word === ")") return afterParenthesis(code, before, around);
  if (isWord(code, before)) return afterWord(code, before, around);
  if (code.kind[before] === STRING) return around.place === "top" ? "top" : "init";
  if (word === "=") return "init";
  if (around.place === "args") return "block";
  if (around.place === "block" || around.place === "top") return around.inValue ? "init" : "block";
  return around.place === "record" ? "record" : "init";
}

function afterParenthesis(code: Code, close: number, around: Around): Place {
  const open = code.match[close] ?? -1;
  const before = previous(code, open);
  if (around.place !== "block" && around.place !== "top") return "init";
  if (around.inValue) return "init";
  if (!isWord(code, before)) return code.word[before] === ")" || around.place === "top" ? "block" : "init";
  return code.word[before] === "return" ? "init" : "block";
}

function afterWord(code: Code, before: number, around: Around): Place {
  for (let k = before, steps = 0; steps < 4 && isWord(code, k); k = previous(code, k), steps++) {
    const word = code.word[k] ?? "";
    if (word === "enum") return "enum";
    if (TAG_KEYWORDS.has(word)) return "record";
    if (word === "else" || word === "do") return "block";
  }
  if (code.word[previous(code, before)] === ":" && around.place !== "block") return "enum";
  return around.place === "block" || around.place === "top" ? "block" : "init";
}

/** The nearest token before `i` that is neither blanked nor a directive; -1 at the beginning. */
export function previous(code: Code, i: number): number {
  let k = i - 1;
  while (k >= 0 && (code.over[k] === "" || code.kind[k] === DIRECTIVE)) k--;
  return k;
}

/** The nearest token after `i` that is neither blanked nor a directive; `code.count` at the end. */
export function next(code: Code, i: number): number {
  let k = i + 1;
  while (k < code.count && (code.over[k] === "" || code.kind[k] === DIRECTIVE)) k++;
  return k;
}
