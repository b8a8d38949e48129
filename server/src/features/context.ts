/**
 * What every feature is given. Features answer plain data about one point or file of a tree; they know neither editors
 * nor protocols, and places are those of base/place.
 */
import type { FilePlace } from "../base/finding";
import { contains, type Point } from "../base/place";
import type { FunctionFact } from "../facts/facts";
import type { Callback, Chain } from "../model/model";
import type { RuleContext } from "../rules";

/** A model with the facts it was linked from. */
export type FeatureContext = RuleContext;

/** How a text names a place of the tree: "kernel/fork.c:38", or a link to it in an editor that has links. */
export type PlaceWriter = (place: Pick<FilePlace, "file" | "line">) => string;

/** A callback and the chain that this block of it is on. */
export interface Membership {
  readonly chain: Chain;
  readonly callback: Callback;
}

/** The function around a point, its name included; null between functions and in those that do not matter. */
export function functionAt({ facts }: FeatureContext, file: string, point: Point): FunctionFact | null {
  const functions = facts.get(file)?.functions ?? [];
  const around = functions.find(({ place, body: { endLine, endColumn } }) =>
    contains({ ...place, endLine, endColumn }, point),
  );
  return around ?? null;
}

/** Everything that is on a chain. */
export function memberships({ model }: FeatureContext): Membership[] {
  return model.chains.flatMap((chain) => chain.callbacks.map((callback) => ({ chain, callback })));
}
