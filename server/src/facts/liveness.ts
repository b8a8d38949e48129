/**
 * Which names can still be read from each point of a function on: a value that nobody reads again must not keep two
 * paths apart. A mention counts as a reading, except where the name is only set.
 */

import type { SyntaxNode } from "../syntax/tree";
import { type Flow, type FlowNode, successors } from "./controlFlow";
import { bare, child, operatorOf, type Source, walk } from "./source";

/** What one point reads, and what it sets without reading it. */
interface Touched {
  readonly reads: ReadonlySet<string>;
  readonly sets: ReadonlySet<string>;
}

/** For each node of a graph, the variables that it or what follows it may read; other names do not count. */
export function liveNames(
  source: Source,
  { nodes }: Flow,
  isVariable: (name: string) => boolean,
): readonly ReadonlySet<string>[] {
  const touched = nodes.map((node) => touchedBy(source, node, isVariable));
  const live = touched.map(({ reads }) => new Set(reads));
  const before: number[][] = nodes.map(() => []);
  nodes.forEach((node, at) => {
    for (const to of successors(node)) before[to]?.push(at);
  });
  const open = nodes.map((_, at) => at);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const node = nodes[at];
    const found = live[at];
    if (!node || !found) continue;
    const known = found.size;
    for (const to of successors(node))
      for (const name of live[to] ?? []) if (!touched[at]?.sets.has(name)) found.add(name);
    if (found.size > known) open.push(...(before[at] ?? []));
  }
  return live;
}

function touchedBy(source: Source, node: FlowNode, isVariable: (name: string) => boolean): Touched {
  const reads = new Set<string>();
  const sets = new Set<string>();
  const read = (at: SyntaxNode): void =>
    walk(at, (n) => {
      if (n.type !== "identifier") return;
      const name = source.text(n);
      if (isVariable(name)) reads.add(name);
    });
  if (node.kind === "switch") for (const { value } of node.cases) if (value) read(value);
  const syntax = "syntax" in node ? node.syntax : null;
  if (syntax && node.kind !== "plain") read(syntax);
  else if (syntax) statement(source, syntax, read, sets);
  return { reads, sets: new Set([...sets].filter((name) => !reads.has(name))) };
}

/** A statement that sets a local, whole, whatever it was: `x = …;` or `int x = …;`. */
function statement(
  source: Source,
  syntax: SyntaxNode,
  read: (at: SyntaxNode) => void,
  sets: Set<string>,
): void {
  const only = syntax.type === "expression_statement" ? syntax.children[0] : undefined;
  const at = bare(only ?? syntax);
  const left = child(at, "left");
  const right = child(at, "right");
  if (at.type === "declaration") for (const part of at.children) declared(source, part, read, sets);
  else if (at.type === "assignment_expression" && left && right && operatorOf(source, at) === "=") {
    if (left.type === "identifier") sets.add(source.text(left));
    else read(left);
    read(right);
  } else read(at);
}

function declared(source: Source, part: SyntaxNode, read: (at: SyntaxNode) => void, sets: Set<string>): void {
  const value = part.type === "init_declarator" ? child(part, "value") : null;
  if (!value) return;
  let name = child(part, "declarator");
  while (name && name.type !== "identifier") name = child(name, "declarator");
  if (name) sets.add(source.text(name));
  read(value);
}
