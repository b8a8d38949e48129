/** From registrations to the callbacks of each chain, and the callbacks that no registration leads to. */

import { sameElements } from "../base/lists";
import type {
  AssignmentFact,
  CallFact,
  DoneFact,
  Expression,
  FunctionFact,
  KeptFact,
  LockFact,
} from "../facts/facts";
import { PRIMITIVES } from "../notifier/kernelApi";
import { blockKey, givenCallbacks, placeIn, type ResolvedBlock } from "./blocks";
import type { Callback, RegistrationSite, Unresolved } from "./model";
import { priorityValue } from "./priority";
import { type Registration, registrationSite } from "./registrations";
import { returnPaths, summarise, takenValues } from "./returns";
import { createKeeper, type Steps } from "./steps";
import { type Defined, lastName, push, type Symbols } from "./symbols";

/** Callbacks by chain id, and which functions they are: names by file. */
export interface PlacedCallbacks {
  readonly byChain: ReadonlyMap<string, readonly Callback[]>;
  readonly placed: NamesByFile;
}

type NamesByFile = ReadonlyMap<string, ReadonlySet<string>>;

/** What puts the callbacks of all registered blocks on their chains, each block and callback once per chain. */
export function callbackPlacer(
  symbols: Symbols,
  { step }: Steps,
): (registrations: readonly Registration[]) => PlacedCallbacks {
  const define = step((block: ResolvedBlock) => definitionsOf(symbols, block));
  const complete = step(
    (
      definition: Definition,
      registeredBy: RegistrationSite,
      unregisteredBy: readonly RegistrationSite[],
    ): Callback => ({ ...definition.callback, registeredBy, unregisteredBy }),
  );
  const site = step(registrationSite);
  // The same sites in the same order are the same list.
  const append: Append = step(
    (sites: readonly RegistrationSite[], call: Defined<CallFact>, locks: readonly LockFact[]) => [
      ...sites,
      site(call, locks),
    ],
  );
  const removals = step((registrations: readonly Registration[], chainless: readonly Registration[]) =>
    removalSites([...registrations, ...chainless], append),
  );
  const place = (
    registrations: readonly Registration[],
    chainless: readonly Registration[],
  ): PlacedOnChain => {
    const callbacks: Callback[] = [];
    const placed: PlacedFunction[] = [];
    const known = new Set<string>();
    const sites = removals(registrations, chainless);
    for (const { kind, call, blocks, locks } of registrations) {
      if (kind !== "register") continue;
      for (const block of blocks) {
        const { file, line, column } = block.place;
        const key = `${block.callback} ${file}:${line}:${column}`;
        if (known.has(key)) continue;
        known.add(key);
        const unregisteredBy = sites.get(blockKey(block)) ?? NO_SITES;
        for (const definition of define(block)) {
          if (definition.file !== null) placed.push({ file: definition.file, name: block.callback });
          callbacks.push(complete(definition, site(call, locks), unregisteredBy));
        }
      }
    }
    return { callbacks, placed };
  };
  const placeAll = step(place);
  const group = step(chainGrouper());
  return step((registrations: readonly Registration[]): PlacedCallbacks => {
    const { perChain, chainless } = group(registrations);
    const byChain = new Map<string, readonly Callback[]>();
    const placed = new Map<string, Set<string>>();
    for (const [chain, list] of perChain) {
      const onChain = placeAll(list, chainless);
      byChain.set(chain, onChain.callbacks);
      for (const { file, name } of onChain.placed)
        placed.set(file, (placed.get(file) ?? new Set()).add(name));
    }
    return { byChain, placed };
  });
}

/** Registrations by chain, and those that no chain is told of. */
interface ByChain {
  readonly perChain: ReadonlyMap<string, readonly Registration[]>;
  readonly chainless: readonly Registration[];
}

/** What groups registrations; each list is the same object as before while it has the same elements. */
function chainGrouper(): (registrations: readonly Registration[]) => ByChain {
  const same = createKeeper<readonly Registration[]>(sameElements);
  return (registrations) => {
    same.begin();
    const lists = new Map<string, Registration[]>();
    for (const registration of registrations)
      if (registration.chain !== null) push(lists, registration.chain, registration);
    return {
      perChain: new Map([...lists].map(([chain, list]) => [chain, same.keep(chain, list)])),
      chainless: same.keep(
        "",
        registrations.filter(({ chain }) => chain === null),
      ),
    };
  };
}

/** What the registrations of one chain put on it. */
interface PlacedOnChain {
  readonly callbacks: readonly Callback[];
  readonly placed: readonly PlacedFunction[];
}

interface PlacedFunction {
  readonly file: string;
  readonly name: string;
}

type Append = (
  sites: readonly RegistrationSite[],
  call: Defined<CallFact>,
  locks: readonly LockFact[],
) => readonly RegistrationSite[];

const NO_SITES: readonly RegistrationSite[] = [];

/** Where each block is taken off a chain. */
function removalSites(
  registrations: readonly Registration[],
  append: Append,
): Map<string, readonly RegistrationSite[]> {
  const sites = new Map<string, readonly RegistrationSite[]>();
  for (const { kind, call, blocks, locks } of registrations) {
    if (kind !== "unregister") continue;
    for (const key of new Set(blocks.map(blockKey)))
      sites.set(key, append(sites.get(key) ?? NO_SITES, call, locks));
  }
  return sites;
}

function done(symbols: Symbols, file: string | undefined, name: string): Pick<Callback, "does" | "keeps"> {
  const fact = file === undefined ? null : symbols.doings(file, name);
  return { does: fact?.calls ?? NOTHING_DONE, keeps: fact?.kept ?? NOTHING_KEPT };
}

const NOTHING_DONE: readonly DoneFact[] = [];
const NOTHING_KEPT: readonly KeptFact[] = [];

/** One definition of a block's callback: all that is the same however the block is registered. */
interface Definition {
  /** Null where the tree has none. */
  readonly file: string | null;
  readonly callback: Omit<Callback, "registeredBy" | "unregisteredBy">;
}

function definitionsOf(symbols: Symbols, block: ResolvedBlock): Definition[] {
  const definitions = symbols.functions(block.file, block.callback);
  if (definitions.length === 0) return [{ file: null, callback: callback(symbols, block, undefined, false) }];
  return definitions.map((definition, i) => ({
    file: definition.file,
    callback: callback(symbols, block, definition, i > 0),
  }));
}

function callback(
  symbols: Symbols,
  block: ResolvedBlock,
  definition: Defined<FunctionFact> | undefined,
  alternative: boolean,
): Definition["callback"] {
  const paths = definition ? returnPaths(symbols, definition) : [];
  const priority = block.priority ?? "0";
  return {
    ...(definition ? placeIn(definition.file, definition.fact.place) : block.place),
    function: block.callback,
    block: block.name,
    blockPlace: block.place,
    priority,
    priorityValue: priorityValue(priority, (name) => symbols.constant(block.file, name)),
    paths,
    isInit: definition?.fact.isInit ?? false,
    blockIsInit: block.isInit ?? false,
    ...(definition ? summarise(paths) : { returns: ["?"], returnsByEvent: { default: ["?"] } }),
    takes: takenValues(paths),
    ...(definition?.fact.eventEffects ? { eventEffects: definition.fact.eventEffects } : {}),
    ...(definition?.fact.dataUse ? { dataUse: definition.fact.dataUse } : {}),
    alternative,
    ...done(symbols, definition?.file, block.callback),
  };
}

/** What finds the callbacks that are on no chain that could be told, and assignments whose callback could not. */
export function orphanFinder(symbols: Symbols, { step }: Steps): (placed: NamesByFile) => Unresolved[] {
  const orphan = step((definition: Defined<FunctionFact>) => orphanOf(symbols, definition));
  const unknown = step((assignment: Defined<AssignmentFact>) => unknownCallback(symbols, assignment));
  return step((placed: NamesByFile) => [
    ...symbols.indirectAssignments.flatMap((assignment) => unknown(assignment) ?? []),
    ...withoutPlaced(symbols.callbacks, placed).map(orphan),
  ]);
}

/** @param callbacks those of a file together */
function withoutPlaced(
  callbacks: Symbols["callbacks"],
  placed: NamesByFile,
): readonly Defined<FunctionFact>[] {
  const left: Defined<FunctionFact>[] = [];
  let last: string | null = null;
  let names: ReadonlySet<string> | undefined;
  for (const callback of callbacks) {
    if (callback.file !== last) names = placed.get(callback.file);
    last = callback.file;
    if (!names?.has(callback.fact.name)) left.push(callback);
  }
  return left;
}

function orphanOf(symbols: Symbols, definition: Defined<FunctionFact>): Unresolved {
  const { file, fact } = definition;
  const paths = returnPaths(symbols, definition);
  return {
    kind: "callback",
    name: fact.name,
    why: whyOrphan(symbols, file, fact.name),
    ...placeIn(file, fact.place),
    ...summarise(paths),
    paths,
  };
}

/** Why a callback is on no chain: no block has it, nothing registers its block, or the registration leads nowhere. */
function whyOrphan(symbols: Symbols, file: string, name: string): string {
  const blocks = blocksWith(symbols, file, name);
  const [block] = blocks;
  if (!block) return "no notifier block of this file holds it, and it is passed to nobody who fills one";
  const handing = (symbols.files.get(file)?.calls ?? []).filter((call) =>
    call.arguments.some(({ root, path }) =>
      blocks.some((b) => b.last === (path.at(-1) ?? ("name" in root ? root.name : ""))),
    ),
  );
  if (handing.length === 0) return `nothing in this file registers its block, ${block.name}`;
  // Of a kernel's headers and of a part of its tree, the functions that register are elsewhere.
  const registers = handing.find(({ callee }) => /(?<!un)register|add/.test(callee)) ?? handing[0];
  const isKnown =
    registers && (PRIMITIVES.has(registers.callee) || symbols.functions(file, registers.callee).length > 0);
  return registers && !isKnown
    ? `its block is handed to ${registers.callee}(), which nothing that was read defines`
    : "no registration of its block could be followed to a chain";
}

/** The blocks of a file that hold a callback: as a whole, and the name that a call would use last. */
function blocksWith(symbols: Symbols, file: string, callback: string): { name: string; last: string }[] {
  const facts = symbols.files.get(file);
  const variables = (facts?.blocks ?? []).filter((b) => b.callback === callback);
  const members = (facts?.assignments ?? []).filter(
    (a) => a.member === "notifier_call" && a.value.path.length === 0 && nameOf(a.value) === callback,
  );
  return [
    ...variables.map(({ name }) => ({ name, last: lastName(name.replace(/\[\d+\]/g, "")) })),
    ...members.map(({ target }) => {
      const { root, path } = target;
      const last = path.at(-1) ?? nameOf(target);
      return { name: [("type" in root && root.type) || nameOf(target), ...path].join("."), last };
    }),
  ];
}

const nameOf = ({ root }: Expression): string => ("name" in root ? root.name : "");

/** An assignment of a parameter or a table's member of which nobody tells what it holds. */
function unknownCallback(symbols: Symbols, { file, fact }: Defined<AssignmentFact>): Unresolved | null {
  const { value } = fact;
  if (givenCallbacks(symbols, { file, fact }).length > 0) return null;
  const member = value.path.at(-1);
  return {
    kind: "callback",
    name: member === undefined ? nameOf(value) : value.text,
    why:
      member === undefined
        ? `the callback is what the callers of ${fact.function}() pass, and none of them names a function`
        : `no table of the tree sets the member '${member}'`,
    ...placeIn(file, fact.place),
    returns: ["?"],
  };
}
