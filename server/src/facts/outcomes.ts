/**
 * How the functions of one file can end, per event, helpers of the same file included: the interprocedural side of
 * execution.ts, with a bounded depth and a memory of what was already run.
 */
import type { FunctionContext } from "./context";
import { mentionedEvents } from "./events";
import { type End, OTHER_EVENTS, type Run, type Runnable, run } from "./execution";
import type { Outcome } from "./facts";
import { freesType, objectNames } from "./handoff";
import { typeOfName } from "./scope";
import { argumentsOf, bare, calleeName, walk } from "./source";
import { trackedLocals } from "./tracked";

/** Which parameters carry the event and the object; null where none does. */
export interface Roles {
  readonly event: number | null;
  readonly data: number | null;
}

/** A notifier callback's parameters: (block, event, data). */
export const CALLBACK_ROLES: Roles = { event: 1, data: 2 };

/** Helpers are followed this many calls deep; deeper ones are unknown. */
const DEPTH = 4;

export interface FunctionTable {
  /** The context of a function that this file defines, or null. */
  find(name: string): FunctionContext | null;
}

interface OutcomeFacts {
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
  const runs = new Map<FunctionContext, Map<string, Run>>();

  const runnableOf = (context: FunctionContext, roles: Roles): Runnable => {
    const key = `${roles.event} ${roles.data}`;
    const ofContext = ofKey(runnables, context);
    const known = ofContext.get(key);
    if (known) return known;
    const { source } = context;
    const event = roles.event === null ? undefined : context.fn.parameters[roles.event]?.name;
    const data = roles.data === null ? undefined : context.fn.parameters[roles.data]?.name;
    const object = data ? objectNames(source, data, context.values) : new Set<string>();
    const { fn, scope, flow } = context;
    let later: boolean | undefined;
    const made: Runnable = {
      fn,
      scope,
      flow,
      eventNames: event ? eventNames(context, event) : new Set<string>(),
      objectNames: object,
      tracked: trackedLocals(source, fn.body, (name) => context.isLocal(name) || isParameter(context, name)),
      // Asks every function of the file: only for an object that was stored.
      get freesLater() {
        later ??= freesLater(context, object, contexts);
        return later;
      },
    };
    ofContext.set(key, made);
    return made;
  };

  const runOnce = (context: FunctionContext, roles: Roles, event: string, depth: number): Run => {
    const key = `${roles.event} ${roles.data} ${event}`;
    const ofContext = ofKey(runs, context);
    const known = ofContext.get(key);
    if (known) return known;
    // A recursive call sees no ends of its own: it adds nothing that the outer call does not.
    ofContext.set(key, { ends: [], complete: true });
    const made = run(context.source, runnableOf(context, roles), event, (name, passed, data) =>
      helperEnds(name, { event: passed?.index ?? null, data }, passed?.value ?? OTHER_EVENTS, depth + 1),
    );
    ofContext.set(key, made);
    return made;
  };

  const helperEnds = (name: string, roles: Roles, event: string, depth: number): readonly End[] | null => {
    const context = depth <= DEPTH ? table.find(name) : null;
    return context ? runOnce(context, roles, event, depth).ends : null;
  };

  const eventsOf = (context: FunctionContext, roles: Roles, depth: number, seen: Set<string>): string[] => {
    if (roles.event === null || depth > DEPTH || seen.has(context.fn.name)) return [];
    seen.add(context.fn.name);
    const { source } = context;
    const names = runnableOf(context, roles).eventNames;
    const events = mentionedEvents(source, context.fn.body, names);
    walk(context.fn.body, (node) => {
      if (node.type !== "call_expression") return;
      const helper = table.find(calleeName(source, node) ?? "");
      const index = argumentsOf(node).findIndex((a) => names.has(source.text(bare(a))));
      if (helper && index >= 0)
        events.push(...eventsOf(helper, { event: index, data: null }, depth + 1, seen));
    });
    return [...new Set(events)];
  };

  return {
    read: (context, roles) => {
      const outcomes: Outcome[] = [];
      let incomplete: string | null = null;
      for (const event of [...eventsOf(context, roles, 0, new Set()), OTHER_EVENTS]) {
        const result = runOnce(context, roles, event, 0);
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

function isParameter(context: FunctionContext, name: string): boolean {
  return context.fn.parameters.some((p) => p.name === name);
}

/** The event parameter and the locals that are only ever set from it. */
function eventNames(context: FunctionContext, event: string): ReadonlySet<string> {
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
