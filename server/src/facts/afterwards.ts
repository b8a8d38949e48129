/**
 * What a function can still run into once one of its calls has succeeded: the ways out that report an error, and what
 * was called on the way that by its name could undo the call. Follows the control-flow graph path by path. Must not
 * know which call undoes which: that takes the whole tree.
 */
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import { type FlowNode, successors } from "./controlFlow";
import type { ExitFact } from "./facts";
import { type Assumed, assume } from "./forks";
import { type PathTests, pathTests, type Signs, withoutErrors } from "./pathTests";
import { argumentsOf, bare, calleeName, child, walk } from "./source";

/** Named heuristic: what undoes something is called like it in the kernel. */
export const UNDOES =
  /unreg|remove|del|exit|free|release|clean|destroy|put|close|stop|fini|teardown|add_action|disable|detach|unbind|uninit|deinit|term|shutdown|unwind|rollback|undo|revert|unset|unsubscribe|unlink|drop/i;

/** A function with more states than this is left alone: nothing is said of it. */
const MOST_STATES = 2000;
/** With more ways to the call, what encloses it must do. */
const MOST_BEFORE = 64;
/** More ways to one exit than this say nothing more. */
const MOST_WAYS = 4;

/** What a function calls that could undo something; nothing for functions of other files. */
export type Undoing = (name: string) => readonly string[];

interface State {
  readonly at: number;
  readonly signs: Signs;
  readonly assumed: Assumed;
  /** Sorted, each once. */
  readonly calls: readonly string[];
}

const TESTS = new WeakMap<FunctionContext, PathTests>();

/** Several calls of one function are asked about. */
function testsOf(context: FunctionContext): PathTests {
  const known = TESTS.get(context) ?? pathTests(context);
  TESTS.set(context, known);
  return known;
}

/** The function, the call that has succeeded, and what its file's functions undo. */
interface Search {
  readonly context: FunctionContext;
  readonly call: SyntaxNode;
  readonly undoing: Undoing;
  readonly tests: PathTests;
  /** What each statement calls that could undo something; null where nobody wants to know. */
  readonly undone: Map<SyntaxNode, readonly string[]> | null;
}

/**
 * The exits that report an error after a call has succeeded (returned 0, or no error pointer).
 * @param undoing what a function of the same file calls, itself or through others of the file, that could undo something
 * @returns one entry per return statement; none for a call whose place in the function cannot be told
 */
export function errorExitsAfter(context: FunctionContext, call: SyntaxNode, undoing: Undoing): ExitFact[] {
  if (context.fn.returnType === "void") return [];
  const { nodes } = context.flow;
  const start = nodes.findIndex((node) => holds(syntaxOf(node), call));
  const first = nodes[start];
  if (!first || first.kind === "return") return [];
  const search: Search = { context, call, undoing, tests: testsOf(context), undone: new Map() };
  const given = handedOver(context, call);
  const queue = statesBefore(search, start).flatMap((state) =>
    next(search, first, { ...state, signs: new Map([...withoutErrors(state.signs), ...given]) }),
  );
  const seen = new Set<string>();
  const found = new Map<SyntaxNode, string[][]>();
  for (let state = queue.pop(); state; state = queue.pop()) {
    const key = keyOf(state);
    if (seen.has(key)) continue;
    if (seen.size > MOST_STATES) return [];
    seen.add(key);
    const node = nodes[state.at];
    if (node?.kind === "return") addExit(search, node.syntax, state, found);
    else if (node) queue.push(...next(search, node, state));
  }
  return [...found].map(([syntax, ways]) => ({
    place: context.source.place(syntax),
    written: context.source.written(syntax),
    ways,
  }));
}

/** What was handed to the call was there: `udc->edev` is asked about again on the way out. */
function handedOver({ source }: FunctionContext, call: SyntaxNode): Signs {
  const members = argumentsOf(call).filter((argument) => bare(argument).type === "field_expression");
  return new Map(
    members.map((member) => [`?${source.written(bare(member)).replace(/\s+/g, "")}`, "nonzero"]),
  );
}

/** What the paths that lead to the call know there; only what encloses it where there are too many. */
function statesBefore(search: Search, start: number): readonly State[] {
  const { context, call, tests } = search;
  const { nodes, entry } = context.flow;
  const before: Search = { ...search, undone: null };
  const queue: State[] = [{ at: entry, signs: new Map(), assumed: new Map(), calls: [] }];
  const found = new Map<string, State>();
  const seen = new Set<string>();
  for (let state = queue.pop(); state; state = queue.pop()) {
    const key = keyOf(state);
    if (seen.has(key)) continue;
    if (seen.size > MOST_STATES || found.size > MOST_BEFORE)
      return [{ at: start, signs: tests.enclosing(call), assumed: assumedAt(context, call), calls: [] }];
    seen.add(key);
    const node = nodes[state.at];
    if (state.at === start) found.set(key, state);
    else if (node) queue.push(...next(before, node, state));
  }
  return [...found.values()];
}

function keyOf({ at, signs, calls, assumed }: State): string {
  return `${at} ${mapKey(signs)} ${calls.join(" ")} ${mapKey(assumed)}`;
}

/** Most steps of a path leave these maps as they are. */
const MAP_KEYS = new WeakMap<ReadonlyMap<string, unknown>, string>();

function mapKey(map: ReadonlyMap<string, unknown>): string {
  if (map.size === 0) return "";
  const known = MAP_KEYS.get(map);
  if (known !== undefined) return known;
  const key = [...map].sort().join(" ");
  MAP_KEYS.set(map, key);
  return key;
}

function syntaxOf(node: FlowNode): SyntaxNode | null {
  return "syntax" in node ? node.syntax : null;
}

function holds(outer: SyntaxNode | null, inner: SyntaxNode): boolean {
  return outer !== null && outer.start <= inner.start && outer.end >= inner.end;
}

/** What is assumed of the configuration where a node stands. */
function assumedAt({ groups }: FunctionContext, { start, end }: SyntaxNode): Assumed {
  const around = groups
    .flatMap(({ branches }) => branches)
    .filter((branch) => branch.start <= start && branch.end >= end);
  return (
    assume(
      new Map(),
      around.flatMap(({ assumes }) => assumes),
    ) ?? new Map()
  );
}

/** The states after a node: what it calls is remembered, what it tests is decided where the path knows, else learnt. */
function next(search: Search, node: FlowNode, state: State): State[] {
  const { call, tests } = search;
  if (node.kind === "fork")
    return node.ways.flatMap(({ to, assumes }) => {
      const assumed = assume(state.assumed, assumes);
      return assumed ? [{ ...state, at: to, assumed }] : [];
    });
  const syntax = syntaxOf(node);
  const calls = syntax ? callsIn(search, syntax, state.calls) : state.calls;
  const signs = syntax ? tests.after(syntax, state.signs, call) : state.signs;
  if (node.kind !== "branch") {
    const inside = node.kind === "iterate" ? afterLoop(search, node.syntax, calls) : calls;
    return successors(node).map((at) => ({ ...state, at, signs, calls: inside }));
  }
  return [true, false].flatMap((truth) => {
    const after = tests.decided(node.syntax, truth, signs, call);
    if (!after) return [];
    const at = truth ? node.whenTrue : node.whenFalse;
    return [{ ...state, at, signs: after, calls: afterLoop(search, node.syntax, calls) }];
  });
}

/** Whoever leaves a loop is taken to have been through it: what is undone one by one is undone. */
function afterLoop(search: Search, test: SyntaxNode, calls: readonly string[]): readonly string[] {
  const { parents } = search.context;
  let inner = test;
  let outer = parents.get(test);
  while (outer && /expression$/.test(outer.type)) [inner, outer] = [outer, parents.get(outer)];
  const body =
    outer && inner.field === "condition" && /^(?:for|while)_/.test(outer.type) && child(outer, "body");
  return body ? callsIn(search, body, calls) : calls;
}

/** The calls of a node that could undo something, added to those before. */
function callsIn(search: Search, syntax: SyntaxNode, before: readonly string[]): readonly string[] {
  if (!search.undone) return before;
  const known = search.undone.get(syntax) ?? undoneIn(search, syntax);
  search.undone.set(syntax, known);
  if (known.every((name) => before.includes(name))) return before;
  return [...new Set([...before, ...known])].sort();
}

function undoneIn({ context: { source }, call, undoing }: Search, syntax: SyntaxNode): readonly string[] {
  const names: string[] = [];
  walk(syntax, (node) => {
    const name = node.type === "call_expression" && node !== call ? calleeName(source, node) : null;
    if (name === null) return;
    if (UNDOES.test(name)) names.push(name);
    names.push(...undoing(name));
  });
  return names;
}

/** Remembers how an exit was come to, where it reports an error. */
function addExit(
  search: Search,
  syntax: SyntaxNode | null,
  state: State,
  found: Map<SyntaxNode, string[][]>,
): void {
  if (!syntax || !search.tests.reportsError(syntax, state.signs)) return;
  const calls = callsIn(search, syntax, state.calls);
  const ways = found.get(syntax) ?? [];
  if (ways.some((way) => way.every((name) => calls.includes(name)))) return;
  const kept = ways.filter((way) => !calls.every((name) => way.includes(name)));
  found.set(syntax, [...kept, [...calls]].slice(0, MOST_WAYS));
}
