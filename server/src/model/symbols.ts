/**
 * The tables that linking looks names up in, over the facts of all files. Statics are keyed by file and name, because
 * static names repeat across the kernel; what a header defines as static is visible to everyone who includes it.
 */
import type {
  AssignmentFact,
  BlockFact,
  CallFact,
  ConstantFact,
  FieldFact,
  FileFacts,
  FunctionFact,
  HeadFact,
} from "../facts/facts";
import type { ChainType } from "../notifier/kernelApi";

/** Facts by file, the path relative to the root with "/". */
export type FactsByFile = ReadonlyMap<string, FileFacts>;

export interface Defined<T> {
  readonly file: string;
  readonly fact: T;
}

/** A struct member that is a head. */
interface MemberHead {
  readonly id: string;
  readonly struct: string;
  readonly field: FieldFact;
  readonly file: string;
  readonly type: ChainType;
}

export interface Symbols {
  readonly files: FactsByFile;
  /** The definition of a head variable that a name means in a file. */
  head(file: string, name: string): Defined<HeadFact> | null;
  /** A head member by `struct T` and member path (`a.b` for anonymous nesting). */
  memberHead(struct: string, field: string): MemberHead | null;
  /** The only head member of the tree with this last name, or null where there are none or several. */
  memberHeadByName(field: string): MemberHead | null;
  /** The type of a struct's member, or null; structs that nobody has read yet are remembered in `missing`. */
  memberType(struct: string, field: string): string | null;
  /** Structs that a member was asked of and that no file read so far defines. */
  readonly missing: ReadonlySet<string>;
  /** Callbacks that a file's initialisers put into tables under a member's name. */
  tableEntries(file: string, member: string): readonly string[];
  /** Definitions that a call of this name in a file can mean, most likely first. */
  functions(file: string, name: string): readonly Defined<FunctionFact>[];
  /** Blocks that a variable name means in a file; `nbs` also finds the elements `nbs[0]`, `nbs[1]`. */
  blocks(file: string, name: string): readonly Defined<BlockFact>[];
  /** Assignments of a callback to the member `field` of `struct T` anywhere. */
  assignments(struct: string, field: string): readonly Defined<AssignmentFact>[];
  /** What a constant's name stands for in a file; null where it is unknown, or means several things. */
  constant(file: string, name: string): string | null;
  /** Assignments to the member `field` of a `struct T` that lies inside another struct. */
  innerAssignments(struct: string, field: string): readonly Defined<AssignmentFact>[];
  /** All head definitions (no extern declarations). */
  readonly heads: readonly Defined<HeadFact>[];
  readonly memberHeads: readonly MemberHead[];
  /** All recorded calls by callee. */
  readonly calls: ReadonlyMap<string, readonly Defined<CallFact>[]>;
}

/** The last name of a member path. */
export function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Builds the tables. */
export function symbolsOf(files: FactsByFile): Symbols {
  const heads = new Map<string, Defined<HeadFact>[]>();
  const members = new Map<string, MemberHead>();
  const membersByName = new Map<string, MemberHead[]>();
  const types = new Map<string, string>();
  const known = new Set<string>();
  const missing = new Set<string>();
  const functions = new Map<string, Defined<FunctionFact>[]>();
  const blocks = new Map<string, Defined<BlockFact>[]>();
  const assignments = new Map<string, Defined<AssignmentFact>[]>();
  const calls = new Map<string, Defined<CallFact>[]>();
  const constants = new Map<string, Defined<ConstantFact>[]>();
  for (const [file, facts] of files) {
    for (const fact of facts.heads) if (fact.storage !== "extern") push(heads, fact.name, { file, fact });
    for (const { name: struct, fields } of facts.structs) {
      known.add(struct);
      for (const field of fields) {
        const id = `${struct}.${field.name}`;
        if (!types.has(id)) types.set(id, field.type);
        if (!field.head || members.has(id)) continue;
        const head = { id, struct, field, file, type: field.head };
        members.set(id, head);
        push(membersByName, lastName(field.name), head);
      }
    }
    for (const fact of facts.functions) push(functions, fact.name, { file, fact });
    for (const fact of facts.blocks) push(blocks, fact.name.replace(/\[\d+\].*$/, ""), { file, fact });
    for (const fact of facts.assignments) {
      const { root, path } = fact.target;
      const struct = "type" in root ? root.type : null;
      if (struct && path.length > 0) push(assignments, `${struct}.${path.join(".")}`, { file, fact });
    }
    for (const fact of facts.calls) push(calls, fact.callee, { file, fact });
    for (const fact of facts.constants) push(constants, fact.name, { file, fact });
  }
  const memberType = (struct: string, field: string): string | null => {
    if (struct.startsWith("struct ") && !known.has(struct)) missing.add(struct);
    return types.get(`${struct}.${field}`) ?? null;
  };
  let inner: Map<string, Defined<AssignmentFact>[]> | undefined;
  return {
    files,
    heads: [...heads.values()].flat(),
    memberHeads: [...members.values()],
    calls,
    head: (file, name) => visible(heads.get(name) ?? [], file, (h) => h.fact.storage === "static")[0] ?? null,
    memberHead: (struct, field) => members.get(`${struct}.${field}`) ?? null,
    memberHeadByName: (field) => only(membersByName.get(field) ?? []),
    memberType,
    innerAssignments: (struct, field) => {
      inner ??= byInnerStruct(assignments, memberType);
      return inner.get(`${struct}.${field}`) ?? [];
    },
    missing,
    tableEntries: (file, member) =>
      (files.get(file)?.tableEntries ?? []).filter((e) => e.member === member).map((e) => e.callback),
    functions: (file, name) => visible(functions.get(name) ?? [], file, (f) => f.fact.isStatic),
    blocks: (file, name) => visible(blocks.get(name) ?? [], file, (b) => b.fact.storage === "static"),
    constant: (file, name) => meaning(constants.get(name) ?? [], file),
    assignments: (struct, field) => assignments.get(`${struct}.${field}`) ?? [],
  };
}

/** Assignments to `outer->middle.nb` once more under the struct that `middle` is. */
function byInnerStruct(
  assignments: ReadonlyMap<string, readonly Defined<AssignmentFact>[]>,
  memberType: (struct: string, field: string) => string | null,
): Map<string, Defined<AssignmentFact>[]> {
  const inner = new Map<string, Defined<AssignmentFact>[]>();
  for (const facts of assignments.values())
    for (const one of facts) {
      const { root, path } = one.fact.target;
      let struct = "type" in root ? root.type : null;
      for (let i = 0; struct && i + 1 < path.length; i++) {
        struct = memberType(struct, path[i] ?? "");
        if (struct) push(inner, `${struct}.${path.slice(i + 1).join(".")}`, one);
      }
    }
  return inner;
}

/** A file's own meaning of a constant, else the one all others agree on. */
function meaning(all: readonly Defined<ConstantFact>[], file: string): string | null {
  const own = all.filter((c) => c.file === file);
  const values = new Set((own.length > 0 ? own : all).map((c) => c.fact.value));
  const [value] = values;
  return values.size === 1 && value !== undefined ? value : null;
}

function only<T>(list: readonly T[]): T | null {
  return list.length === 1 ? (list[0] ?? null) : null;
}

/** The definitions a name means in a file: its own statics alone, else the global ones: .c
 * before headers, near before far. A global of its own comes first, but it may be weak: the others stay in sight. */
function visible<T>(
  all: readonly Defined<T>[],
  file: string,
  isStatic: (definition: Defined<T>) => boolean,
): readonly Defined<T>[] {
  const own = all.filter((d) => d.file === file);
  if (own.some(isStatic)) return own;
  const others = all.filter((d) => d.file !== file && (!isStatic(d) || d.file.endsWith(".h")));
  const seen = [...own, ...others];
  const rank = (d: Defined<T>): number => (d.file.endsWith(".h") ? 1000 : 0) + distance(file, d.file);
  return seen.length > 1 ? [...seen].sort((a, b) => rank(a) - rank(b)) : seen;
}

/** Directory steps between two files: of several definitions (per architecture, nested trees) the nearest is meant. */
function distance(from: string, to: string): number {
  const a = from.split("/");
  const b = to.split("/");
  let common = 0;
  while (common < a.length - 1 && a[common] === b[common]) common++;
  return a.length + b.length - 2 - 2 * common;
}
