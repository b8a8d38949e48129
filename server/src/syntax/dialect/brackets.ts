/**
 * Matches brackets. In text that is out of balance a brace in column 0 begins or ends a function, as kernel style has
 * it, whatever is still open: so one function that is being typed does not swallow the rest of its file. It must not hide that
 * something is wrong: a brace without a partner becomes a character that is no C.
 */
import { DIRECTIVE, PUNCT, STRING, WORD } from "./tokens";

/** What is read of the tokens, and the edits that mark lone braces. */
export interface Bracketed {
  readonly text: string;
  readonly count: number;
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly word: readonly string[];
  readonly over: (string | undefined)[];
}

const PARTNER: ReadonlyMap<string, string> = new Map([
  [")", "("],
  ["]", "["],
  ["}", "{"],
]);

/** How many open brackets a lone closer may skip to find its partner. */
const NEAR = 3;
/** How many tokens a function's head may have; a limit only for text that is no C. */
const LONGEST_HEAD = 500;
/** What stands for a brace without a partner: an error for the grammar, and only there. */
const NO_BRACE = "@";

/** For each bracket the index of its partner; -1 for a lone one and for everything else. */
export function matchBrackets(tokens: Bracketed): Int32Array {
  const plain = matchAll(tokens, false);
  return plain.isBalanced ? plain.match : matchAll(tokens, true).match;
}

/** Matches by nesting alone, or with the help of column 0, which only text that is out of balance needs. */
function matchAll(tokens: Bracketed, useColumns: boolean): { match: Int32Array; isBalanced: boolean } {
  const { word } = tokens;
  const match = new Int32Array(tokens.count).fill(-1);
  const open: number[] = [];
  /** The position in `open` of the outermost brace that opens a function's body; -1 when there is none. */
  let body = -1;
  let isBalanced = true;
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.kind[i] !== PUNCT) continue;
    const w = word[i] ?? "";
    if (useColumns && w === "{" && body >= 0 && isColumnZero(tokens, i))
      closeBefore(tokens, match, open, body, i);
    if (open.length <= body) body = -1;
    if (w === "(" || w === "[" || w === "{") open.push(i);
    if (w === "{" && body < 0 && word[i - 1] === ")") body = open.length - 1;
    const partner = PARTNER.get(w);
    if (partner === undefined) continue;
    if (useColumns && w === "}" && isColumnZero(tokens, i)) dropInner(tokens, open, body);
    if (word[open.at(-1) ?? -1] !== partner) {
      isBalanced = false;
      const near = open.slice(-NEAR).findLastIndex((o) => word[o] === partner);
      if (near < 0) continue;
      open.length = Math.max(0, open.length - NEAR) + near + 1;
    }
    const opener = open.pop() ?? -1;
    match[opener] = i;
    match[i] = opener;
    if (open.length <= body) body = -1;
  }
  return { match, isBalanced: isBalanced && open.length === 0 };
}

function isColumnZero(tokens: Bracketed, i: number): boolean {
  const start = tokens.start[i] ?? 0;
  return start === 0 || tokens.text.charCodeAt(start - 1) === 10;
}

/** Leaves nothing open inside the bracket at a position of `open`. */
function dropInner(tokens: Bracketed, open: number[], outer: number): void {
  if (outer < 0) return;
  for (const o of open.splice(outer + 1)) if (tokens.word[o] === "{") tokens.over[o] = NO_BRACE;
}

/**
 * The body at `i` begins while another one is open: that one ends with the last token before the new function's head,
 * which becomes its closing brace when it is none.
 */
function closeBefore(tokens: Bracketed, match: Int32Array, open: number[], outer: number, i: number): void {
  const { word } = tokens;
  const head = functionHead(tokens, i);
  const opener = open[outer] ?? -1;
  let last = head - 1;
  while (tokens.kind[last] === DIRECTIVE) last--;
  if (head < 0 || last <= opener || tokens.kind[last] === STRING) return;
  dropInner(tokens, open, outer);
  open.length = outer;
  const inner = match[last] ?? -1;
  if (word[last] === "}" && inner > opener) {
    match[inner] = -1;
    tokens.over[inner] = NO_BRACE;
  } else tokens.over[last] = "}";
  match[opener] = last;
  match[last] = opener;
}

/** The first token in column 0 of the function whose body begins at `i`; -1 when there is none. */
function functionHead(tokens: Bracketed, i: number): number {
  const { word } = tokens;
  if (word[i - 1] !== ")") return -1;
  let head = -1;
  for (let k = i - 2; k >= Math.max(0, i - LONGEST_HEAD); k--) {
    if (";{}".includes(word[k] || "a") || tokens.kind[k] === DIRECTIVE) break;
    if (tokens.kind[k] === WORD && isColumnZero(tokens, k)) head = k;
  }
  return head;
}
