/**
 * Functions of the driver core that call a function for each of some things until it answers other than 0, and answer
 * that: what they give is what the function gives, or 0. Must not follow anything but a function that is named.
 */
import type { SyntaxNode } from "../syntax/tree";
import type { Evaluation, Valued } from "./evaluator";
import { take } from "./evaluator";
import type { State } from "./execution";
import { takenByCall } from "./handoff";
import { argumentsOf } from "./source";
import { targetOf } from "./targets";
import { constant, refine, valueKey } from "./values";

/** At which argument (from 0) the function stands: drivers/base/{driver,bus,class,core}.c, Linux 6.1. */
const ITERATORS: ReadonlyMap<string, number> = new Map([
  ["driver_for_each_device", 3],
  ["bus_for_each_dev", 3],
  ["bus_for_each_drv", 3],
  ["class_for_each_device", 3],
  ["device_for_each_child", 2],
  ["device_for_each_child_reverse", 2],
]);

/**
 * What such a call can give; null for every other call, and where the function is not of this file. That some of them
 * refuse a NULL bus or driver is left out: nobody hands them one.
 */
export function iterated(
  evaluation: Evaluation,
  node: SyntaxNode,
  callee: string,
  state: State,
): readonly Valued[] | null {
  const argument = argumentsOf(node)[ITERATORS.get(callee) ?? -1];
  const target = argument ? targetOf(evaluation, argument) : null;
  if (typeof target !== "string") return null;
  const nothing = (): null => null;
  const ends = evaluation.helper(target, node.start, null, null, nothing, nothing);
  if (!ends) return null;
  const failures = ends.flatMap((end) => refine(end.value, "!=", true) ?? []);
  const values = new Map([constant("0"), ...failures].map((value) => [valueKey(value), value]));
  const after = take(state, takenByCall(evaluation.source, node, evaluation.runnable.objectNames));
  return [...values.values()].map((value) => ({ value, state: after }));
}
