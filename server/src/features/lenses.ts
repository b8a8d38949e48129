/**
 * The lines above callbacks, chain heads and calls that walk a chain. Where they stand is cheap and asked for a whole
 * file; what they say is asked for one at a time, once it is seen. Says only what is true and short.
 */
import type { Finding } from "../base/finding";
import type { Place, Point } from "../base/place";
import type { CallSite, Chain } from "../model/model";
import { type FeatureContext, memberships } from "./context";
import { members, standing, standingText } from "./order";
import { roleText } from "./roles";
import type { Simulation } from "./simulations";

export const LENS_KINDS = ["callback", "head", "walk"] as const;

export type LensKind = (typeof LENS_KINDS)[number];

/** What a line is about; enough to make its text later. */
export interface LensSubject {
  readonly kind: LensKind;
  readonly simulation: Simulation;
}

export interface Lens extends LensSubject {
  readonly place: Place;
}

/** The lenses of a file, from top to bottom: a callback has one for each chain that it is on. */
export function lensesOf(context: FeatureContext, file: string): Lens[] {
  const heads = context.model.chains
    .filter((chain) => chain.file === file)
    .map((chain) => lens("head", chain, chain, null));
  const found = [...heads, ...callbackLenses(context, file), ...walkLenses(context, file)];
  return found.sort((a, b) => a.place.line - b.place.line);
}

function callbackLenses(context: FeatureContext, file: string): Lens[] {
  const found = new Map<string, Lens>();
  for (const { chain, callback } of memberships(context))
    if (callback.file === file && isDefinition(context, file, callback))
      found.set(`${callback.line} ${chain.id}`, lens("callback", chain, callback, callback.function));
  return [...found.values()];
}

/** Whether a callback's place is its definition: one that no file defines stands at its block. */
function isDefinition({ facts }: FeatureContext, file: string, callback: Place): boolean {
  const functions = facts.get(file)?.functions ?? [];
  return functions.some(({ place }) => place.line === callback.line && place.column === callback.column);
}

/** The calls that walk a chain, and those of wrappers that walk it and hand the result on; one for each line. */
function walkLenses({ model, facts }: FeatureContext, file: string): Lens[] {
  const calls = facts.get(file)?.calls ?? [];
  if (calls.length === 0) return [];
  const found = new Map<string, Lens>();
  for (const chain of model.chains) {
    const told = new Set(chain.callSites.flatMap((site) => pointsIn(site, file)));
    if (told.size === 0) continue;
    for (const { place, uses } of calls)
      if ([place, ...uses.map((use) => use.place)].some((point) => told.has(pointText(point))))
        found.set(`${place.line} ${chain.id}`, lens("walk", chain, place, null));
  }
  return [...found.values()];
}

/** Where a file has a walk or gets its result. */
function pointsIn(site: CallSite, file: string): string[] {
  if (site.replay) return [];
  return [site, ...site.effectiveUse].filter((one) => one.file === file).map(pointText);
}

function pointText({ line, column }: Point): string {
  return `${line}:${column}`;
}

function lens(
  kind: LensKind,
  chain: Chain,
  { line, column, endLine, endColumn }: Place,
  callback: string | null,
): Lens {
  return { kind, place: { line, column, endLine, endColumn }, simulation: { chain: chain.id, callback } };
}

/**
 * What a lens says: "Run simulation · 3rd of 12 on pm_chain_head · can veto PM_SUSPEND_PREPARE".
 * @param findings of the whole tree; asked for only where they are told
 */
export function lensTitle(
  { model }: FeatureContext,
  { kind, simulation }: LensSubject,
  findings: () => Iterable<Finding>,
): string {
  const chain = model.chains.find((c) => c.id === simulation.chain);
  if (!chain) return RUN;
  switch (kind) {
    case "callback":
      return callbackText(chain, simulation.callback);
    case "head":
      return joined(RUN, counted(members(chain).length, "callback"), findingsText(chain, findings()));
    case "walk":
      return `${perObject(chain) ? "Tells up to" : "Tells"} ${counted(members(chain).length, "callback")}`;
  }
}

const RUN = "Run simulation";

function callbackText(chain: Chain, name: string | null): string {
  const callbacks = chain.callbacks.filter((c) => c.function === name);
  const [callback] = callbacks;
  const on = `on ${chain.name}`;
  if (!callback) return `${RUN} ${on}`;
  // Several blocks of one function have several places; so has one on a chain of which every object has its own.
  const isPlaced = callbacks.length === 1 && !callback.alternative && !perObject(chain);
  const place = isPlaced ? `${RUN} · ${standingText(standing(chain, callback))} ${on}` : `${RUN} ${on}`;
  return joined(place, roleText(chain, callback));
}

function findingsText(chain: Chain, findings: Iterable<Finding>): string | null {
  let count = 0;
  for (const finding of findings) if (finding.chain === chain.id) count++;
  return count === 0 ? null : counted(count, "finding");
}

function perObject({ id }: Chain): boolean {
  return id.startsWith("struct ");
}

function joined(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(" · ");
}

function counted(n: number, what: string): string {
  return n === 1 ? `1 ${what}` : `${n} ${what}s`;
}
