/**
 * What names mean, over the facts of all files. Statics are keyed by file and name, because static names repeat across
 * the kernel; what a header defines as static is visible to everyone who includes it. Linking learns of other files
 * by this alone: what is asked here is what a step of linking stands on (steps.ts).
 */
import type {
  AssignmentFact,
  BlockFact,
  CallFact,
  ContextFact,
  FileFacts,
  FunctionFact,
  HeadFact,
  MacroFact,
  SleeperFact,
  StoreFact,
  StructFact,
  SummaryFact,
  SummaryRequest,
  TableEntryFact,
} from "../facts/facts";
import { familyOfFile } from "../notifier/naming";
import { byInnerStruct } from "./innerStructs";
import { assignedMember, assignedVariable, handedNames, headName, isIndirect } from "./lookupNames";
import { firstOfEach, headsIn, type MemberHead } from "./memberHeads";
import { summaryNote } from "./notes";
import type { Steps } from "./steps";
import { createTables, type Entry, type FactsByFile, type Table } from "./tables";
import { linkable, meaning, only, visibleIn } from "./visible";

export type { FactsByFile } from "./tables";

export interface Defined<T> {
  readonly file: string;
  readonly fact: T;
}

export interface Symbols {
  readonly files: FactsByFile;
  /** The calls that are handed, by this name alone, a function of the file or what may be one: a parameter. */
  handing(name: string): readonly Defined<CallFact>[];
  /** The files read that belong together ({@link familyOfFile}). */
  filesOf(family: string): readonly string[];
  /** The definition of a head variable that a name means in a file. */
  head(file: string, name: string): Defined<HeadFact> | null;
  /** A head member by `struct T` and member path (`a.b` for anonymous nesting). */
  memberHead(struct: string, field: string): MemberHead | null;
  /** The only head member of the tree with this last name, or null where there are none or several. */
  memberHeadByName(field: string): MemberHead | null;
  /** The type of a struct's member, or null; a struct that no file read so far defines is left as a note. */
  memberType(struct: string, field: string): string | null;
  /** The structs that the members of a struct are or point to; null, and a note, where no file read so far defines it. */
  structsIn(struct: string): readonly string[] | null;
  /** Table entries under a member's name, of a file and of tables elsewhere that name the struct. */
  tableEntries(file: string, member: string, struct: string | null): readonly Defined<TableEntryFact>[];
  /** The tables of the tree that name a function. */
  tablesWith(name: string): readonly Defined<TableEntryFact>[];
  /** Stores to the member `field` of a `struct T`, also where it lies inside another struct. */
  stores(struct: string, field: string): readonly Defined<StoreFact>[];
  /** Stores to a variable: of a file, or to a local of one of its functions. */
  variableStores(file: string, name: string, fn: string | null): readonly Defined<StoreFact>[];
  /** Stores of a function's name. */
  storesOf(name: string): readonly Defined<StoreFact>[];
  /** Definitions that a call of this name in a file can mean, most likely first. */
  functions(file: string, name: string): readonly Defined<FunctionFact>[];
  /** What functions return that a call of this name in a file can mean; that they were asked for leaves a note. */
  summaries(file: string, request: SummaryRequest): readonly Defined<SummaryFact>[];
  /** What a callback that a file defines does. */
  doings(file: string, name: string): ContextFact | null;
  /** The functions by a name that sleep, of files that have chains. */
  sleepers(name: string): readonly Defined<SleeperFact>[];
  /** Blocks that a variable name means in a file; `nbs` also finds the elements `nbs[0]`, `nbs[1]`. */
  blocks(file: string, name: string): readonly Defined<BlockFact>[];
  /** Assignments of a callback to the member `field` of `struct T` anywhere. */
  assignments(struct: string, field: string): readonly Defined<AssignmentFact>[];
  /** All assignments of callbacks and priorities that a file makes. */
  assignmentsIn(file: string): readonly AssignmentFact[];
  /** Whether a file defines a struct. */
  definesStruct(file: string, struct: string): boolean;
  /** What a constant's name stands for in a file; null where it is unknown, or means several things. */
  constant(file: string, name: string): string | null;
  /** Assignments of a callback that name no function: a parameter, or a member that holds one. */
  readonly indirectAssignments: readonly Defined<AssignmentFact>[];
  /** Assignments to the member `field` of a `struct T` that lies inside another struct. */
  innerAssignments(struct: string, field: string): readonly Defined<AssignmentFact>[];
  /** All head definitions (no extern declarations). */
  readonly heads: readonly Defined<HeadFact>[];
  readonly memberHeads: readonly MemberHead[];
  /** All functions that look like callbacks, by file. */
  readonly callbacks: readonly Defined<FunctionFact>[];
  /** The macros of all headers. */
  readonly headerMacros: readonly MacroFact[];
  /** All recorded calls by callee. */
  readonly calls: Pick<Table<Defined<CallFact>>, "get">;
}

/** The last name of a member path. */
export function lastName(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/** Symbols, and the one way to change what they say. */
export interface FollowedSymbols {
  readonly symbols: Symbols;
  /** Brings them up to date; answers whether anything changed. */
  update(files: FactsByFile): boolean;
}

/** Symbols of no files yet. Structs that a member was asked of and that nobody defines are the notes of `steps`. */
export function createSymbols(steps: Steps): FollowedSymbols {
  const { table, keyed, files, update } = createTables(steps);
  /** Facts by name. */
  const byName = <T extends object>(
    factsOf: (facts: FileFacts) => readonly T[],
    nameOf: (fact: T) => string | null,
  ): Table<Defined<T>> => {
    const defined = keyed((file: string, fact: T): Defined<T> => ({ file, fact }));
    return table((file, facts) =>
      factsOf(facts).flatMap((fact): Entry<Defined<T>>[] => {
        const name = nameOf(fact);
        return name === null ? [] : [[name, defined(file, fact)]];
      }),
    );
  };
  const heads = byName(({ heads }) => heads, headName);
  const functions = byName(
    ({ functions }) => functions,
    ({ name }) => name,
  );
  const callbacks = byName(
    ({ functions }) => functions.filter((f) => f.isCallback),
    ({ name }) => name,
  );
  const summaries = byName(
    ({ summaries }) => summaries,
    ({ name }) => name,
  );
  const blocks = byName(
    ({ blocks }) => blocks,
    ({ name }) => name.replace(/\[\d+\]/g, ""),
  );
  const assignments = byName(({ assignments }) => assignments, assignedMember);
  const assignmentsIn = table((file, facts) =>
    facts.assignments.map((assignment): Entry<AssignmentFact> => [file, assignment]),
  );
  const indirect = byName(
    ({ assignments }) => assignments,
    (a) => (a.member === "notifier_call" && isIndirect(a) ? a.function : null),
  );
  const tableEntries = byName(
    ({ tableEntries }) => tableEntries,
    ({ member }) => member,
  );
  const tabled = byName(
    ({ tableEntries }) => tableEntries,
    (entry) => entry.function,
  );
  const stores = byName(({ stores }) => stores, assignedMember);
  const variableStores = byName(({ stores }) => stores, assignedVariable);
  const functionStores = byName(
    ({ stores }) => stores,
    ({ value: { root, path } }) => (root.kind === "global" && path.length === 0 ? root.name : null),
  );
  const constants = byName(
    ({ constants }) => constants,
    ({ name }) => name,
  );
  const contexts = byName(
    ({ contexts }) => contexts,
    (fact: ContextFact) => fact.function,
  );
  const sleepers = byName(
    ({ sleepers }) => sleepers,
    ({ name }) => name,
  );
  const calls = byName(
    ({ calls }) => calls,
    ({ callee }) => callee,
  );
  const structs = byName(
    ({ structs }) => structs,
    (struct: StructFact) => struct.name,
  );
  const headerMacros = table((file, facts) =>
    file.endsWith(".h") ? facts.macros.map((macro): Entry<MacroFact> => [macro.name, macro]) : [],
  );
  const call = keyed((file: string, fact: CallFact): Defined<CallFact> => ({ file, fact }));
  const handing = table((file, { calls }) =>
    handedNames(calls).map(([name, one]): Entry<Defined<CallFact>> => [name, call(file, one)]),
  );
  const families = table((file): Entry<string>[] => [[familyOfFile(file), file]]);
  const types = table((_, facts) =>
    facts.structs.flatMap(({ name, fields }) =>
      fields.map((field): Entry<string> => [`${name}.${field.name}`, field.type]),
    ),
  );
  const memberHeads = keyed((file: string, struct: StructFact) => ({ file, heads: headsIn(file, struct) }));
  const members = table((file, facts) =>
    facts.structs.flatMap((s) => memberHeads(file, s).heads.map((h): Entry<MemberHead> => [h.id, h])),
  );
  const membersByName = table((file, facts) =>
    facts.structs.flatMap((s) =>
      memberHeads(file, s).heads.map((h): Entry<MemberHead> => [lastName(h.field.name), h]),
    ),
  );
  const memberType = (struct: string, field: string): string | null => {
    if (struct.startsWith("struct ") && structs.get(struct).length === 0) steps.note(struct);
    return types.get(`${struct}.${field}`)[0] ?? null;
  };
  const inner = steps.step((all: typeof assignments) => byInnerStruct(all.all(), memberType));
  const innerStores = steps.step((all: typeof stores) => byInnerStruct(all.all(), memberType));
  const visibleHeads = visibleIn<HeadFact>(({ storage }) => storage === "static");
  const visibleFunctions = visibleIn<FunctionFact>(({ isStatic }) => isStatic);
  const visibleBlocks = visibleIn<BlockFact>(({ storage }) => storage === "static");
  const symbols: Symbols = {
    files,
    get heads() {
      return grouped(heads.all());
    },
    get memberHeads() {
      return firstOfEach(members.all());
    },
    get callbacks() {
      return callbacks.all();
    },
    get headerMacros() {
      return headerMacros.all();
    },
    calls,
    handing: (name) => handing.get(name),
    filesOf: (family) => families.get(family),
    head: (file, name) => visibleHeads(heads.get(name), file)[0] ?? null,
    memberHead: (struct, field) => members.get(`${struct}.${field}`)[0] ?? null,
    memberHeadByName: (field) => only(firstOfEach(membersByName.get(field))),
    memberType,
    structsIn: (struct) => {
      const definitions = structs.get(struct);
      if (definitions.length > 0)
        return definitions.flatMap(({ fact }) => fact.fields.map(({ type }) => type));
      steps.note(struct);
      return null;
    },
    innerAssignments: (struct, field) => inner(assignments).get(`${struct}.${field}`) ?? [],
    get indirectAssignments() {
      return indirect.all();
    },
    tableEntries: (file, member, struct) =>
      tableEntries
        .get(member)
        .filter((e) => e.file === file || (struct !== null && e.fact.types.includes(struct))),
    tablesWith: (name) => tabled.get(name),
    stores: (struct, field) => {
      const key = `${struct}.${field}`;
      return [...stores.get(key), ...(innerStores(stores).get(key) ?? [])];
    },
    variableStores: (file, name, fn) =>
      variableStores
        .get(name)
        .filter(
          ({ file: from, fact }) =>
            from === file && (fact.target.root.kind === "global" ? fn === null : fact.function === fn),
        ),
    storesOf: (name) => functionStores.get(name),
    functions: (file, name) => visibleFunctions(functions.get(name), file),
    summaries: (file, request) => {
      steps.note(summaryNote(request));
      const { name, eventArgument } = request;
      return linkable(summaries.get(name), file).filter(({ fact }) => fact.eventArgument === eventArgument);
    },
    doings: (file, name) => contexts.get(name).find((c) => c.file === file)?.fact ?? null,
    sleepers: (name) => sleepers.get(name),
    blocks: (file, name) => visibleBlocks(blocks.get(name), file),
    constant: (file, name) => meaning(constants.get(name), file),
    assignmentsIn: (file) => assignmentsIn.get(file),
    definesStruct: (file, struct) => structs.get(struct).some((definition) => definition.file === file),
    assignments: (struct, field) => assignments.get(`${struct}.${field}`),
  };
  return { symbols, update };
}

/** Heads of one name together, where the first of them stood. */
function grouped(heads: readonly Defined<HeadFact>[]): Defined<HeadFact>[] {
  const groups = new Map<string, Defined<HeadFact>[]>();
  for (const head of heads) push(groups, head.fact.name, head);
  return [...groups.values()].flat();
}

/** Adds to the list under a key. */
export function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
