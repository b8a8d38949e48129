/**
 * One function at hand: everything the extractors of calls, uses and outcomes ask of it, computed once.
 */
import { type BranchGroup, branchGroups } from "../syntax/branches";
import type { SyntaxNode } from "../syntax/tree";
import { buildFlow, type Flow } from "./controlFlow";
import { type LocalValues, localValues } from "./expressions";
import { liveNames } from "./liveness";
import { type FunctionSyntax, type GlobalTypes, isDeclared, type Scope, scopeOf } from "./scope";
import { type Source, walk } from "./source";

export interface FunctionContext {
  readonly source: Source;
  readonly fn: FunctionSyntax;
  readonly scope: Scope;
  readonly values: LocalValues;
  readonly flow: Flow;
  /** The names that may still be read, for each node of the graph. */
  readonly live: readonly ReadonlySet<string>[];
  /** The `#if` groups inside the body. */
  readonly groups: readonly BranchGroup[];
  readonly parents: ReadonlyMap<SyntaxNode, SyntaxNode>;
  readonly isLocal: (name: string) => boolean;
}

/** Prepares a function; graph, branches and parents are made when first asked for. */
export function contextOf(source: Source, fn: FunctionSyntax, globals: GlobalTypes): FunctionContext {
  const scope = scopeOf(source, fn, globals);
  let flow: Flow | undefined;
  let live: readonly ReadonlySet<string>[] | undefined;
  let groups: readonly BranchGroup[] | undefined;
  let parents: Map<SyntaxNode, SyntaxNode> | undefined;
  return {
    source,
    fn,
    scope,
    values: localValues(source, fn.body),
    get flow() {
      flow ??= buildFlow(source, fn.body, this.groups);
      return flow;
    },
    get live() {
      live ??= liveNames(source, this.flow, (name) => isDeclared(scope, name));
      return live;
    },
    get groups() {
      groups ??= branchGroups(source.tree.text, fn.body.start, fn.body.end);
      return groups;
    },
    get parents() {
      parents ??= parentsOf(fn.body);
      return parents;
    },
    isLocal: (name) => scope.locals.has(name),
  };
}

function parentsOf(body: SyntaxNode): Map<SyntaxNode, SyntaxNode> {
  const parents = new Map<SyntaxNode, SyntaxNode>();
  walk(body, (node) => {
    for (const c of node.children) parents.set(c, node);
  });
  return parents;
}
