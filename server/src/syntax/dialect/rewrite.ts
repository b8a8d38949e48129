/**
 * Walks the code once, from left to right, keeps track of what every bracket opens, and calls the rules for what
 * begins at each place. It must not hold rules of its own.
 */
import { KEYWORDS, TAG_KEYWORDS } from "../dialectTable";
import { isAssembly, plainAssembly } from "./assembly";
import { blank, type Code, isWord, write } from "./code";
import { next, type Place, placeOpenedBy } from "./context";
import {
  plainAfterBracket,
  plainAfterParameters,
  plainDeclaration,
  plainUnnamedBits,
  plainUnnamedBitsInList,
} from "./declarations";
import { plainDirective } from "./directives";
import {
  isCallBeforeString,
  plainAlignof,
  plainArguments,
  plainLabelAddress,
  plainNumber,
  plainOffsetof,
  plainString,
  plainTypeof,
} from "./expressions";
import {
  macroUseAt,
  plainElementMacro,
  plainElementName,
  plainEnumeratorMacro,
  plainItemMacro,
  plainMemberMacro,
} from "./macros";
import { plainStatement } from "./statements";
import { DIRECTIVE, NUMBER, STRING } from "./tokens";

/** One open bracket, or the text itself. */
interface Frame {
  readonly place: Place;
  /** The bracket that opened it; -1 for the text itself. */
  readonly opener: number;
  /** Whether an item of this place may begin at the next token. */
  fresh: boolean;
  /** Whether `=` has been seen in the current item. */
  inValue: boolean;
  /** Whether the current item is a `case` or a label whose colon is still to come. */
  inLabel: boolean;
}

const frameOf = (place: Place, opener: number): Frame => ({
  place,
  opener,
  fresh: true,
  inValue: false,
  inLabel: false,
});

/** Rewrites the code of a whole text; the edits are left in `code.over`. */
export function rewrite(code: Code): void {
  const frames: Frame[] = [];
  let frame = frameOf("top", -1);
  /** The parenthesis after which a statement begins: that of an iterator that became `while`. */
  let statementAfter = -1;
  for (let i = 0; i < code.count; i++) {
    if (code.over[i] === "") continue;
    if (code.kind[i] === DIRECTIVE) {
      directive(code, frame, i);
      continue;
    }
    if (frame.fresh) {
      const after = beginItem(code, frame, i);
      if (after >= 0) statementAfter = after;
      // The rule may have blanked the very token it was called for: the item then begins at the next one.
      if (code.over[i] === "") continue;
      frame.fresh = false;
    }
    const word = code.word[i] ?? "";
    const partner = code.match[i] ?? -1;
    if (partner > i) {
      const place = placeOpenedBy(code, i, frame);
      if (place === "args") plainArguments(code, i, partner);
      frames.push(frame);
      frame = frameOf(place, i);
    } else if (partner >= 0) {
      const inner = frame;
      while (frame.opener > partner) frame = frames.pop() ?? frameOf("top", -1);
      if (frame.opener === partner) frame = frames.pop() ?? frameOf("top", -1);
      closed(code, inner, frame, i, i === statementAfter);
    } else i = inside(code, frame, i, word);
  }
}

/** A token that neither opens nor closes. Returns the last token that is done with. */
function inside(code: Code, frame: Frame, i: number, word: string): number {
  if (isWord(code, i)) return wordInside(code, frame, i, word);
  if (code.kind[i] === STRING) plainString(code, i);
  else if (code.kind[i] === NUMBER) plainNumber(code, i);
  else punctuation(code, frame, i, word);
  return i;
}

/** Directives stay where the grammar knows them and are blanked elsewhere; conditionals are gone already. */
function directive(code: Code, frame: Frame, i: number): void {
  if ((frame.place === "top" && frame.fresh) || frame.place === "record") plainDirective(code, i);
  else blank(code, i, i);
}

/** Applies the rule for what begins here; returns the parenthesis after which a statement begins, or -1. */
function beginItem(code: Code, frame: Frame, i: number): number {
  frame.inValue = false;
  frame.inLabel = false;
  if (!isWord(code, i)) {
    if (frame.place === "init" && code.word[i] === "[") elementIndex(code, i);
    if (frame.place === "record" && code.word[i] === ";") blank(code, i, i);
    return -1;
  }
  const word = code.word[i] ?? "";
  switch (frame.place) {
    case "top":
      topItem(code, i);
      return -1;
    case "block":
      frame.inLabel = word === "case" || word === "default" || code.word[i + 1] === ":";
      return plainStatement(code, i);
    case "record":
      member(code, i);
      return -1;
    case "params":
      plainDeclaration(code, i);
      return -1;
    default:
      element(code, frame.place, i);
      return -1;
  }
}

function topItem(code: Code, i: number): void {
  const use = macroUseAt(code, i);
  if (use) plainItemMacro(code, use);
  else if (next(code, i) >= code.count) blank(code, i, i);
  else plainDeclaration(code, i);
}

function member(code: Code, i: number): void {
  const use = macroUseAt(code, i);
  if (use) plainMemberMacro(code, use);
  else {
    plainDeclaration(code, i);
    plainUnnamedBits(code, i);
    // `struct x { ITEMS }`: a macro that brings its own semicolons.
    if (code.word[next(code, i)] === "}") blank(code, i, i);
  }
}

function element(code: Code, place: Place, i: number): void {
  const use = place === "enum" || place === "init" ? macroUseAt(code, i) : undefined;
  if (!use) {
    if (place === "init") plainElementName(code, i);
  } else if (place === "enum") plainEnumeratorMacro(code, use);
  else plainElementMacro(code, use);
}

/** `[x] { … }`, `[x] "y"`: an element of old style without `=`. */
function elementIndex(code: Code, i: number): void {
  const close = code.match[i] ?? -1;
  const after = code.word[close + 1] ?? "";
  if (close > i && after !== "=" && after !== "." && after !== "[") blank(code, i, close);
}

/** A word anywhere in an item. Returns the last token that is done with. */
function wordInside(code: Code, frame: Frame, i: number, word: string): number {
  if (isAssembly(word)) return plainAssembly(code, i);
  if (word.startsWith("typeof") || word.startsWith("__typeof")) plainTypeof(code, i);
  else if (word.startsWith("__alignof") || word === "alignof" || word === "_Alignof") plainAlignof(code, i);
  else if (word === "offsetof" || word === "__builtin_offsetof" || word === "offsetofend")
    plainOffsetof(code, i);
  else if (frame.place === "block" && (word === "else" || word === "do")) frame.fresh = true;
  else if (frame.place !== "params" && code.word[i + 1] === "(") plainUse(code, i);
  else if (code.kind[i - 1] === NUMBER && !KEYWORDS.has(word)) blank(code, i, i);
  return i;
}

/** `struct NAME(x) {` and `NAME(x) "string"`. */
function plainUse(code: Code, i: number): void {
  const close = code.match[i + 1] ?? -1;
  const isTag = TAG_KEYWORDS.has(code.word[i - 1] ?? "") && code.word[close + 1] === "{";
  if (isTag) blank(code, i + 1, close);
  else isCallBeforeString(code, i);
}

function closed(code: Code, inner: Frame, frame: Frame, i: number, startsStatement: boolean): void {
  const word = code.over[i] ?? code.word[i];
  if (word === ")") {
    if (inner.place === "head" || startsStatement) frame.fresh = true;
    else if (inner.place === "params" && frame.place !== "params") plainAfterParameters(code, i);
  } else if (word === "}") {
    if (inner.place === "block" || inner.place === "top")
      frame.fresh = frame.place === "block" || frame.place === "top";
    if (inner.place === "record" || inner.place === "enum") plainAfterBracket(code, i, true);
  } else if (frame.place !== "init" && !frame.inValue) plainAfterBracket(code, i, false);
}

function punctuation(code: Code, frame: Frame, i: number, word: string): void {
  const { place } = frame;
  if (word === ";") {
    if (place === "top" || place === "block" || place === "record") frame.fresh = true;
  } else if (word === ",") {
    if (place === "init" || place === "enum" || place === "params") frame.fresh = true;
    else if (place === "record") plainUnnamedBitsInList(code, i);
    else if (place === "top" || place === "block") frame.inValue = false;
  } else if (word === "=") frame.inValue = true;
  else if (word === ":" && frame.inLabel) {
    frame.inLabel = false;
    frame.fresh = true;
  } else if (word === "..." && place === "block") write(code, i, "||");
  else if (word === "&&") plainLabelAddress(code, i);
}
