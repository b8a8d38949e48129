/**
 * Rules for the beginning of a statement: iterator macros become `while`, macros without a semicolon are blanked,
 * local definitions are made declarations, labels get something to label. It must not look at other places.
 */
import { HEAD_MACROS, KEYWORDS, MODIFIERS, SCOPES, TAG_KEYWORDS, TYPE_KEYWORDS } from "../dialectTable";
import { blank, type Code, isFirstOnLine, isWord, write } from "./code";
import { next } from "./context";
import { plainDeclaration } from "./declarations";
import { plainArguments } from "./expressions";
import { type MacroUse, macroUseAt, plainHead, plainItemMacro } from "./macros";

/** Names of iterator macros: those of list.h, and everything in the kernel that is called the same way. */
const ITERATOR = /for_?each|^do_each|^(list|hlist|rb|radix|idr|xa|xas|bio|rq|sk|skb)_.*(entry|each)/;

/**
 * Makes the statement that starts at `at` plain.
 *
 * @returns the parenthesis after which another statement begins (that of an iterator), or -1
 */
export function plainStatement(code: Code, at: number): number {
  const word = code.word[at] ?? "";
  if (!isWord(code, at)) return -1;
  if (MODIFIERS.has(word) || TAG_KEYWORDS.has(word) || TYPE_KEYWORDS.has(word)) {
    const use = macroUseAt(code, at);
    if (use) plainItemMacro(code, use);
    else plainDeclaration(code, at);
    return -1;
  }
  if (KEYWORDS.has(word)) {
    plainKeyword(code, at, word);
    return -1;
  }
  const use = macroUseAt(code, at);
  if (use) return macroStatement(code, use);
  const after = next(code, at);
  if (code.word[after] === ":" && code.word[next(code, after)] === "}") blank(code, at, after);
  else if (code.word[after] === "}") blank(code, at, at);
  else if (isWord(code, after) && STATEMENTS.has(code.word[after] ?? "")) blank(code, at, at);
  else if (isWord(code, after) && isWord(code, next(code, after))) plainDeclaration(code, at);
  else if (code.word[after] === "*") plainDeclaration(code, at);
  return -1;
}

/** Keywords that only begin a statement: a name before one is a macro that brings its own semicolon. */
const STATEMENTS: ReadonlySet<string> = new Set(
  "case default return if for while do switch goto break continue".split(" "),
);

function plainKeyword(code: Code, at: number, word: string): void {
  const after = next(code, at);
  // GNU C's computed goto: no label for the grammar, so the value is left as an expression.
  if (word === "goto" && code.word[after] === "*") blank(code, at, at);
  // `if MACRO(x)`: the macro brings the parentheses.
  const needsParenthesis = word === "if" || word === "while" || word === "switch";
  if (needsParenthesis && isWord(code, after) && code.word[next(code, after)] === "(")
    blank(code, after, after);
}

function macroStatement(code: Code, use: MacroUse): number {
  const name = code.word[use.name] ?? "";
  if (HEAD_MACROS.has(name) && plainHead(code, use)) return -1;
  const after = code.word[use.after] ?? "";
  if (after === "{") return SCOPES.has(name) ? scope(code, use) : loop(code, use);
  if (after === ";") return -1;
  const isIterator = ITERATOR.test(name);
  if (isIterator && (isWord(code, use.after) || after === "(" || after === "*" || after === "++")) {
    return loop(code, use);
  }
  if (after === "=" && code.word[next(code, use.after)] === "{") plainItemMacro(code, use);
  else if (after === "}") blank(code, use.begin, use.close);
  else if (isWord(code, use.after) && after !== "else") return beforeWord(code, use);
  return -1;
}

/** `MACRO(x) name = …;` declares a name; a macro on a line of its own or before another lacks its semicolon. */
function beforeWord(code: Code, use: MacroUse): number {
  const isAnother = code.word[next(code, use.after)] === "(";
  if (isAnother || isFirstOnLine(code, use.after) || KEYWORDS.has(code.word[use.after] ?? "")) {
    blank(code, use.begin, use.close);
    return use.close;
  }
  blank(code, use.open, use.close);
  return -1;
}

function scope(code: Code, use: MacroUse): number {
  blank(code, use.begin, use.close);
  return use.close;
}

/** A block that may run any number of times: `while (arguments)`, or nothing where there are none. */
function loop(code: Code, use: MacroUse): number {
  if (use.close === use.open + 1) return scope(code, use);
  write(code, use.name, (code.word[use.name] ?? "").length >= 5 ? "while" : "if");
  plainArguments(code, use.open, use.close);
  return use.close;
}
