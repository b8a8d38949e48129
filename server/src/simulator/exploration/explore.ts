/**
 * Every run of a scenario at once: every order of equal priorities that no program fixes, every choice of value. Nothing
 * is enumerated; see polynomial.ts for the counting and search.ts for the witnesses. Where a bound is met the answer says
 * so and keeps what it has. This file must not print, read files or know any editor.
 */
import type { Plan } from "../plan";
import type { Scenario } from "../types";
import { type CallView, type Explorer, exploreCall, viewOf } from "./calls";
import { findingsOf } from "./findings";
import { questionOf } from "./question";
import type { Bounds, Exploration, Explored, ExploredCall, OutcomeName, Outcomes } from "./types";
import { type WitnessBuilder, witnessBuilder } from "./witness";

/** Well within a second, and far beyond what kernels have: see `npm run bench`, group explore. */
export const DEFAULT_BOUNDS: Bounds = { results: 64, findings: 100, masks: 256, work: 1_000_000_000 };

/** Calls of a program that are explored; the last one always is. */
const MOST_CALLS = 200;

/** An exploration, and the one run of it that stands for all where only one can be shown. */
export interface Explanation {
  readonly exploration: Exploration;
  readonly representative: Scenario;
}

/** The outcomes of a whole run: those of the last call, and of runs that never come past an earlier one. */
function wholeOutcomes(
  runs: bigint,
  calls: readonly ExploredCall[],
  endsInCycle: boolean,
  builder: WitnessBuilder,
): Outcomes {
  const everything = (): Explored => ({ count: String(runs), witness: builder.representative() });
  if (endsInCycle) return { endless: everything() };
  const last = calls.at(-1);
  if (last === undefined) return { completed: everything() };
  const endless = calls.find(({ outcomes }) => outcomes.endless !== undefined)?.outcomes.endless;
  if (endless === undefined) return last.outcomes;
  const counts = Object.entries(last.outcomes).map(([name, one]) => (name === "endless" ? "0" : one.count));
  const known = counts.reduce<bigint | null>(
    (sum, count) => (sum === null || count === null ? null : sum + BigInt(count)),
    0n,
  );
  const found: { [Name in OutcomeName]?: Explored } = { ...last.outcomes };
  found.endless = { count: known === null ? null : String(runs - known), witness: endless.witness };
  return found;
}

function boundSentence(left: readonly string[]): { readonly bound?: string } {
  if (left.length === 0) return {};
  const more = left.length > 3 ? `; and ${left.length - 3} more like these` : "";
  const text = left.slice(0, 3).join("; ");
  return { bound: `${text.charAt(0).toUpperCase()}${text.slice(1)}${more}.` };
}

/** Explores a checked scenario. */
export function explorePlan(scenario: Scenario, plan: Plan, bounds: Bounds): Explanation {
  const question = questionOf(scenario, plan);
  const builder = witnessBuilder(question);
  const left: string[] = [];
  let rest = bounds.work;
  const explorer: Explorer = {
    ...{ question, builder, bounds },
    spend: (work) => {
      if (work > rest) return false;
      rest -= work;
      return true;
    },
    leaveOut: (what) => left.push(what),
  };
  const { calls: all, runs, endsInCycle } = question;
  if (all.length > MOST_CALLS)
    left.push(`${all.length - MOST_CALLS} calls before the last were not explored`);
  const views: CallView[] = [];
  const calls: ExploredCall[] = [];
  for (const [place, call] of all.entries()) {
    if (all.length > MOST_CALLS && place >= MOST_CALLS - 1 && place < all.length - 1) continue;
    const view = viewOf(explorer, place, call);
    views.push(view);
    calls.push(exploreCall(explorer, place, view));
  }
  const { findings, left: findingsLeft } = findingsOf(explorer, views);
  const assumed = question.assumed();
  return {
    representative: builder.representative(),
    exploration: {
      complete: left.length === 0,
      ...boundSentence(left),
      runs: String(runs),
      outcomes: wholeOutcomes(runs, calls, endsInCycle, builder),
      calls,
      findings,
      ...(findingsLeft > 0 ? { findingsLeftOut: findingsLeft } : {}),
      ...(assumed.length > 0 ? { assumed } : {}),
    },
  };
}

/** The run that stands for all: the first value of each list, in the order as listed. */
export function representativeOf(scenario: Scenario, plan: Plan): Scenario {
  return witnessBuilder(questionOf(scenario, plan)).representative();
}
