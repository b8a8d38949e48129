/**
 * What a callback does at the events of a pair that it handles only in part: the first event and its success, but not
 * every event that cancels it. Calls and stores, along the control-flow graph, by the tests on the event alone. Must not
 * judge what undoes what.
 */
import { pairOf } from "../notifier/eventPairs";
import { prints } from "../notifier/naming";
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import { type Flow, type FlowNode, successors } from "./controlFlow";
import { compareEvent, eventOperand, mentionedEvents } from "./events";
import { OTHER_EVENTS } from "./execution";
import type { EventEffects } from "./facts";
import { argumentTexts, bare, calleeName, child, type Source, walk } from "./source";

/** Effects kept for one event: enough to recognise what is undone, small enough to cache. */
const MOST = 16;

/** Names that make or read a value and change nothing. */
const PURE =
  /^(?:container_of|to_\w+|\w+_to_\w+|ARRAY_SIZE|min|max|min_t|max_t|WARN\w*|likely|unlikely|BUG_ON)$/;

/**
 * @param names the names that hold the event
 * @returns the effects at each first and success event that the callback names, and at the events that it does not
 *   name; undefined where no pair is open
 */
export function eventEffects(
  context: FunctionContext,
  names: ReadonlySet<string>,
): readonly EventEffects[] | undefined {
  const { source, fn } = context;
  const mentioned = mentionedEvents(source, fn.body, names);
  const open = new Set<string>();
  for (const event of mentioned) {
    const pair = pairOf(event, mentioned);
    const closing = pair?.success.filter((success) => mentioned.includes(success)) ?? [];
    if (!pair || closing.length === 0) continue;
    if (pair.cancel.length > 0 && pair.cancel.every((cancel) => mentioned.includes(cancel))) continue;
    for (const one of [event, ...closing]) open.add(one);
  }
  if (open.size === 0) return undefined;
  const places = placesOf(context, names);
  return [...open, OTHER_EVENTS].map((event) => ({
    event,
    place: source.place(places.get(event) ?? fn.nameNode),
    ...effectsAt(context, names, event),
  }));
}

/** Where each event is first named. */
function placesOf({ source, fn }: FunctionContext, names: ReadonlySet<string>): Map<string, SyntaxNode> {
  const places = new Map<string, SyntaxNode>();
  const add = (node: SyntaxNode, text: string): void => {
    if (!places.has(text)) places.set(text, node);
  };
  walk(fn.body, (node) => {
    const value = node.type === "case_statement" ? child(node, "value") : null;
    if (value) add(value, source.written(bare(value)));
    const test = node.type === "binary_expression" ? eventOperand(source, node, names) : null;
    if (test && test.constant !== "") add(node, test.constant);
  });
  return places;
}

function effectsAt(
  { source, flow, isLocal }: FunctionContext,
  names: ReadonlySet<string>,
  event: string,
): Pick<EventEffects, "calls" | "stores"> {
  const calls = new Map<string, EventEffects["calls"][number]>();
  const stores = new Map<string, EventEffects["stores"][number]>();
  for (const node of reachedAt(source, flow, names, event)) {
    if (!("syntax" in node) || !node.syntax) continue;
    walk(node.syntax, (at) => {
      const callee = at.type === "call_expression" ? calleeName(source, at) : null;
      if (callee && !prints(callee) && !PURE.test(callee) && calls.size < MOST) {
        const call = { callee, arguments: argumentTexts(source, at) };
        calls.set(JSON.stringify(call), call);
      }
      const store = at.type === "assignment_expression" ? storeOf(source, at, isLocal) : null;
      if (store && stores.size < MOST) stores.set(JSON.stringify(store), store);
    });
  }
  return { calls: [...calls.values()], stores: [...stores.values()] };
}

/** `x->a = v`, `*p = v`, `global = v`: what outlives the call. */
function storeOf(
  source: Source,
  assignment: SyntaxNode,
  isLocal: (name: string) => boolean,
): EventEffects["stores"][number] | null {
  const left = child(assignment, "left");
  const right = child(assignment, "right");
  if (!left || !right) return null;
  const target = source.text(bare(left)).replace(/\s+/g, "");
  if (!target.includes("->") && !target.startsWith("*") && isLocal(/^\w+/.exec(target)?.[0] ?? ""))
    return null;
  return { target, value: source.text(bare(right)).replace(/\s+/g, " ") };
}

/** The points of a function that control can come to at an event. */
function reachedAt(source: Source, flow: Flow, names: ReadonlySet<string>, event: string): FlowNode[] {
  const seen = new Set<number>();
  const queue = [flow.entry];
  const reached: FlowNode[] = [];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const node = flow.nodes[at];
    if (!node || seen.has(at)) continue;
    seen.add(at);
    reached.push(node);
    queue.push(...next(source, node, names, event));
  }
  return reached;
}

function next(source: Source, node: FlowNode, names: ReadonlySet<string>, event: string): readonly number[] {
  if (node.kind === "switch") return chosen(source, node, names, event);
  const test = node.kind === "branch" ? eventOperand(source, node.syntax, names) : null;
  const truth = test && compareEvent(event, test);
  if (node.kind !== "branch" || truth === null) return successors(node);
  return [truth ? node.whenTrue : node.whenFalse];
}

function chosen(
  source: Source,
  { syntax, cases, otherwise }: Extract<FlowNode, { kind: "switch" }>,
  names: ReadonlySet<string>,
  event: string,
): number[] {
  const all = [...cases.map(({ to }) => to), otherwise];
  if (eventOperand(source, syntax, names)?.operator !== "!= 0") return all;
  const own = cases.filter(({ value }) => value && source.written(bare(value)) === event);
  if (own.length > 0) return own.map(({ to }) => to);
  const other = cases.filter(({ value }) => value === null);
  return other.length > 0 ? other.map(({ to }) => to) : [otherwise];
}
