/**
 * Callers of a chain beside the answers that can reach them: the common ground of the rules about callers. Must not
 * judge anything.
 */
import type { Fix } from "../base/finding";
import { oncePer } from "../base/once";
import type { CallSite, Chain, EffectiveUse } from "../model/model";
import { endsWalk, notifierToErrno } from "../notifier/values";
import { numberOf, pathsAt } from "./claims";
import type { Part } from "./witness";

/** A place that consumes a walk's result, or hands it out raw, with the walk. */
export interface Consumed {
  readonly site: CallSite;
  readonly use: EffectiveUse;
}

/** Every place at which the result of a walk is consumed or handed out, once for each use and event; replays left out. */
export function consumedOf({ callSites }: Chain): readonly Consumed[] {
  return consumedAt(callSites);
}

/** An edit of a callback leaves its chain's call sites the same list (model/link.ts). */
const consumedAt = oncePer((callSites: readonly CallSite[]): readonly Consumed[] => {
  const found = new Map<string, Consumed>();
  for (const site of callSites)
    for (const use of site.replay ? [] : endsOf(site)) {
      const key = `${use.file}:${use.line}:${use.column} ${use.use} ${use.event}`;
      if (!found.has(key)) found.set(key, { site, use });
    }
  return [...found.values()];
});

function endsOf({ effectiveUse, handedOut }: CallSite): readonly EffectiveUse[] {
  return handedOut.length > 0 ? [...effectiveUse, ...handedOut] : effectiveUse;
}

/** The answers that a consumer can get at its event, each by itself; of callbacks that can be in its kernel. */
export function answersTo(chain: Chain, use: EffectiveUse, accepts: (value: string) => boolean): Part[] {
  return chain.callbacks.flatMap((callback) => {
    if (areApart(use.file, callback.file)) return [];
    const paths = use.event === "param" ? callback.paths : pathsAt(callback, use.event);
    return paths.filter((path) => accepts(path.value)).map((path) => ({ callback, path }));
  });
}

/** The event by which a demonstration of an answer calls the chain. */
export function eventFor(use: EffectiveUse, { path }: Part): string {
  return use.event === "param" ? path.event : use.event;
}

/** Code of two architectures is in no kernel together. */
function areApart(one: string, other: string): boolean {
  if (!one.startsWith("arch/") || !other.startsWith("arch/")) return false;
  const [first, second] = [one, other].map((file) => /^arch\/([^/]+)\//.exec(file)?.[1]);
  return first !== undefined && second !== undefined && first !== second;
}

/** Whether a value vetoes: it ends the walk with an error that notifier_to_errno() knows. */
export function isVeto(value: string): boolean {
  const number = numberOf(value);
  return number === null
    ? value === "notifier_from_errno(...)"
    : endsWalk(number) && notifierToErrno(number) < 0;
}

/** Converts the result where the walk is made, if whoever consumes it stands there and only asks whether it is 0. */
export function convertResult({ site, use }: Consumed): Fix | null {
  const { file, line, column, endLine, endColumn } = site;
  const isHere = (one: EffectiveUse): boolean => one.file === file && one.function === site.function;
  const isPlain = (one: EffectiveUse): boolean => one.use === "nonzero" || one.use === "returned";
  if (site.robust || !isHere(use) || !endsOf(site).every((one) => isHere(one) && isPlain(one))) return null;
  const at = (l: number, c: number, newText: string) => ({
    file,
    startLine: l,
    startColumn: c,
    endLine: l,
    endColumn: c,
    newText,
  });
  return {
    title: "Decode the result with notifier_to_errno()",
    safety: "suggestion",
    edits: [at(line, column, "notifier_to_errno("), at(endLine, endColumn, ")")],
  };
}
