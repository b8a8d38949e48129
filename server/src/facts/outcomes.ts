/**
 * How the functions of one file can end, per event, helpers of the same file included: the interprocedural side of
 * execution.ts, with a bounded depth and a memory of what was already run.
 */
import { decidingParameters, keeps } from "./arguments";
import type { FunctionContext } from "./context";
import { mentionedEvents } from "./events";
import { type End, endKey, OTHER_EVENTS, type Run, type RunHelper, type Runnable, run } from "./execution";
import type { Outcome, Value } from "./facts";
import { type Answer, fixpoint } from "./fixpoint";
import { freesType, objectNames } from "./handoff";
import { isDeclared, typeOfName } from "./scope";
import { argumentsOf, bare, calleeName, walk } from "./source";
import { type Targets, targetsFor } from "./targets";
import { trackedLocals } from "./tracked";
import { unknown, valueKey } from "./values";

/** Which parameters carry the event and the object; null where none does. */
export interface Roles {
  readonly event: number | null;
  readonly data: number | null;
}

/** A notifier callback's parameters: (block, event, data). */
export const CALLBACK_ROLES: Roles = { event: 1, data: 2 };

/** Helpers are followed this many calls deep: what is deeper counts as unknown. */
const DEPTH = 12;

/** A circle of helpers adds to its answers in every turn, or it is done. */
const TURNS = 20;

export interface FunctionTable {
  /** The definitions in this file that a call in a function can mean: one per branch of an `#if`. */
  find(name: string, from: FunctionContext, at: number): readonly FunctionContext[];
}

/** Parameters whose value is known, by name. */
type Given = ReadonlyMap<string, Value>;

export interface OutcomeFacts {
  readonly outcomes: readonly Outcome[];
  readonly incomplete: string | null;
}

/** Answers how functions of a file end. */
export interface OutcomeReader {
  read(context: FunctionContext, roles: Roles): OutcomeFacts;
}

/** Builds the reader of one file. */
export function outcomeReader(
  table: FunctionTable,
  contexts: () => Iterable<FunctionContext>,
): OutcomeReader {
  const runnables = new Map<FunctionContext, Map<string, Runnable>>();
  const numbers = new Map<FunctionContext, number>();
  const remembered = fixpoint<Run>({ least: { ends: [], complete: true }, same: sameEnds, turns: TURNS });

  const decides = decidingParameters((name, from, at) => table.find(name, from, at));

  const runnableOf = (context: FunctionContext, roles: Roles): Runnable => {
    const key = `${roles.event} ${roles.data}`;
    const ofContext = ofKey(runnables, context);
    const known = ofContext.get(key);
    if (known) return known;
    const { source } = context;
    const event = roles.event === null ? undefined : context.fn.parameters[roles.event]?.name;
    const data = roles.data === null ? undefined : context.fn.parameters[roles.data]?.name;
    const object = data ? objectNames(source, data, context.values) : new Set<string>();
    const { fn, scope, flow, live } = context;
    let later: boolean | undefined;
    const made: Runnable = {
      fn,
      scope,
      flow,
      live,
      eventNames: event ? eventNames(context, event) : new Set<string>(),
      objectNames: object,
      tracked: trackedLocals(source, fn.body, (name) => isDeclared(scope, name)),
      // Asks every function of the file: only for an object that was stored.
      get freesLater() {
        later ??= freesLater(context, object, contexts);
        return later;
      },
    };
    ofContext.set(key, made);
    return made;
  };

  const runOnce = (
    context: FunctionContext,
    roles: Roles,
    event: string,
    depth: number,
    given: Given = new Map(),
    targets: Targets = targetsFor(context, (index) => index),
  ): Answer<Run> => {
    const helper: RunHelper = (name, at, passed, data, constantAt, targetAt) => {
      const helperRoles = { event: passed?.index ?? null, data };
      const value = passed?.value ?? OTHER_EVENTS;
      const ends = table
        .find(name, context, at)
        .map((one) =>
          helperEnds(
            one,
            helperRoles,
            value,
            depth + 1,
            givenTo(one, helperRoles, constantAt, decides),
            targetsFor(one, targetAt),
          ),
        );
      return ends.length > 0 ? ends.flat() : null;
    };
    const constants = [...given].map(([name, value]) => ` ${name}=${valueKey(value)}`).join("");
    const called = [...targets].map(([name, target]) => ` ${name}->${target}`).join("");
    const key = `${numberOf(numbers, context)} ${roles.event} ${roles.data} ${event}${constants}${called}`;
    return remembered(key, () =>
      run(context.source, runnableOf(context, roles), event, helper, given, targets),
    );
  };

  const helperEnds = (
    context: FunctionContext,
    roles: Roles,
    event: string,
    depth: number,
    given: Given,
    targets: Targets,
  ): readonly End[] => {
    const { name } = context.fn;
    if (depth > DEPTH) return [openEnd(context, `the result of ${name}(), too many calls away`)];
    const { answer, open } = runOnce(context, roles, event, depth, given, targets);
    // A loop without an end, around a reset that works: what follows it is told all the same.
    if (answer.ends.length === 0 && !open) return [openEnd(context, `${name}() never returns`)];
    return answer.ends;
  };

  const eventsOf = (
    context: FunctionContext,
    roles: Roles,
    depth: number,
    seen: Set<FunctionContext>,
  ): string[] => {
    if (roles.event === null || depth > DEPTH || seen.has(context)) return [];
    seen.add(context);
    const { source } = context;
    const names = runnableOf(context, roles).eventNames;
    const events = mentionedEvents(source, context.fn.body, names);
    walk(context.fn.body, (node) => {
      if (node.type !== "call_expression") return;
      const index = argumentsOf(node).findIndex((a) => names.has(source.text(bare(a))));
      if (index < 0) return;
      for (const helper of table.find(calleeName(source, node) ?? "", context, node.start))
        events.push(...eventsOf(helper, { event: index, data: null }, depth + 1, seen));
    });
    return [...new Set(events)];
  };

  return {
    read: (context, roles) => {
      const outcomes: Outcome[] = [];
      let incomplete: string | null = null;
      for (const event of [...eventsOf(context, roles, 0, new Set()), OTHER_EVENTS]) {
        const { answer: result } = runOnce(context, roles, event, 0);
        if (!result.complete) incomplete = "the function is too complex to follow to every end";
        const inside = result.ends.map((end) => ({ event, ...end }));
        outcomes.push(
          ...inside.sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column),
        );
      }
      return { outcomes, incomplete };
    },
  };
}

function ofKey<K, V>(maps: Map<K, Map<string, V>>, key: K): Map<string, V> {
  const known = maps.get(key) ?? new Map<string, V>();
  maps.set(key, known);
  return known;
}

function numberOf(numbers: Map<FunctionContext, number>, context: FunctionContext): number {
  const number = numbers.get(context) ?? numbers.size;
  numbers.set(context, number);
  return number;
}

/** Whether two runs end alike. Ends are kept in the order they were found in, which a second run may change. */
function sameEnds(a: Run, b: Run): boolean {
  const keys = (ends: readonly End[]): string => ends.map(endKey).sort().join("\n");
  return a.ends.length === b.ends.length && keys(a.ends) === keys(b.ends);
}

/** The parameters of a helper that its end hangs on and that a call hands a constant, by name. */
function givenTo(
  helper: FunctionContext,
  roles: Roles,
  constantAt: (index: number) => Value | null,
  decides: (context: FunctionContext, index: number) => boolean,
): Given {
  const given = new Map<string, Value>();
  helper.fn.parameters.forEach((parameter, index) => {
    if (index === roles.event || index === roles.data) return;
    const value = constantAt(index);
    if (value && keeps(parameter, value) && decides(helper, index)) given.set(parameter.name, value);
  });
  return given;
}

function openEnd({ source, fn }: FunctionContext, why: string): End {
  return { value: unknown(why), taken: "no", place: source.place(fn.nameNode), written: "" };
}

/** The event parameter and the locals that are only ever set from it. */
export function eventNames(context: FunctionContext, event: string): ReadonlySet<string> {
  const names = new Set([event]);
  for (const [name, values] of context.values) {
    const only = values[0];
    if (values.length !== 1 || !only) continue;
    let at = bare(only);
    while (at.type === "cast_expression") at = bare(at.children[at.children.length - 1] ?? at);
    if (at.type === "identifier" && context.source.text(at) === event) names.add(name);
  }
  return names;
}

/** Named heuristic: an object that is stored is freed later if the file frees its type anywhere. */
function freesLater(
  context: FunctionContext,
  object: ReadonlySet<string>,
  contexts: () => Iterable<FunctionContext>,
): boolean {
  const types = [...object]
    .map((name) => typeOfName(context.scope, name))
    .filter((t) => t?.startsWith("struct "));
  const type = types[0];
  if (!type) return false;
  for (const other of contexts())
    if (freesType(other.source, other.fn.body, type, (name) => typeOfName(other.scope, name))) return true;
  return false;
}
