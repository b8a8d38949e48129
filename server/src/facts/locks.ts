/**
 * Which locks a function holds where it makes a call, followed along its control-flow graph. Locks are told apart by how
 * they are reached (type and member), not by object. Must not judge whether holding them is right.
 */
import { type LockKind, lockOperation, MENTIONS_A_LOCK } from "../notifier/contexts";
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import type { LockFact } from "./contextFacts";
import { successors } from "./controlFlow";
import { readExpression } from "./expressions";
import { argumentsOf, calleeName, walk } from "./source";

/** What one call does to a lock. */
interface Event {
  readonly at: number;
  readonly does: "take" | "try" | "release";
  readonly kind: LockKind;
  readonly lock: string;
}

/** The locks held at a point: on all ways there or on some. */
type Held = ReadonlyMap<string, { readonly kind: LockKind; readonly always: boolean }>;

interface LockFlow {
  readonly events: readonly (readonly Event[])[];
  readonly before: readonly (Held | undefined)[];
  /** Every lock that the function takes, tries or gives back. */
  readonly own: ReadonlyMap<string, LockKind>;
}

const FLOWS = new WeakMap<FunctionContext, LockFlow>();

/** The locks that matter at a call; undefined where the function has nothing to do with locks. */
export function locksAt(context: FunctionContext, call: SyntaxNode): readonly LockFact[] | undefined {
  if (!MENTIONS_A_LOCK.test(context.source.text(context.fn.body))) return undefined;
  const flow = FLOWS.get(context) ?? lockFlow(context);
  FLOWS.set(context, flow);
  const at = context.flow.nodes.findIndex(
    (node) =>
      "syntax" in node && node.syntax && node.syntax.start <= call.start && node.syntax.end >= call.end,
  );
  const before = flow.before[at];
  if (!before) return undefined;
  const held = after(
    before,
    (flow.events[at] ?? []).filter((event) => event.at < call.start),
  );
  const free = [...flow.own].filter(([lock]) => !held.has(lock));
  const found: LockFact[] = [
    ...[...held].map(([lock, { kind, always }]) => ({
      ...{ lock, kind },
      state: always ? ("held" as const) : ("maybe" as const),
    })),
    ...free.map(([lock, kind]) => ({ lock, kind, state: "free" as const })),
  ];
  return found.length > 0 ? found : undefined;
}

function lockFlow(context: FunctionContext): LockFlow {
  const { nodes, entry } = context.flow;
  const events = nodes.map((node) => ("syntax" in node && node.syntax ? eventsIn(context, node.syntax) : []));
  const before: (Held | undefined)[] = nodes.map(() => undefined);
  before[entry] = new Map();
  const queue = [entry];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const node = nodes[at];
    const held = before[at];
    if (!node || !held) continue;
    const then = after(held, events[at] ?? []);
    for (const to of successors(node)) {
      const known = before[to];
      const merged = known ? merge(known, then) : then;
      if (known && same(known, merged)) continue;
      before[to] = merged;
      queue.push(to);
    }
  }
  const own = new Map<string, LockKind>();
  for (const { lock, kind } of events.flat()) if (kind !== "asserted") own.set(lock, kind);
  return { events, before, own };
}

/** Part of the name of whatever takes a lock or gives one back: most statements are done with here. */
const MAY_LOCK = /lock|RTNL|down|\bup|irq|preempt|cpu/;

function eventsIn(context: FunctionContext, syntax: SyntaxNode): Event[] {
  const { source } = context;
  const events: Event[] = [];
  if (!MAY_LOCK.test(source.text(syntax))) return events;
  walk(syntax, (node) => {
    const operation = node.type === "call_expression" ? lockOperation(calleeName(source, node) ?? "") : null;
    if (!operation) return;
    const does = operation.does === "assert" ? "take" : operation.does;
    const lock = operation.lock ?? lockName(context, node);
    events.push({ at: node.start, does, kind: operation.kind, lock });
  });
  return events;
}

/** `struct extcon_dev.lock` for `&edev->lock`; the variable's name, or what is written where no type is known. */
function lockName({ source, scope, values }: FunctionContext, call: SyntaxNode): string {
  const [argument] = argumentsOf(call);
  if (!argument) return "?";
  const { root, path, near, text } = readExpression(source, scope, argument, values);
  if (near) return [near.type, ...near.path].join(".");
  const type = "type" in root ? root.type?.replace(/ \*$/, "") : null;
  if (path.length > 0 && type) return [type, ...path].join(".");
  return "name" in root ? [root.name, ...path].join(".") : text;
}

function after(held: Held, events: readonly Event[]): Held {
  if (events.length === 0) return held;
  const then = new Map(held);
  for (const { does, kind, lock } of events) {
    if (does === "take") then.set(lock, { kind, always: true });
    else if (does === "try") then.set(lock, { kind, always: false });
    else if (!then.delete(lock)) {
      // The same lock by another name, where only one can be meant.
      const alike = [...then].filter(([, other]) => other.kind === kind);
      if (alike.length === 1 && alike[0]) then.delete(alike[0][0]);
    }
  }
  return then;
}

function merge(one: Held, other: Held): Held {
  const merged = new Map(one);
  for (const [lock, { kind }] of one)
    if (other.get(lock)?.always !== true) merged.set(lock, { kind, always: false });
  for (const [lock, { kind }] of other) if (!one.has(lock)) merged.set(lock, { kind, always: false });
  return merged;
}

function same(one: Held, other: Held): boolean {
  return (
    one.size === other.size && [...one].every(([lock, { always }]) => other.get(lock)?.always === always)
  );
}
