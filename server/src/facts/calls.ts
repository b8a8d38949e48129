/**
 * Picks the calls that can matter to a chain: primitives, calls whose name speaks of notifying, calls that are handed a
 * notifier block, and calls of names that the model asked for. Which of them are wrappers is for the model to find out.
 */
import { BLOCK_TYPE, HEAD_INITIALISERS, PRIMITIVES } from "../notifier/kernelApi";
import { speaksOfNotifying } from "../notifier/naming";
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import { readExpression } from "./expressions";
import type { CallFact, Expression } from "./facts";
import { guardsOf } from "./guards";
import { argumentsOf, bare, calleeName, child, walk } from "./source";
import { usesOf } from "./uses";

/** The callee's name of a notifier block's function called directly: a replay, outside any walk. */
const REPLAY = "->notifier_call";

/** What a file knows of its blocks, for recognising arguments. */
export interface BlockNames {
  /** Variables of type struct notifier_block. */
  readonly variables: ReadonlySet<string>;
  /** Members known to be blocks: of the file's structs, or assigned a callback. */
  readonly members: ReadonlySet<string>;
}

/** The calls of one function that can matter. */
export function callsOf(
  context: FunctionContext,
  blocks: BlockNames,
  watch: ReadonlySet<string>,
): CallFact[] {
  const facts: CallFact[] = [];
  const names = namesOfBlocks(context, blocks);
  walk(context.fn.body, (node) => {
    if (node.type !== "call_expression") return;
    const callee = calleeOf(context, node);
    if (callee === null || callee === "notifier_from_errno" || callee === "notifier_to_errno") return;
    const known = callee === REPLAY || watch.has(callee) || mattersByName(callee);
    if (!known && !mayNameBlock(context, node, names)) return;
    const args = argumentsOf(node).map((a) =>
      readExpression(context.source, context.scope, a, context.values),
    );
    if (!known && !args.some((a) => isBlock(a, blocks))) return;
    facts.push({
      callee,
      arguments: args,
      function: context.fn.name,
      place: context.source.place(node),
      uses: usesOf(context, node),
      guards: guardsOf(context, node),
    });
  });
  return facts;
}

function calleeOf(context: FunctionContext, call: SyntaxNode): string | null {
  const name = calleeName(context.source, call);
  if (name !== null) return name;
  const callee = child(call, "function");
  const field = callee && child(bare(callee), "field");
  return field && context.source.text(field) === "notifier_call" ? REPLAY : null;
}

/** Whether a call matters whatever it is handed, as far as its name tells. */
export function mattersByName(callee: string): boolean {
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
    if (at.children.length === 0) found ||= names.has(source.text(at));
    return !found;
  });
  return found;
}

function mayNameBlock(context: FunctionContext, call: SyntaxNode, names: ReadonlySet<string>): boolean {
  return names.size > 0 && argumentsOf(call).some((a) => mentions(context, a, names));
}

/** Whether an expression names a notifier block, as far as this file can tell. */
function isBlock(expression: Expression, blocks: BlockNames): boolean {
  const { root, path } = expression;
  const last = path[path.length - 1];
  if (last !== undefined) return blocks.members.has(last);
  if (root.kind === "global") return root.type === BLOCK_TYPE || blocks.variables.has(root.name);
  return (root.kind === "parameter" || root.kind === "local") && root.type === BLOCK_TYPE;
}
