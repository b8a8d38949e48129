/**
 * What a function calls off after a test of a walk's result, on the side where the walk was stopped and on the other:
 * event constants by whose names something is cancelled, handed to any call. Must not know chains.
 */
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import { type Flow, type FlowNode, successors } from "./controlFlow";
import type { UseFact } from "./facts";
import { argumentTexts, type Source, walk } from "./source";

const CANCELS = /^(?:[A-Z0-9]+_)*(?:CANCEL\w*|ABORT\w*|FAILED)(?:_[A-Z0-9_]+)?$/;
const MENTIONS = /CANCEL|ABORT|FAILED/;

/** @param stoppedIf how the test comes out where the walk was stopped; undefined where nothing is called off at all */
export function callingOff(
  context: FunctionContext,
  test: SyntaxNode,
  stoppedIf: boolean,
): UseFact["callsOff"] {
  const { source, fn } = context;
  if (!MENTIONS.test(source.text(fn.body))) return undefined;
  const { flow } = context;
  const branches = flow.nodes.filter(
    (node): node is Extract<FlowNode, { kind: "branch" }> =>
      node.kind === "branch" && overlap(node.syntax, test),
  );
  const [branch] = branches.sort((a, b) => length(a.syntax) - length(b.syntax));
  if (!branch) return undefined;
  const [stopped, other] = stoppedIf
    ? [branch.whenTrue, branch.whenFalse]
    : [branch.whenFalse, branch.whenTrue];
  const ifNot = cancelledFrom(source, flow, other);
  const ifStopped = cancelledFrom(source, flow, stopped);
  return ifNot.length + ifStopped.length > 0 ? { ifStopped, ifNot } : undefined;
}

function overlap(one: SyntaxNode, other: SyntaxNode): boolean {
  return (
    (one.start <= other.start && other.end <= one.end) || (other.start <= one.start && one.end <= other.end)
  );
}

function length({ start, end }: SyntaxNode): number {
  return end - start;
}

/** The constants handed to calls that control can come to from a point. */
function cancelledFrom(source: Source, flow: Flow, from: number): string[] {
  const found = new Set<string>();
  const seen = new Set<number>();
  const queue = [from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const node = flow.nodes[at];
    if (!node || seen.has(at)) continue;
    seen.add(at);
    queue.push(...successors(node));
    if (!("syntax" in node) || !node.syntax) continue;
    walk(node.syntax, (one) => {
      if (one.type !== "call_expression") return;
      for (const text of argumentTexts(source, one)) if (CANCELS.test(text)) found.add(text);
    });
  }
  return [...found];
}
