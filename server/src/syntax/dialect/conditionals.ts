/**
 * Decides which branches of `#if` groups stay. A branch that is balanced and made of whole statements (or whole list
 * elements) stays beside its siblings, so that the facts of every configuration are seen; where branches tear a
 * construct apart, one of them stays. It must not look at anything but tokens.
 *
 * What is lost: the other branches of a torn group. Which branches stayed side by side can be asked (branches.ts).
 */
import { DEAD, DIRECTIVE, directiveName, type Tokens } from "./tokens";

interface Branch {
  readonly live: number[];
  readonly condition: Condition | undefined;
  /** The directive that opens it. */
  readonly opener: number;
}

/** A condition and whether it is asked for or against: `#ifdef X` and `#if !defined(X)` share the key "X". */
export interface Condition {
  readonly key: string;
  readonly wanted: boolean;
}

/** A group whose branches all stay: the directives that open them, that of `#endif` last, with their conditions. */
export interface WholeGroup {
  readonly directives: readonly number[];
  /** Of each branch; undefined for `#else`. */
  readonly conditions: readonly (Condition | undefined)[];
}

interface Resolver {
  readonly tokens: Tokens;
  at: number;
  /** How many groups are open; past a limit no text of this world reaches, branches are all kept. */
  depth: number;
  /** What earlier torn groups of this text took for granted, so that later ones agree with them. */
  readonly taken: Map<string, boolean>;
  readonly onWhole: (group: WholeGroup) => void;
}

/**
 * The indices of the tokens that stay, in order; conditional directives and dead text never do.
 * @param onWhole is told of the groups whose branches all stay, inner ones first
 */
export function liveTokens(tokens: Tokens, onWhole: (group: WholeGroup) => void = () => {}): number[] {
  const resolver: Resolver = { tokens, at: 0, depth: 0, taken: new Map(), onWhole };
  const live: number[] = [];
  while (resolver.at < tokens.count) {
    resolveInto(resolver, live);
    resolver.at++;
  }
  return live;
}

const DEEPEST = 500;

/** Takes tokens up to the `#elif`, `#else` or `#endif` that ends the current branch. */
function resolveInto(resolver: Resolver, live: number[]): void {
  const { tokens } = resolver;
  for (; resolver.at < tokens.count; resolver.at++) {
    const i = resolver.at;
    const kind = tokens.kind[i];
    if (kind === DEAD) continue;
    if (kind !== DIRECTIVE) {
      live.push(i);
      continue;
    }
    const name = directiveName(textOf(tokens, i));
    const isEnd = name === "else" || name.startsWith("elif") || name === "endif";
    if (resolver.depth <= DEEPEST && isEnd) return;
    if (name.startsWith("if")) {
      resolver.depth++;
      if (resolver.depth <= DEEPEST) {
        resolveGroup(resolver, live);
        resolver.depth--;
      }
    } else if (name === "endif") resolver.depth--;
    else if (!isEnd) live.push(i);
  }
}

/** On return `resolver.at` is at the group's `#endif`, or past the end. */
function resolveGroup(resolver: Resolver, live: number[]): void {
  const { tokens } = resolver;
  const branches: Branch[] = [];
  while (resolver.at < tokens.count) {
    const text = textOf(tokens, resolver.at);
    const name = directiveName(text);
    if (name === "endif") break;
    const branch: Branch = { live: [], condition: conditionOf(text), opener: resolver.at };
    resolver.at++;
    resolveInto(resolver, branch.live);
    branches.push(branch);
  }
  const areWhole = canStayTogether(tokens, branches, live);
  if (areWhole && resolver.at < tokens.count) {
    const directives = [...branches.map((branch) => branch.opener), resolver.at];
    resolver.onWhole({ directives, conditions: branches.map((branch) => branch.condition) });
  }
  const kept = areWhole ? branches : [choose(resolver.taken, branches)];
  for (const branch of kept) for (const i of branch?.live ?? []) live.push(i);
}

function textOf(tokens: Tokens, i: number): string {
  return tokens.text.slice(tokens.start[i], tokens.end[i]);
}

const OPENERS = "([{";
const CLOSERS = ")]}";
/** A token after which the next statement or element may begin. */
const ENDS_ITEM: ReadonlySet<string> = new Set([";", "}", "{", ",", ":", "("]);
const ELEMENT_STARTS: ReadonlySet<string> = new Set([".", "{", "["]);

function canStayTogether(tokens: Tokens, branches: readonly Branch[], before: readonly number[]): boolean {
  const filled = branches.filter((branch) => branch.live.some((i) => tokens.kind[i] !== DIRECTIVE));
  if (filled.some((branch) => !isBalanced(tokens, branch.live))) return false;
  if (filled.length <= 1) return true;
  if (!startsAtBoundary(tokens, filled, before)) return false;
  const elseBranches = filled.filter((branch) => tokens.word[branch.live[0] ?? -1] === "else");
  if (elseBranches.length > 0) return false;
  return filled.slice(0, -1).every((branch) => endsItem(tokens, branch.live));
}

function endsItem(tokens: Tokens, live: readonly number[]): boolean {
  const last = live.at(-1) ?? -1;
  if (tokens.kind[last] === DIRECTIVE) return true;
  const word = tokens.word[last] ?? "";
  // `{ … }` and `.x = { … }` are elements of a list, which only a comma ends.
  if (word === "}" && isElement(tokens, live)) return false;
  // `EXPORT_SYMBOL(x)` and its kin may stand without a semicolon.
  return ENDS_ITEM.has(word) || (word === ")" && isTopLevelUse(tokens, live));
}

/** `{ 1, 2 }`, `.x = { … }` or `[1] = { … }`, but not a block of statements. */
function isElement(tokens: Tokens, live: readonly number[]): boolean {
  const first = tokens.word[live[0] ?? -1] ?? "";
  return ELEMENT_STARTS.has(first) && !(first === "{" && live.some((i) => tokens.word[i] === ";"));
}

/** Whether the group begins where a statement, an element or a top-level item may begin. */
function startsAtBoundary(tokens: Tokens, filled: readonly Branch[], before: readonly number[]): boolean {
  const last = before.at(-1);
  if (last === undefined || tokens.kind[last] === DIRECTIVE) return true;
  const word = tokens.word[last] ?? "";
  if (ENDS_ITEM.has(word)) return true;
  const areItems = filled.every((branch) => isTopLevelStart(tokens, branch.live[0] ?? -1));
  return areItems && word === ")" && isTopLevelUse(tokens, before);
}

/** Whether the tokens end in `NAME(…)` with the name in column 0. */
function isTopLevelUse(tokens: Tokens, before: readonly number[]): boolean {
  let depth = 0;
  for (let k = before.length - 1; k >= 0; k--) {
    const i = before[k] ?? -1;
    const word = tokens.word[i] ?? "";
    if (word === ")") depth++;
    else if (word === "(" && --depth === 0) {
      const name = before[k - 1] ?? -1;
      return isTopLevelStart(tokens, name);
    }
  }
  return false;
}

/** Kernel style: what stands in column 0 is at top level, labels and braces excepted. */
function isTopLevelStart(tokens: Tokens, i: number): boolean {
  const start = tokens.start[i] ?? 0;
  return (start === 0 || tokens.text[start - 1] === "\n") && tokens.word[i] !== "{";
}

function isBalanced(tokens: Tokens, live: readonly number[]): boolean {
  const open: string[] = [];
  for (const i of live) {
    const word = tokens.word[i] ?? "";
    if (word.length !== 1) continue;
    if (OPENERS.includes(word)) open.push(word);
    else if (CLOSERS.includes(word)) {
      const opener = open.pop();
      if (opener === undefined || OPENERS.indexOf(opener) !== CLOSERS.indexOf(word)) return false;
    }
  }
  return open.length === 0;
}

/** The first branch that does not contradict an earlier choice; undefined when that is an `#else` nobody wrote. */
function choose(taken: Map<string, boolean>, branches: readonly Branch[]): Branch | undefined {
  for (const branch of branches) {
    const { condition } = branch;
    if (!condition) return branch;
    const known = taken.get(condition.key);
    if (known === undefined) taken.set(condition.key, condition.wanted);
    if (known === undefined || known === condition.wanted) return branch;
  }
  return undefined;
}

function conditionOf(directiveText: string): Condition | undefined {
  const match = /^#\s*(ifdef|ifndef|if|elifdef|elifndef|elif)\b(.*)$/s.exec(directiveText);
  if (!match) return undefined;
  const [, kind = "", rest = ""] = match;
  let key = rest
    .replace(/\/\*.*?(\*\/|$)|\/\/.*$/gs, "")
    .replace(/\\\r?\n/g, "")
    .replace(/\s+/g, "");
  let wanted = !kind.endsWith("ndef");
  while (key.startsWith("!") && !/&&|\|\|/.test(key)) {
    key = key.slice(1);
    wanted = !wanted;
  }
  const simple = /^(?:defined|IS_ENABLED|IS_BUILTIN|IS_REACHABLE)?\(?(\w+)\)?$/.exec(key);
  return { key: simple?.[1] ?? key, wanted };
}
