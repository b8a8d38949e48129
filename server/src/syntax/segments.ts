/**
 * Cuts a text into its top-level segments without parsing it: a parser needs a second for what this tells in ten
 * milliseconds, namely where each function, declaration and #define begins and ends. It must not judge what a segment
 * means; whoever needs that parses the segment alone. Where braces do not tell (they do not close), it says so.
 */

import { ANNOTATIONS, ANNOTATIONS_WITH_ARGUMENTS } from "./dialectTable";

export type SegmentKind =
  /** A function definition, perhaps with a macro's use before it that has no semicolon. */
  | "function"
  | "define"
  /** Everything else: declarations, types, macro uses. */
  | "other";

/** A stretch of text at top level; nothing but white space, comments and conditional directives lies between two. */
export interface Segment {
  readonly kind: SegmentKind;
  readonly start: number;
  readonly end: number;
  /** The brace that opens a function's body; -1 where there is none. */
  readonly brace: number;
}

export interface Segments {
  readonly segments: readonly Segment[];
  /** Whether every closing brace had an opening one. If not, segments may be cut in the wrong place. */
  readonly sound: boolean;
}

const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const APOSTROPHE = 39;
const STAR = 42;
const SLASH = 47;
const SEMICOLON = 59;
const EQUALS = 61;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;
const OPEN_PARENTHESIS = 40;
const CLOSE_PARENTHESIS = 41;

/**
 * Cuts a text. The body of a function that begins in column 0 is taken to end at the next brace in column 0, as kernel
 * style has it, which also holds where conditionals tear its braces apart; all other braces are counted, and those too
 * where the shortcut leaves a brace over.
 */
export function segmentsOf(text: string): Segments {
  return better(cut(text, true), () => cut(text, false));
}

/** What was cut by style, or what is cut by counting where that leaves no brace over and style does. */
export function better(byStyle: Cut, counted: () => Cut): Segments {
  const [styled, isSound] = [byStyle.segments, byStyle.strays.length === 0];
  const other = isSound ? null : counted();
  return other?.strays.length === 0
    ? { segments: other.segments, sound: true }
    : { segments: styled, sound: isSound };
}

/** An item that has begun. */
interface Open {
  start: number;
  parentheses: number;
  value: boolean;
}

/** What cutting has come to. */
export interface Cut {
  readonly segments: Segment[];
  /** Where the closing braces stand that nothing opened. */
  readonly strays: number[];
  /** Whether something is `extern "C" {`: then items may stand inside of it. */
  readonly isLinked: boolean;
  /** The place at which {@link Stop} said so; the text's length where it did not. */
  readonly end: number;
}

/** Whether to stop before the text's end. Asked between segments only. @param segments so far */
export type Stop = (at: number, segments: readonly Segment[]) => boolean;

/**
 * Cuts a text, or a stretch of it.
 * @param byStyle whether column 0 ends functions
 * @param segments those before `from`, at which none has begun; more are added, and the last ones may be reopened
 */
export function cut(text: string, byStyle: boolean, segments: Segment[] = [], from = 0, stop?: Stop): Cut {
  const strays: number[] = [];
  let isLinked = false;
  let linkages = 0;
  let open: Open | null = null;
  const close = (kind: SegmentKind, end: number, brace: number): void => {
    if (open) segments.push({ kind, start: open.start, end, brace });
    open = null;
  };
  for (let i = from; i < text.length; ) {
    if (open === null && stop?.(i, segments)) return { segments, strays, isLinked, end: i };
    const c = text.charCodeAt(i);
    const skipped = skipOne(text, i, c);
    if (skipped > i) {
      i = skipped;
    } else if (c === HASH && beginsLine(text, i)) {
      const end = directiveEnd(text, i);
      if (!open && DEFINE.test(text.slice(i, i + 40)))
        segments.push({ kind: "define", start: i, end, brace: -1 });
      i = end;
    } else if (open === null && (c === CLOSE || c === SEMICOLON)) {
      if (c === CLOSE && --linkages < 0) strays.push(i);
      i++;
    } else {
      open ??= c === OPEN ? reopened(segments, i) : { start: i, parentheses: 0, value: false };
      if (c === QUOTE || c === APOSTROPHE) i = literalEnd(text, i, c);
      else if (c === SEMICOLON && open.parentheses <= 0) close("other", ++i, -1);
      else if (c === OPEN) {
        const head = text.slice(open.start, i);
        if (LINKAGE.test(head)) {
          linkages++;
          isLinked = true;
          open = null;
          i++;
          continue;
        }
        const isFunction = !open.value && endsLikeFunction(head);
        const styled = byStyle && isFunction && beginsLine(text, open.start, true) && endsLine(text, i + 1);
        const end = styled ? styledEnd(text, i) : countedEnd(text, i);
        if (isFunction) close("function", end, i);
        i = end;
      } else {
        if (c === OPEN_PARENTHESIS) open.parentheses++;
        else if (c === CLOSE_PARENTHESIS) open.parentheses--;
        else if (c === EQUALS && open.parentheses <= 0) open.value = true;
        i++;
      }
    }
  }
  if (open !== null) close("other", text.length, -1);
  return { segments, strays, isLinked, end: text.length };
}

const DEFINE = /^#[ \t]*define\b/;
const LINKAGE = /\bextern\s+"C"\s*$/;

/** The place after white space or a comment that begins at `i`; `i` where there is none. */
function skipOne(text: string, i: number, c: number): number {
  if (c === SPACE || c === TAB || c === NEWLINE || c === RETURN) return i + 1;
  if (c !== SLASH) return i;
  const next = text.charCodeAt(i + 1);
  if (next === STAR) return after(text, "*/", i + 2);
  return next === SLASH ? lineEnd(text, i) : i;
}

/** What was cut off before a brace that stands alone: the head of a function whose parameters K&R declare one by one. */
function reopened(segments: Segment[], at: number): Open {
  let start = at;
  for (let last = segments.at(-1); last && isReopenable(last, start); last = segments.at(-1)) {
    start = last.start;
    segments.pop();
  }
  return { start, parentheses: 0, value: false };
}

/** Whether a brace that stands alone at a place takes up the segment before it. */
export function isReopenable(last: Segment | undefined, at: number): boolean {
  return last?.kind === "other" && at - last.end < 3;
}

const ANNOTATION = `(?:${[...ANNOTATIONS].join("|")}|(?:${[...ANNOTATIONS_WITH_ARGUMENTS].join("|")})\\s*\\([^{]*\\))`;
const TAG = new RegExp(
  `\\b(?:struct|union|enum)(?:\\s+${ANNOTATION})*(?:\\s+\\w+)?(?:\\s+${ANNOTATION})*\\s*$`,
);

/** Whether a brace after this opens a function's body: there are parameters, and no tag just before it. */
function endsLikeFunction(head: string): boolean {
  return head.includes(")") && !TAG.test(head);
}

function beginsLine(text: string, i: number, inColumn0 = false): boolean {
  let k = i - 1;
  if (!inColumn0) while (k >= 0 && (text.charCodeAt(k) === SPACE || text.charCodeAt(k) === TAB)) k--;
  return k < 0 || text.charCodeAt(k) === NEWLINE || text.charCodeAt(k) === RETURN;
}

function endsLine(text: string, i: number): boolean {
  let k = i;
  while (text.charCodeAt(k) === SPACE || text.charCodeAt(k) === TAB || text.charCodeAt(k) === RETURN) k++;
  return k >= text.length || text.charCodeAt(k) === NEWLINE;
}

const after = (text: string, sign: string, from: number): number => {
  const at = text.indexOf(sign, from);
  return at < 0 ? text.length : at + sign.length;
};

/** The end of a line, lines that a backslash joins to it included. */
function lineEnd(text: string, from: number): number {
  let end = text.indexOf("\n", from);
  while (end > 0 && text.charCodeAt(end - (text.charCodeAt(end - 1) === RETURN ? 2 : 1)) === BACKSLASH)
    end = text.indexOf("\n", end + 1);
  return end < 0 ? text.length : end;
}

/** The end of a directive: a comment that begins on its line may end on a later one. */
function directiveEnd(text: string, from: number): number {
  let end = lineEnd(text, from);
  for (let at = from; ; ) {
    const begun = text.indexOf("/*", at);
    if (begun < 0 || begun >= end) return end;
    at = after(text, "*/", begun + 2);
    if (at > end) end = lineEnd(text, at);
  }
}

/** The place after a string or a character; one that is not closed ends with its line. */
function literalEnd(text: string, from: number, quote: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === quote) return i + 1;
    if (c === BACKSLASH) i++;
    else if (c === NEWLINE) return i;
  }
  return text.length;
}

/** The place after the next brace in column 0; counted where another body seems to begin before it. */
function styledEnd(text: string, brace: number): number {
  const end = text.indexOf("\n}", brace);
  const next = text.indexOf("\n{", brace);
  return end < 0 || (next >= 0 && next < end) ? countedEnd(text, brace) : end + 2;
}

/** The place after the brace that closes one, counted; of the branches of a conditional the first counts. */
function countedEnd(text: string, brace: number): number {
  let depth = 0;
  /** For each open #if the depth before it, and after its first branch. */
  const conditionals: { before: number; first: number | null }[] = [];
  for (let i = brace; i < text.length; ) {
    const c = text.charCodeAt(i);
    const skipped = skipOne(text, i, c);
    if (skipped > i) i = skipped;
    else if (c === QUOTE || c === APOSTROPHE) i = literalEnd(text, i, c);
    else if (c === HASH && beginsLine(text, i)) {
      const [, word = ""] = CONDITIONAL.exec(text.slice(i, i + 40)) ?? [];
      const inner = conditionals.at(-1);
      if (word.startsWith("if")) conditionals.push({ before: depth, first: null });
      else if (word.startsWith("el") && inner) {
        inner.first ??= depth;
        depth = inner.before;
      } else if (word === "endif" && inner) {
        depth = inner.first ?? depth;
        conditionals.pop();
      }
      i = directiveEnd(text, i);
    } else {
      if (c === OPEN) depth++;
      else if (c === CLOSE && --depth <= 0) return i + 1;
      i++;
    }
  }
  return text.length;
}

const CONDITIONAL = /^#[ \t]*(if|ifdef|ifndef|else|elif|elifdef|elifndef|endif)\b/;
