/**
 * Picks the calls that can matter to a chain: primitives, calls whose name speaks of notifying, calls that are handed a
 * notifier block, and calls of names that the model asked for or that are handed such a name. Which of them are wrappers is for the model to find out.
 */
import { BLOCK_TYPE, HEAD_INITIALISERS, PRIMITIVES } from "../notifier/kernelApi";
import { speaksOfNotifying } from "../notifier/naming";
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import { readExpression } from "./expressions";
import type { CallFact, Expression } from "./facts";
import { guardsOf } from "./guards";
import { locksAt } from "./locks";
import { withPointees } from "./pointees";
import { valuesAt } from "./reaching";
import { argumentsOf, calleeName, child, walk } from "./source";
import { usesOf } from "./uses";

/** The callee's name of a notifier block's function called directly: a replay, outside any walk. */
const REPLAY = "->notifier_call";

/** Results and blocks on their way: no calls of interest by themselves. */
const CONVERSIONS: ReadonlySet<string> = new Set([
  "notifier_from_errno",
  "notifier_to_errno",
  "container_of",
  "list_entry",
]);

/** Named heuristic: the kernel calls a block `nb`, or something with "notif" in it, where the type is out of sight. */
const NAMED_AS_BLOCK = /(?:^|_)nb\d*$|notif/;

/** What a file knows of its blocks, for recognising arguments. */
export interface BlockNames {
  /** Variables of type struct notifier_block. */
  readonly variables: ReadonlySet<string>;
  /** Members known to be blocks: of the file's structs, or assigned a callback. */
  readonly members: ReadonlySet<string>;
}

/** A call that can matter, with its syntax where it is handed a block. */
export interface FoundCall {
  readonly fact: CallFact;
  readonly handed: SyntaxNode | null;
}

/** The calls of one function that can matter. */
export function callsOf(
  context: FunctionContext,
  blocks: BlockNames,
  watch: ReadonlySet<string>,
): FoundCall[] {
  const found: FoundCall[] = [];
  const names = namesOfBlocks(context, blocks);
  const written = ["nb", "notif", ...names];
  walk(context.fn.body, (node) => {
    if (node.type !== "call_expression") return;
    const named = calleeOf(context, node);
    if (!named || CONVERSIONS.has(named.callee)) return;
    const known = mattersByName(named.callee) || watch.has(named.callee.replace(/^->/, ""));
    const handsOver = !known && namesAny(context, node, watch);
    if (!known && !handsOver && !mayNameBlock(context, node, names, written)) return;
    const values = valuesAt(context, node);
    const read = argumentsOf(node).map((a) => readExpression(context.source, context.scope, a, values));
    const isHanded = read.some((a) => isBlock(a, blocks)) || takesAPointer(context, node);
    if (!known && !handsOver && !isHanded) return;
    // Who is handed a block hands nothing on to callbacks.
    const args = isHanded ? read : withPointees(context, node, read, values);
    const locks = known ? locksAt(context, node) : undefined;
    const fact = {
      ...named,
      arguments: args,
      function: context.fn.name,
      place: context.source.place(node),
      uses: usesOf(context, node),
      guards: guardsOf(context, node),
      ...(locks ? { locks } : {}),
    };
    found.push({ fact, handed: isHanded ? node : null });
  });
  return found;
}

/** What is called: a function or variable by name, or a member: `x->ops->f(…)`, `(*x->f)(…)`. */
function calleeOf(
  { source, scope, values }: FunctionContext,
  call: SyntaxNode,
): Pick<CallFact, "callee" | "pointer"> | null {
  const name = calleeName(source, call);
  if (name !== null) return { callee: name, pointer: null };
  let at = child(call, "function");
  while (at && (at.type === "parenthesized_expression" || at.type === "pointer_expression"))
    at = child(at, "argument") ?? at.children[0] ?? null;
  if (at?.type === "identifier") return { callee: source.text(at), pointer: null };
  const field = at?.type === "field_expression" ? child(at, "field") : null;
  const pointer = at && field ? readExpression(source, scope, at, values) : null;
  return field && pointer ? { callee: `->${source.text(field)}`, pointer } : null;
}

/** Whether a call matters whatever it is handed, as far as its name tells. */
export function mattersByName(callee: string): boolean {
  if (callee.startsWith("->")) return callee === REPLAY;
  return PRIMITIVES.has(callee) || HEAD_INITIALISERS.has(callee) || speaksOfNotifying(callee);
}

/** Every name in a function that an expression which names a block could be written with. */
function namesOfBlocks(context: FunctionContext, blocks: BlockNames): ReadonlySet<string> {
  const names = new Set([...blocks.variables, ...blocks.members]);
  for (const { name, type } of context.scope.parameters) if (type.startsWith(BLOCK_TYPE)) names.add(name);
  for (const [name, { type }] of context.scope.locals) if (type === BLOCK_TYPE) names.add(name);
  // A local pointer stands for what it was set to.
  for (const [name, values] of context.values)
    if (values.some((value) => mentions(context, value, names))) names.add(name);
  return names;
}

function mentions({ source }: FunctionContext, node: SyntaxNode, names: ReadonlySet<string>): boolean {
  let found = false;
  walk(node, (at) => {
    if (at.children.length > 0) return !found;
    const text = source.text(at);
    found ||= names.has(text) || NAMED_AS_BLOCK.test(text);
    return !found;
  });
  return found;
}

/** @param written what the text of such a call has in it: most calls have none of that and are not walked */
function mayNameBlock(
  context: FunctionContext,
  call: SyntaxNode,
  names: ReadonlySet<string>,
  written: readonly string[],
): boolean {
  const text = context.source.text(call);
  if (!written.some((word) => text.includes(word))) return false;
  return argumentsOf(call).some((a) => mentions(context, a, names));
}

/** Whether a call is handed a function that is watched, or a parameter by such a name, to call it. */
function namesAny({ source }: FunctionContext, call: SyntaxNode, watch: ReadonlySet<string>): boolean {
  if (watch.size === 0) return false;
  return argumentsOf(call).some((a) => a.type === "identifier" && watch.has(source.text(a)));
}

/** Whether an argument is a pointer to a block by its declaration, wherever the pointer was set to point. */
function takesAPointer({ source, scope }: FunctionContext, call: SyntaxNode): boolean {
  return argumentsOf(call).some(
    (a) => a.type === "identifier" && scope.locals.get(source.text(a))?.type === BLOCK_TYPE,
  );
}

/** Whether an expression names a notifier block, as far as this file can tell. */
export function isBlock(expression: Expression, blocks: BlockNames): boolean {
  const { root, path } = expression;
  const last = path[path.length - 1];
  if (last !== undefined) return blocks.members.has(last) || NAMED_AS_BLOCK.test(last);
  if (root.kind === "global") return root.type === BLOCK_TYPE || blocks.variables.has(root.name);
  return (root.kind === "parameter" || root.kind === "local") && root.type === BLOCK_TYPE;
}
