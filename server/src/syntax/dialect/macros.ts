/**
 * Rules for macros that stand where a declaration, a member, an enumerator or an element may begin. What the grammar
 * cannot read as a call becomes a declaration of the first name in it, or blank. It must not look at statements.
 */
import {
  HEAD_MACROS,
  KEYWORDS,
  MEMBER_GROUPS,
  MODIFIERS,
  TAG_KEYWORDS,
  TYPE_KEYWORDS,
} from "../dialectTable";
import { blank, type Code, isFirstOnLine, isWord, write } from "./code";
import { next } from "./context";
import { plainArguments } from "./expressions";
import { WORD } from "./tokens";

/** A macro's use: its words and the tokens of each argument, as [first, last] pairs. */
export interface MacroUse {
  /** The first token, which may be a modifier before the name. */
  readonly begin: number;
  readonly name: number;
  readonly open: number;
  readonly close: number;
  /** The first token after the closing parenthesis. */
  readonly after: number;
}

/** Reads `[static …] NAME ( … )` at `at`; undefined when something else stands there. */
export function macroUseAt(code: Code, at: number): MacroUse | undefined {
  let name = at;
  while (MODIFIERS.has(code.word[name] ?? "")) name = next(code, name);
  if (!isWord(code, name) || KEYWORDS.has(code.word[name] ?? "")) return undefined;
  const open = next(code, name);
  const close = code.word[open] === "(" ? (code.match[open] ?? -1) : -1;
  if (close < open) return undefined;
  const after = next(code, close);
  // `T (*f)(void)` declares a pointer; `T (*a)[2]` and `T (*f)(…)` are the only uses with a bracket behind.
  if (code.word[next(code, open)] === "*" && (code.word[after] === "(" || code.word[after] === "["))
    return undefined;
  return { begin: at, name, open, close, after };
}

/** The arguments between two parentheses as [first, last] pairs of tokens; empty ones have last < first. */
function splitArguments(code: Code, open: number, close: number): [number, number][] {
  const list: [number, number][] = [];
  let from = open + 1;
  for (let i = open + 1; i <= close; i++) {
    const word = code.word[i];
    if (word === "," || i === close) {
      list.push([from, i - 1]);
      from = i + 1;
    } else if (word === "(" || word === "[" || word === "{") {
      const partner = code.match[i] ?? -1;
      if (partner > i && partner < close) i = partner;
    }
  }
  return list;
}

const isName = (code: Code, [from, to]: readonly [number, number]): boolean =>
  from === to && code.kind[from] === WORD && !KEYWORDS.has(code.word[from] ?? "");

/**
 * A chain head: `static BLOCKING_NOTIFIER_HEAD(x);` declares x with a stand-in type. Returns whether it was one.
 */
export function plainHead(code: Code, use: MacroUse): boolean {
  const stand = HEAD_MACROS.get(code.word[use.name] ?? "");
  const [only, ...more] = splitArguments(code, use.open, use.close);
  if (stand === undefined || !only || more.length > 0 || !isName(code, only)) return false;
  write(code, use.name, stand);
  blank(code, use.open, use.open);
  write(code, use.close, code.word[use.after] === ";" || code.word[use.after] === "," ? "" : ";");
  return true;
}

/** `DEFINE_PER_CPU(type, name)` and its kin become `type name`. Returns whether it was one. */
function plainTypedName(code: Code, use: MacroUse): boolean {
  const parts = splitArguments(code, use.open, use.close);
  const [type, name, ...more] = parts;
  if (!type || !name || name[1] < name[0] || !isWord(code, name[0]) || type[1] < type[0]) return false;
  const first = code.word[type[0]] ?? "";
  const isType =
    TAG_KEYWORDS.has(first) ||
    TYPE_KEYWORDS.has(first) ||
    (MODIFIERS.has(first) && type[1] > type[0]) ||
    code.word[type[1]] === "*";
  if (!isType && !/PER_CPU/.test(code.word[use.name] ?? "")) return false;
  if (more.length > 0 && code.word[use.after] !== ";" && code.word[use.after] !== "=") return false;
  blank(code, use.name, use.open);
  // An array's bounds have no place between a type and a name.
  let typeEnd = type[0];
  while (typeEnd <= type[1] && code.word[typeEnd] !== "[") typeEnd++;
  blank(code, typeEnd, type[1] + 1);
  blank(code, name[1] + 1, use.close);
  return true;
}

/** `NAME(x, …)` becomes `NAME x`. Returns whether the first argument was a name. */
function plainFirstName(code: Code, use: MacroUse): boolean {
  const [first] = splitArguments(code, use.open, use.close);
  if (!first || !isName(code, first)) return false;
  blank(code, use.open, use.open);
  blank(code, first[1] + 1, use.close);
  return true;
}

/** A macro that stands where a top-level item or a `static` local may begin. */
export function plainItemMacro(code: Code, use: MacroUse): void {
  if (plainHead(code, use)) return;
  const after = code.word[use.after] ?? "";
  if (code.word[use.begin] === "typedef") arrayMember(code, use);
  else if (after === "{") definitionMacro(code, use);
  else if (after === ".") designatedItem(code, use);
  else if (after !== ";" && after !== "=" && after !== "," && after !== "[")
    blank(code, use.begin, use.close);
  else if (!plainTypedName(code, use)) plainNamedMacro(code, use, after);
}

function plainNamedMacro(code: Code, use: MacroUse, after: string): void {
  const hasModifier = use.begin < use.name;
  const isSingle = use.open + 2 === use.close;
  if (after !== ";" || (hasModifier && isSingle)) {
    if (!plainFirstName(code, use)) blankThrough(code, use.begin, use.after);
    return;
  }
  if (hasModifier) blank(code, use.begin, use.name - 1);
  code.calls.add(use.open);
  if (isTemplate(code, use)) opaqueArguments(code, use);
  else plainArguments(code, use.open, use.close);
}

/** `MACHINE_START(…) .x = y, … MACHINE_END`: an initialiser whose braces are in the macros; blanked to its end. */
function designatedItem(code: Code, use: MacroUse): void {
  let end = use.after;
  while (end < code.count - 1 && code.word[end] !== ";" && !/_END$/.test(code.word[end] ?? "")) {
    const partner = code.match[end] ?? -1;
    end = partner > end ? partner + 1 : end + 1;
  }
  blank(code, use.begin, end);
}

/** Whether the arguments are code of the macro's own language, as those of TRACE_EVENT() are. */
function isTemplate(code: Code, use: MacroUse): boolean {
  for (let i = use.open; i < use.close; i++) {
    const word = code.word[i] ?? "";
    if (word === ";" || word === "TP_PROTO" || word === "PARAMS") return true;
  }
  return false;
}

function opaqueArguments(code: Code, use: MacroUse): void {
  const [first] = splitArguments(code, use.open, use.close);
  blank(code, (first && isName(code, first) ? first[1] : use.open) + 1, use.close - 1);
}

/** Blanks an item up to its semicolon, or up to the next token when there is none. */
function blankThrough(code: Code, from: number, after: number): void {
  let end = after;
  while (end < code.count && code.word[end] !== ";") {
    const partner = code.match[end] ?? -1;
    end = partner > end ? partner + 1 : end + 1;
  }
  blank(code, from, Math.min(end, code.count - 1));
}

/**
 * A macro before a body: `SYSCALL_DEFINE2(name, …) {` becomes the function `name` with the macro as its type. With a
 * single argument there is no room for parentheses, and the tail of the macro's name stands for the function's.
 */
function definitionMacro(code: Code, use: MacroUse): void {
  const parts = splitArguments(code, use.open, use.close);
  const [first, second] = parts;
  const name = code.word[use.name] ?? "";
  if (code.word[use.after + 1] === "." && plainFirstName(code, use)) write(code, use.close, "=");
  else if (first && second && isName(code, first)) {
    blank(code, use.open, use.open);
    write(code, first[1] + 1, "(");
    blank(code, first[1] + 2, use.close - 1);
  } else if (use.begin < use.name && code.word[use.begin] === "static") write(code, use.begin, "int");
  else if (name.length > 5) {
    write(code, use.name, `int ${name.slice(4)}`);
    if (first && !isName(code, first)) blank(code, use.open + 1, use.close - 1);
  }
}

/** `MACRO(name, size);` becomes `MACRO name[ size];`, which is what DECLARE_BITMAP means. */
function arrayMember(code: Code, use: MacroUse): boolean {
  const [first, second, ...more] = splitArguments(code, use.open, use.close);
  if (!first || !second || more.length > 0 || !isName(code, first) || second[1] < second[0]) return false;
  const size = code.word[second[0]] ?? "";
  if (TAG_KEYWORDS.has(size) || TYPE_KEYWORDS.has(size) || code.word[second[1]] === "*") return false;
  blank(code, use.open, use.open);
  write(code, first[1] + 1, "[");
  write(code, use.close, "]");
  return true;
}

/** A macro that stands where a member of a struct may begin. */
export function plainMemberMacro(code: Code, use: MacroUse): void {
  const heads = MEMBER_GROUPS.get(code.word[use.name] ?? "");
  const after = code.word[use.after];
  if (heads !== undefined) memberGroup(code, use, heads);
  else if (after !== ";" && after !== "[") blank(code, use.begin, use.close);
  else if (!plainTypedName(code, use) && !arrayMember(code, use) && !plainFirstName(code, use)) {
    blankThrough(code, use.begin, use.after);
  }
}

/** `struct_group(name, members);` leaves the members, as the macro does. */
function memberGroup(code: Code, use: MacroUse, heads: number): void {
  const parts = splitArguments(code, use.open, use.close);
  const members = parts[heads];
  if (!members) return;
  blank(code, use.begin, members[0] - 1);
  blank(code, use.close, use.close);
  if (code.word[use.after] === ";") blank(code, use.after, use.after);
}

/** A macro that stands where an enumerator may begin: its name stays, its arguments go. */
export function plainEnumeratorMacro(code: Code, use: MacroUse): void {
  const after = code.word[use.after];
  const isElement = after === "," || after === "}" || after === "=";
  blank(code, isElement ? use.open : use.name, use.close);
}

/** A macro that stands where an element of an initialiser may begin, and brings its own comma. */
export function plainElementMacro(code: Code, use: MacroUse): void {
  const after = code.word[use.after] ?? "";
  if (isWord(code, use.after) || after === "{" || isDesignator(code, use.after))
    blank(code, use.name, use.close);
}

/** A name without arguments in the same place, as in `{ COMMON_FIELDS .x = 1 }`. */
export function plainElementName(code: Code, at: number): void {
  const after = next(code, at);
  const word = code.word[after] ?? "";
  if (KEYWORDS.has(code.word[at] ?? "") || KEYWORDS.has(word)) return;
  const isUnary = (word === "&" || word === "*") && isFirstOnLine(code, after);
  if (isWord(code, after) || word === "{" || isUnary || isDesignator(code, after)) blank(code, at, at);
}

/** `.x =`, `.x.y`, `.x[0]`: the beginning of a designated element. */
function isDesignator(code: Code, at: number): boolean {
  if (code.word[at] !== "." || !isWord(code, at + 1)) return false;
  const word = code.word[at + 2] ?? "";
  return word === "=" || word === "." || word === "[";
}
