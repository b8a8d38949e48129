/**
 * Sorts the members of a list (statements, elements of an initialiser) into those that are always compiled and the
 * branches of `#if` groups. A group counts only where each of its branches is a sequence of whole members; where one
 * member crosses a directive, all of them are taken as always compiled, one after the other.
 */
import type { Branch, BranchGroup } from "../syntax/branches";

interface Member {
  readonly start: number;
  readonly end: number;
}

/** A member, or a group with what stands in each of its branches. */
export type Part<T> =
  | { readonly kind: "member"; readonly member: T }
  | { readonly kind: "fork"; readonly ways: readonly Way<T>[] };

interface Way<T> {
  readonly assumes: Branch["assumes"];
  readonly parts: readonly Part<T>[];
}

/**
 * Sorts members in the order of the text.
 * @param groups those that lie inside of what holds the members, outer ones before inner ones
 */
export function partsOf<T extends Member>(
  members: readonly T[],
  groups: readonly BranchGroup[],
): readonly Part<T>[] {
  const parts: Part<T>[] = [];
  for (let i = 0; i < members.length; i++) {
    const member = members[i];
    if (!member) continue;
    const group = groups.find((g) => holds(g, member) && isWhole(g, members));
    if (!group) {
      parts.push({ kind: "member", member });
      continue;
    }
    const inside = members.filter((m) => holds(group, m));
    const ways = group.branches.map((branch) => ({
      assumes: branch.assumes,
      parts: partsOf(
        inside.filter((m) => holds(branch, m)),
        groupsWithin(groups, branch),
      ),
    }));
    parts.push({ kind: "fork", ways });
    i += inside.length - 1;
  }
  return parts;
}

/** The groups that lie inside of something. */
export function groupsWithin(groups: readonly BranchGroup[], outer: Member): readonly BranchGroup[] {
  return groups.length === 0 ? groups : groups.filter((group) => holds(outer, group));
}

function holds(outer: Member, inner: Member): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function isWhole(group: BranchGroup, members: readonly Member[]): boolean {
  return members.every(
    (m) => m.end <= group.start || m.start >= group.end || group.branches.some((branch) => holds(branch, m)),
  );
}

/** Whether two things stand in different branches of one group, so that no configuration has both. */
export function exclude(groups: readonly BranchGroup[], one: Member, other: Member): boolean {
  return groups.some(({ branches }) => {
    const own = branches.find((branch) => holds(branch, one));
    return own !== undefined && branches.some((branch) => branch !== own && holds(branch, other));
  });
}

/** Conditions of configuration that are known to hold on one path, or in one place. */
export type Assumed = ReadonlyMap<string, boolean>;

/** What is assumed with more conditions added; null where they contradict it. */
export function assume(known: Assumed, more: Branch["assumes"]): Assumed | null {
  if (more.length === 0) return known;
  const all = new Map(known);
  for (const { key, wanted } of more) {
    if (all.get(key) === !wanted) return null;
    all.set(key, wanted);
  }
  return all;
}

/** The members of every configuration that the groups allow, at most `most` of them. */
export function configurations<T extends Member>(
  members: readonly T[],
  groups: readonly BranchGroup[],
  most: number,
): readonly (readonly T[])[] {
  interface Made {
    readonly list: readonly T[];
    readonly assumed: Assumed;
  }
  const follow = (parts: readonly Part<T>[], begun: readonly Made[]): readonly Made[] =>
    parts.reduce<readonly Made[]>((made, part) => {
      if (part.kind === "member") return made.map((m) => ({ ...m, list: [...m.list, part.member] }));
      const ways = part.ways.flatMap((way) => {
        const possible = made.flatMap((m) => {
          const assumed = assume(m.assumed, way.assumes);
          return assumed ? [{ ...m, assumed }] : [];
        });
        return follow(way.parts, possible);
      });
      return ways.slice(0, most);
    }, begun);
  return follow(partsOf(members, groups), [{ list: [], assumed: new Map() }]).map((made) => made.list);
}

/**
 * The conditions worth remembering along a path: those of several groups, which go the same way every time, and those
 * of the cases of a switch, whose event goes elsewhere where they are not compiled.
 */
export function sharedKeys(groups: readonly BranchGroup[], cases: readonly Member[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const group of groups) {
    const keys = new Set(group.branches.flatMap((branch) => branch.assumes.map(({ key }) => key)));
    const hasCase = cases.some((c) => c.start >= group.start && c.start < group.end);
    for (const key of keys) {
      if (hasCase || seen.has(key)) shared.add(key);
      seen.add(key);
    }
  }
  return shared;
}

/** What holds where conditions do not; nothing is known where several are not all true. */
export function opposite(assumes: Branch["assumes"]): Branch["assumes"] {
  const [only, more] = assumes;
  return only && !more ? [{ key: only.key, wanted: !only.wanted }] : [];
}
