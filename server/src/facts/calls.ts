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
  walk(context.fn.body, (node) => {
    if (node.type !== "call_expression") return;
    const callee = calleeOf(context, node);
    if (callee === null || callee === "notifier_from_errno" || callee === "notifier_to_errno") return;
    const args = argumentsOf(node).map((a) =>
      readExpression(context.source, context.scope, a, context.values),
    );
    if (!matters(callee, args, blocks, watch)) return;
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

function matters(
  callee: string,
  args: readonly Expression[],
  blocks: BlockNames,
  watch: ReadonlySet<string>,
): boolean {
  if (
    PRIMITIVES.has(callee) ||
    HEAD_INITIALISERS.has(callee) ||
    watch.has(callee) ||
    speaksOfNotifying(callee)
  )
    return true;
  return callee === REPLAY || args.some((a) => isBlock(a, blocks));
}

/** Whether an expression names a notifier block, as far as this file can tell. */
function isBlock(expression: Expression, blocks: BlockNames): boolean {
  const { root, path } = expression;
  const last = path[path.length - 1];
  if (last !== undefined) return blocks.members.has(last);
  if (root.kind === "global") return root.type === BLOCK_TYPE || blocks.variables.has(root.name);
  return (root.kind === "parameter" || root.kind === "local") && root.type === BLOCK_TYPE;
}
