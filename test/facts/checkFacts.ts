/**
 * Holds extraction to a fixture: exactly the facts of the kinds asked for that the carets tell, in the notation of
 * support/fixture.ts with `fact` for a severity and the kind for a rule:
 *
 *     static BLOCKING_NOTIFIER_HEAD(boot_chain);
 *     //                            ^^^^^^^^^^ fact[head]: blocking static
 *
 * The text after the kind is the whole fact, spelled by the functions below; lines `// | TEXT` continue it. What holds
 * for the facts of any text is held for every fixture: they are plain data, and those of the text with its irrelevant
 * bodies blanked are the same.
 */
import { expect } from "vitest";
import { extractFacts, type Wanted } from "../../server/src/facts/extract";
import type {
  Expression,
  FileFacts,
  FunctionFact,
  GuardFact,
  Outcome,
  Root,
  UseFact,
  Value,
} from "../../server/src/facts/facts";
import { partsOf, wholeParts } from "../../server/src/facts/parts";
import { createWorkspace } from "../../server/src/workspace/workspace";
import { memoryHost, testParser } from "../support/analyse";
import { parseFixture } from "../support/fixture";

interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

type Told = readonly [place: Place, text: string];

const KINDS = {
  /** On the name: the kind of chain and the storage. */
  head: ({ heads }) => heads.map((h) => [h.place, `${h.name} ${h.type} ${h.storage}`]),
  /** On the name of a struct's member that is a head, a block, or a step to one. */
  member: ({ structs }) =>
    structs.flatMap(({ name, fields }) =>
      fields.map((f): Told => [f.place, `${name}.${f.name} ${f.head ?? f.type}`]),
    ),
  /** On the name of a block's variable, or its initialiser inside another one. */
  block: ({ blocks }) =>
    blocks.map((b) => [
      b.place,
      `${b.name} calls ${b.callback ?? "nothing"}${b.priority === null ? "" : `, priority ${b.priority}`}, ${b.storage}`,
    ]),
  /** On an assignment to a block's member. */
  assignment: ({ assignments }) =>
    assignments.map((a) => [a.place, `${a.member} of ${expression(a.target)} = ${a.value.text}`]),
  /** On a function's name: what it returns, event by event. */
  returns: ({ functions }) =>
    functions.flatMap((f): Told[] => (f.outcomes ? [[f.place, perEvent(f, (o) => value(o.value))]] : [])),
  /** On a function's name: what becomes of the object, path by path. */
  taken: ({ functions }) =>
    functions.flatMap((f): Told[] =>
      f.outcomes ? [[f.place, perEvent(f, (o) => `${o.taken} with ${value(o.value)}`)]] : [],
    ),
  /** On a call: what becomes of its result. */
  use: ({ calls }) => calls.map((c) => [c.place, c.uses.map(use).join(", ")]),
  /** On a call: what is done in the arms of the branches its result decides. */
  arms: ({ calls }) => calls.map((c) => [c.place, c.uses.map(arms).join(", ")]),
  /** On a call: the values of parameters under which it is made. */
  guard: ({ calls }) =>
    calls.flatMap((c): Told[] => (c.guards.length > 0 ? [[c.place, c.guards.map(guard).join(" and ")]] : [])),
  /** On a call: its operands. */
  call: ({ calls }) => calls.map((c) => [c.place, `${c.callee}(${c.arguments.map(expression).join(", ")})`]),
} satisfies Record<string, (facts: FileFacts) => readonly Told[]>;

export type FactKind = keyof typeof KINDS;

function value(v: Value): string {
  switch (v.kind) {
    case "constant":
      return v.text;
    case "fromErrno":
      return `notifier_from_errno(${value(v.of)})`;
    case "call":
      return `${v.truth === "any" ? "" : `${v.truth} `}${v.callee}(${v.eventArgument === null ? "" : `event at ${v.eventArgument}`})`;
    case "unknown":
      return `?${v.truth === "any" ? "" : ` ${v.truth}`} (${v.why})`;
  }
}

function perEvent({ outcomes, incomplete }: FunctionFact, tell: (o: Outcome) => string): string {
  const events = new Map<string, Set<string>>();
  for (const o of outcomes ?? []) {
    const told = events.get(o.event) ?? new Set();
    events.set(o.event, told.add(tell(o)));
  }
  const all = [...events].map(([event, told]) => `${event}: ${[...told].join(", ")}`);
  return [...all, ...(incomplete === null ? [] : [incomplete])].join(" | ");
}

function root(r: Root): string {
  switch (r.kind) {
    case "parameter":
      return `#${r.index} ${r.type}`;
    case "local":
      return `local ${r.name} ${r.type}`;
    case "global":
      return r.type === null ? r.name : `${r.name} ${r.type}`;
    case "constant":
      return r.text;
    case "call":
      return `${r.callee}()`;
    case "typed":
      return `(${r.type})`;
    case "unknown":
      return "?";
  }
}

function expression({ root: at, path }: Expression): string {
  return [root(at), ...path].join(" . ");
}

function use(u: UseFact): string {
  const test = u.test ? ` (${u.test.operator} ${u.test.value})` : "";
  const returned = u.returnedAs && u.use !== "returned" ? ` returned as ${u.returnedAs}` : "";
  const converted = u.use === "returned" && u.returnedAs !== "result" ? ` as ${u.returnedAs}` : "";
  return `${u.use}${test}${returned}${converted}${u.negated ? " negated" : ""}`;
}

function arms(u: UseFact): string {
  const calls = (effects: UseFact["whenTrue"]): string =>
    effects.map((e) => `${e.callee}(${e.arguments.join(",")})`).join("; ") || "-";
  return `${calls(u.whenTrue)} else ${calls(u.whenFalse)}`;
}

function guard(g: GuardFact): string {
  return `#${g.parameter} is ${g.negated ? "none" : "one"} of ${g.values.join(" ")}`;
}

/** Facts with the way they were asked for, so that they can be asked for again. */
interface Extraction {
  readonly text: string;
  readonly wanted: Wanted;
  readonly facts: FileFacts;
}

/** The facts of a tree, as the workspace comes to them. */
export async function extractions(files: ReadonlyMap<string, string>): Promise<Map<string, Extraction>> {
  const host = memoryHost(files, await testParser());
  const asked: Extraction[] = [];
  const workspace = createWorkspace(
    {
      ...host,
      extract: async (text, wanted) => {
        const facts = await host.extract(text, wanted);
        asked.push({ text, wanted, facts });
        return facts;
      },
    },
    "",
  );
  await workspace.index();
  return new Map(
    [...workspace.facts].flatMap(([file, facts]) => {
      // A reading for more only adds structs and summaries to the one before.
      const last = asked.findLast((a) => a.text === files.get(file) && !a.wanted.isMore);
      return last ? [[file, { ...last, facts }] as const] : [];
    }),
  );
}

/** Holds the facts of a text whose parts are parsed one by one to those of the text parsed as a whole. */
export async function checkParts(text: string, wanted: Wanted): Promise<void> {
  const parser = await testParser();
  const facts = (cut: typeof partsOf): FileFacts => extractFacts(text, parser.parse, wanted, cut);
  expect(facts(partsOf)).toEqual(facts(wholeParts));
}

/** Annotations stand between a function's head and its body, where no kernel file has a comment. */
const ANNOTATION = /^\s*\/\/.*\n/gm;

/** Checks all facts of some kinds against a fixture. */
export async function checkFacts(kinds: FactKind | readonly FactKind[], text: string): Promise<void> {
  const fixture = parseFixture(text);
  const found = await extractions(fixture.files);
  const asked = typeof kinds === "string" ? [kinds] : kinds;
  const actual = [...found].flatMap(([file, { facts }]) =>
    asked.flatMap((kind) =>
      KINDS[kind](facts).map(([place, told]) => line(fixture.files, file, place, kind, told)),
    ),
  );
  const expected = fixture.annotations.map((a) => {
    if (a.severity !== "fact" || !asked.some((kind) => kind === a.rule))
      throw new Error(`${a.file}:${a.line}: ${a.severity}[${a.rule}] is not asked for`);
    const told = sorted(a.texts.map((t) => t.trim()).join(" | "));
    return `${a.file}:${a.line}:${a.column}-${a.endColumn} ${a.rule}: ${told}`;
  });
  expect(actual.sort()).toEqual(expected.sort());
  for (const { text, wanted, facts } of found.values()) {
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
    await checkParts(text.replace(ANNOTATION, ""), wanted);
  }
}

/** A fact as its annotation reads; one that spans lines is cut to the first. */
function line(
  files: ReadonlyMap<string, string>,
  file: string,
  place: Place,
  kind: string,
  told: string,
): string {
  const first = files.get(file)?.split("\n")[place.line - 1] ?? "";
  const end = place.endLine === place.line ? place.endColumn : first.length + 1;
  return `${file}:${place.line}:${place.column}-${end} ${kind}: ${sorted(told)}`;
}

/** A list of values has no order: which path is followed first says nothing. */
function sorted(told: string): string {
  const parts = told.split(" | ").map((part) => {
    const [, event = "", values = part] = /^(\S+: )(.*)$/.exec(part) ?? [];
    return event + values.split(", ").sort().join(", ");
  });
  return parts.join(" | ");
}
