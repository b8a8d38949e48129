/**
 * What a callback makes of its block and of `data`: which struct it takes its block to lie in, what it reads of an
 * object's private data and where it can return before any condition looks at the object. Along the control-flow graph
 * of the callback alone: helpers are not followed. Must not judge whose object it is.
 */
import type { Place } from "../base/place";
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import type { FlowNode } from "./controlFlow";
import type { DataUse } from "./facts";
import { castsOf } from "./pointees";
import { bare, calleeName, child, operatorOf, walk } from "./source";

/** What answers the memory that a driver keeps with an object: another driver's object has another's there. */
const PRIVATE = /^(?:netdev_priv|(?:\w+_)?get_drvdata|\w+_get_clientdata)$/;

/** Names of locals that come from one another: more rounds than this find nothing new in real code. */
const ROUNDS = 4;

/** Returns of a constant that refuses or ends the walk: what else a variable can be is not known at a place. */
const REFUSES = /^return \(?(?:NOTIFY_BAD|-E[A-Z0-9]+|notifier_from_errno\(-E[A-Z0-9]+\))\)?;$/;

type Names = ReadonlySet<string>;

/** Reads how a callback uses its first and third parameter. */
export function dataUse(context: FunctionContext): DataUse | undefined {
  const [block, , data] = context.fn.parameters;
  if (!block || !data) return undefined;
  const blocks = derived(context, new Set([block.name]), aliases);
  const objects = derived(context, new Set([data.name]), mentions);
  const tests = context.flow.nodes.some((node) => isTest(context, node, objects));
  const first = firstNodes(context, objects);
  return {
    usesBlock: mentions(context, context.fn.body, blocks),
    usesData: mentions(context, context.fn.body, objects),
    tests,
    containers: containersOf(context, blocks),
    casts: castsOf(context, data.name),
    early: earlyReads(context, first, objects),
    untested: untestedReturns(context, objects),
  };
}

/** Some names, and the locals that are set from them. */
function derived(
  context: FunctionContext,
  start: Names,
  from: (context: FunctionContext, value: SyntaxNode, names: Names) => boolean,
): Names {
  const names = new Set(start);
  for (let round = 0; round < ROUNDS; round++) {
    const before = names.size;
    for (const [name, values] of context.values)
      if (values.some((value) => from(context, value, names))) names.add(name);
    if (names.size === before) break;
  }
  return names;
}

/** Whether an expression speaks of a name: its value, not its size or type. */
function mentions({ source }: FunctionContext, node: SyntaxNode, names: Names): boolean {
  let found = false;
  walk(node, (at) => {
    if (found || at.type === "sizeof_expression") return false;
    if (at.type === "identifier" && names.has(source.text(at))) found = true;
    return !found;
  });
  return found;
}

/** Whether an expression is one of the names, perhaps cast. */
function aliases({ source }: FunctionContext, node: SyntaxNode, names: Names): boolean {
  let at = bare(node);
  while (at.type === "cast_expression") at = bare(child(at, "value") ?? at);
  return at.type === "identifier" && names.has(source.text(at));
}

/** Whether which way control goes depends on an object. */
function isTest(context: FunctionContext, node: FlowNode, objects: Names): boolean {
  const decides = node.kind === "branch" || node.kind === "switch" || node.kind === "iterate";
  return decides && mentions(context, node.syntax, objects);
}

/**
 * The points that control can come to before a condition on an object, the first such conditions included.
 * @param past whether control has to come past some other point on the way
 */
function firstNodes(
  context: FunctionContext,
  objects: Names,
  past: (node: FlowNode) => boolean = () => true,
): FlowNode[] {
  const { flow } = context;
  const seen = new Set<string>();
  const queue = [{ at: flow.entry, done: false }];
  const reached: FlowNode[] = [];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const node = flow.nodes[next.at];
    const key = `${next.at} ${next.done}`;
    if (!node || seen.has(key)) continue;
    seen.add(key);
    const done = next.done || past(node);
    if (done) reached.push(node);
    if (!isTest(context, node, objects)) queue.push(...successors(node).map((at) => ({ at, done })));
  }
  return reached;
}

function successors(node: FlowNode): number[] {
  switch (node.kind) {
    case "plain":
      return [node.to];
    case "branch":
      return [node.whenTrue, node.whenFalse];
    case "switch":
      return [...node.cases.map(({ to }) => to), node.otherwise];
    case "iterate":
      return [node.inside, node.next];
    case "fork":
      return node.ways.map(({ to }) => to);
    case "return":
    case "dead":
      return [];
  }
}

/** container_of() of the block, by the struct and the member that it names. */
function containersOf(context: FunctionContext, blocks: Names): DataUse["containers"] {
  const { source } = context;
  const found: DataUse["containers"][number][] = [];
  walk(context.fn.body, (node) => {
    const list = child(node, "arguments");
    if (!list || node.type !== "call_expression" || calleeName(source, node) !== "container_of") return;
    const [pointer] = list.children;
    // A type is no argument to the parser: what stands between the commas is read as it is written.
    const written = THREE.exec(source.tree.text.slice(list.start, list.end));
    const { before, type, member } = written?.groups ?? {};
    if (!pointer || !before || !type || !member || !aliases(context, pointer, blocks)) return;
    const start = list.start + before.length;
    found.push({
      type: type.replace(/\s+/g, " "),
      member,
      place: source.placeAt(start, start + member.length),
    });
  });
  return found;
}

/** `(nb, struct T, member)`. */
const THREE = /^(?<before>\([^,]*,\s*(?<type>struct\s+\w+)\s*,\s*)(?<member>[^,\s]+)\s*\)$/;

/** Reads behind a pointer to private data of an object. */
function earlyReads(context: FunctionContext, first: readonly FlowNode[], objects: Names): DataUse["early"] {
  const { source } = context;
  const isPrivate = (value: SyntaxNode): string | null => {
    const at = bare(value);
    const callee = at.type === "call_expression" ? calleeName(source, at) : null;
    return callee && PRIVATE.test(callee) && mentions(context, at, objects) ? callee : null;
  };
  const pointers = new Map<string, string>();
  for (const [name, values] of context.values) {
    const accessor = values.map(isPrivate).find((callee) => callee !== null);
    if (accessor) pointers.set(name, accessor);
  }
  const reads = new Map<number, DataUse["early"][number]>();
  for (const node of first) {
    if (!("syntax" in node) || !node.syntax) continue;
    walkReads(context, node.syntax, (at) => {
      const argument = child(at, "argument");
      if (!argument) return;
      const accessor = isPrivate(argument) ?? pointers.get(source.text(bare(argument)));
      if (accessor) reads.set(at.start, { text: source.written(at), accessor, place: source.place(at) });
    });
  }
  return [...reads.values()];
}

/** Visits each `p->m` that is read: of `&p->m.n` only the address is made, and sizeof reads nothing. */
function walkReads(context: FunctionContext, node: SyntaxNode, visit: (read: SyntaxNode) => void): void {
  const { source } = context;
  if (node.type === "sizeof_expression") return;
  const argument = child(node, "argument");
  if (node.type === "pointer_expression" && argument && operatorOf(source, node) === "&") {
    const inner = addressed(context, bare(argument));
    if (inner) walkReads(context, inner, visit);
    return;
  }
  if (node.type === "field_expression" && operatorOf(source, node) === "->") visit(node);
  for (const c of node.children) walkReads(context, c, visit);
}

/** What is still read where the address of a member is taken: the pointer before its last arrow. */
function addressed({ source }: FunctionContext, node: SyntaxNode): SyntaxNode | null {
  let at: SyntaxNode | null = node;
  while (at && (at.type === "field_expression" || at.type === "subscript_expression")) {
    const isArrow = at.type === "field_expression" && operatorOf(source, at) === "->";
    const inner: SyntaxNode | null = child(at, "argument");
    if (isArrow) return inner && bare(inner);
    at = inner && bare(inner);
  }
  return at;
}

/** The refusals that something which failed leads to, with no condition on an object before. */
function untestedReturns(context: FunctionContext, objects: Names): Place[] {
  const { source } = context;
  const made = [...context.values].filter(([, values]) => values.some(calls)).map(([name]) => name);
  const results = new Set(made);
  const onResult = (node: FlowNode): boolean =>
    node.kind === "branch" && (calls(node.syntax) || mentions(context, node.syntax, results));
  return firstNodes(context, objects, onResult).flatMap((node) =>
    node.kind === "return" && node.syntax && REFUSES.test(source.written(node.syntax))
      ? [source.place(node.syntax)]
      : [],
  );
}

function calls(value: SyntaxNode): boolean {
  return value.type === "call_expression" || value.children.some(calls);
}
