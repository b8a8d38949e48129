/**
 * Where conditional compilation lets control go one way or another. The dialect leaves whole branches of an `#if`
 * standing one after the other and blanks the directives; this file tells afterwards, for a stretch of the text as
 * written, which branches those are and under which conditions each is compiled. Asked only where it matters, so that
 * the dialect's pass over every file pays nothing. It must decide by the dialect's own rules.
 *
 * A group that tears a construct apart is not told: the dialect has left one branch of it, as if it were always compiled.
 */
import { type Condition, liveTokens, type WholeGroup } from "./dialect/conditionals";
import { constantTruth, scan, type Tokens } from "./dialect/tokens";

/** One branch: the text between its directives and what holds where it is compiled. */
export interface Branch {
  readonly start: number;
  readonly end: number;
  readonly assumes: readonly Condition[];
}

/** An `#if` group. Exactly one branch is compiled; where the text has no `#else` the last one is empty. */
export interface BranchGroup {
  readonly start: number;
  readonly end: number;
  readonly branches: readonly Branch[];
}

/**
 * The groups whose branches all stayed, in order, outer ones before inner ones.
 * @param text the text as written
 * @param start where to begin, outside of comments and literals: the beginning of a body or a declaration
 * @param end where to end
 */
export function branchGroups(text: string, start: number, end: number): readonly BranchGroup[] {
  const first = text.indexOf("#", start);
  if (first < 0 || first >= end) return [];
  const stretch = text.slice(start, end);
  if (!/^[ \t]*#[ \t]*if/m.test(stretch)) return [];
  const tokens = scan(stretch);
  const groups: BranchGroup[] = [];
  liveTokens(tokens, (group) => groups.push(groupOf(tokens, group, start)));
  return groups.sort((a, b) => a.start - b.start || b.end - a.end);
}

function groupOf(tokens: Tokens, { directives, conditions }: WholeGroup, offset: number): BranchGroup {
  const first = directives[0] ?? 0;
  const last = directives[directives.length - 1] ?? first;
  const begin = (i: number): number => offset + (tokens.start[i] ?? 0);
  const finish = (i: number): number => offset + (tokens.end[i] ?? 0);
  const always = constantTruth(tokens.text.slice(tokens.start[first], tokens.end[first]));
  const branches: Branch[] = [];
  const failed: Condition[] = [];
  for (const [k, condition] of conditions.entries()) {
    const range = { start: finish(directives[k] ?? first), end: begin(directives[k + 1] ?? last) };
    if (k === 0 && always !== undefined) {
      if (always) return { start: begin(first), end: finish(last), branches: [{ ...range, assumes: [] }] };
      continue;
    }
    branches.push({ ...range, assumes: condition ? [...failed, condition] : [...failed] });
    if (condition) failed.push({ key: condition.key, wanted: !condition.wanted });
  }
  if (conditions.every((condition) => condition !== undefined))
    branches.push({ start: begin(last), end: begin(last), assumes: failed });
  return { start: begin(first), end: finish(last), branches };
}
