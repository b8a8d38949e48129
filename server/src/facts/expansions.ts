/** Reads uses of notifier macros inside a function as functions of their own, standing where the macro is used. */
import type { SyntaxNode } from "../syntax/tree";
import { contextOf, type FunctionContext } from "./context";
import { type LocalValues, localValues } from "./expressions";
import type { MacroFact } from "./facts";
import { expandMacro } from "./macros";
import type { Parse } from "./parts";
import { readFunction, type Scope } from "./scope";
import { argumentsOf, calleeName, sourceAt, walk } from "./source";

export interface Expansion {
  readonly context: FunctionContext;
  /** Frees the tree behind the context. */
  readonly free: () => void;
}

/** The expansions of the macros that a function uses. The caller frees them. */
export function expansionsIn(
  context: FunctionContext,
  macros: ReadonlyMap<string, MacroFact>,
  parse: Parse,
): Expansion[] {
  const expansions: Expansion[] = [];
  if (macros.size === 0) return expansions;
  walk(context.fn.body, (node) => {
    if (node.type !== "call_expression") return;
    const macro = macros.get(calleeName(context.source, node) ?? "");
    const made = macro && expand(context, node, macro, parse);
    if (made) expansions.push(made);
  });
  return expansions;
}

function expand(context: FunctionContext, use: SyntaxNode, macro: MacroFact, parse: Parse): Expansion | null {
  const tree = parse(
    expandMacro(
      macro,
      argumentsOf(use).map((a) => context.source.written(a)),
    ),
  );
  const source = sourceAt(tree, context.source.place(use));
  const item = tree.items.find((i) => i.type === "function_definition");
  const fn = item && readFunction(source, item.node());
  if (!fn) {
    tree.delete();
    return null;
  }
  const inner = contextOf(
    source,
    { ...fn, name: context.fn.name, parameters: context.fn.parameters },
    NO_GLOBALS,
  );
  const scope: Scope = {
    ...context.scope,
    locals: new Map([...context.scope.locals, ...inner.scope.locals]),
  };
  const values: LocalValues = localValues(source, fn.body);
  return {
    context: {
      source,
      fn: inner.fn,
      scope,
      values,
      flow: inner.flow,
      get live() {
        return inner.live;
      },
      groups: inner.groups,
      parents: inner.parents,
      isLocal: (name) => scope.locals.has(name),
    },
    free: () => tree.delete(),
  };
}

const NO_GLOBALS = { get: () => undefined };
