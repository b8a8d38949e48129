/**
 * Everything about one call of a program: its outcomes and results, how many runs each stands for, and a witness of each.
 * Joins counting and searching. This file must not look at other calls.
 */
import { notifierToErrno } from "../../notifier/values";
import type { Call, Question } from "./question";
import { type Conditions, conditionsBefore, isEndless, runsThatMeet } from "./reach";
import { type FoundWalk, findWalks, type Search, type Visit } from "./search";
import { type ResultCount, type Tally, tally, valuesOf } from "./tally";
import type { Bounds, Explored, ExploredCall, ExploredResult, OutcomeName, Outcomes } from "./types";
import { type Classes, closureOf, maskClasses, type Verdict, verdictOf } from "./verdict";
import { endersOf, type WitnessBuilder } from "./witness";

/** What all calls of an exploration share. */
export interface Explorer {
  readonly question: Question;
  readonly builder: WitnessBuilder;
  readonly bounds: Bounds;
  /** Asks for so much counting; false once there is no more. */
  spend(work: number): boolean;
  /** Notes what a bound has left out. */
  leaveOut(what: string): void;
}

/** A call, how it is judged and what must have happened before it. */
export interface CallView {
  readonly call: Call;
  readonly verdict: Verdict | null;
  readonly conditions: Conditions;
  /** What every search in this call begins with. */
  readonly base: Pick<Search, "call" | "effects" | "permits">;
}

export function viewOf({ question, bounds }: Explorer, place: number, call: Call): CallView {
  const conditions = conditionsBefore(question, place);
  const permits = (visits: readonly Visit[]) => endersOf(question, call.event, visits, conditions) !== null;
  return {
    call,
    verdict: verdictOf(question.plan, valuesOf(question, call), bounds.masks),
    conditions,
    base: { call, effects: question.effects(call.event), permits },
  };
}

function explored(explorer: Explorer, view: CallView, walk: FoundWalk, count: bigint | null): Explored {
  const witness = explorer.builder.witness(view.call, walk.visits, view.conditions);
  return { count: count === null ? null : String(count), witness };
}

function outcomesOf(explorer: Explorer, view: CallView, counts: Tally | null): Outcomes {
  const { verdict } = view;
  if (verdict === null) return {};
  const tracksObject = explorer.question.plan.handoff !== null;
  const walks = findWalks({ ...view.base, classes: verdict.classes, tracksObject, goal: verdict.name });
  const found: { [Name in OutcomeName]?: Explored } = {};
  for (const name of ["ok", "leak", "double-free", "completed", "failed", "stopped", "vetoed"] as const) {
    const walk = walks.get(name);
    const count = counts === null ? null : (counts.outcomes.get(name) ?? 0n);
    if (walk !== undefined) found[name] = explored(explorer, view, walk, count);
  }
  return found;
}

/** Runs that never come back from this call: those that come to it, less those that come past it. */
function endlessOf(explorer: Explorer, view: CallView, place: number): Explored | null {
  const { question } = explorer;
  if (!isEndless(view.call)) return null;
  const visits = view.call.cells.flat().flatMap((block): Visit[] => {
    const effect = view.base.effects(block).find(({ stops }) => !stops);
    return effect === undefined ? [] : [{ block, effect }];
  });
  if (visits.length < view.call.cells.length || !view.base.permits(visits, false)) return null;
  const before = runsThatMeet(question, view.conditions);
  const after = runsThatMeet(question, conditionsBefore(question, place + 1));
  const count = before === null || after === null ? null : before - after;
  return explored(
    explorer,
    view,
    { visits, stopped: false, resultClass: 0, fate: { frees: 0, kept: false } },
    count,
  );
}

/** Classes that tell the wanted results apart, each by its place in the list. */
function resultClasses(explorer: Explorer, view: CallView, wanted: readonly number[]): Classes | null {
  if (explorer.question.plan.policy === "or") {
    const closure = closureOf(valuesOf(explorer.question, view.call), explorer.bounds.masks);
    return closure === null ? null : maskClasses(closure);
  }
  const places = new Map(wanted.map((value, index): [number, number] => [value, index]));
  return { count: wanted.length + 1, of: (value) => places.get(value) ?? wanted.length, join: null };
}

function resultsOf(explorer: Explorer, view: CallView, counts: ReadonlyMap<number, ResultCount>) {
  const most = Math.min(explorer.bounds.results, witnessesFor(explorer.question));
  const order = new Map(valuesOf(explorer.question, view.call).map((value, index) => [value, index]));
  const place = (value: number) => order.get(value) ?? order.size;
  const told = [...counts.keys()].sort((a, b) => place(a) - place(b) || a - b);
  const listed = told.slice(0, most);
  const classes = resultClasses(explorer, view, listed);
  if (classes === null) return null;
  const names = new Map(listed.map((value) => [classes.of(value), String(value)]));
  const goal = (resultClass: number) => names.get(resultClass) ?? null;
  const walks = findWalks({ ...view.base, classes, tracksObject: false, goal });
  const results = listed.flatMap((result): ExploredResult[] => {
    const walk = walks.get(String(result));
    if (walk === undefined) return [];
    const known = counts.get(result);
    const base = explored(explorer, view, walk, known?.count ?? null);
    const stoppers = explorer.question.plan.policy === "or" ? stopperOf(walk) : (known?.stoppers ?? []);
    const names = stoppers.map((block) => explorer.question.plan.callbacks[block]?.name ?? "");
    return [{ result, errno: notifierToErrno(result), ...base, stoppedBy: names }];
  });
  return { results, left: told.length - listed.length };
}

function stopperOf({ stopped, visits }: FoundWalk): number[] {
  const last = visits.at(-1);
  return stopped && last !== undefined ? [last.block] : [];
}

/** A witness names every callback: of a long chain fewer are listed. */
export function witnessesFor({ scenario }: Question): number {
  return Math.max(10, Math.floor(20_000 / Math.max(1, scenario.callbacks.length)));
}

/** Explores the call at a place of the question's list. */
export function exploreCall(explorer: Explorer, place: number, view: CallView): ExploredCall {
  const { question, bounds } = explorer;
  const { call, verdict, conditions } = view;
  const spend = (work: number) => explorer.spend(work);
  const counter = { question, call, conditions, mostMasks: bounds.masks, spend };
  const counts = verdict === null ? null : tally({ ...counter, verdict });
  const where = `the call at step ${call.step}`;
  if (verdict === null)
    explorer.leaveOut(
      `${where} or-s more than ${bounds.masks} results together, so its outcomes are not told`,
    );
  else if (counts === null)
    explorer.leaveOut(`${where} takes too much work to count, so its runs are not counted`);
  const results = counts?.results ? resultsOf(explorer, view, counts.results) : null;
  if (counts !== null && results === null)
    explorer.leaveOut(`${where} or-s too many results together to tell them apart, so they are not listed`);
  const endless = endlessOf(explorer, view, place);
  const outcomes = outcomesOf(explorer, view, counts);
  return {
    step: call.step,
    ...(question.plan.several ? { on: question.plan.chains[call.chain]?.name ?? "" } : {}),
    event: call.event,
    outcomes: endless === null ? outcomes : { ...outcomes, endless },
    results: results?.results ?? [],
    ...(results !== null && results.left > 0 ? { resultsLeftOut: results.left } : {}),
  };
}
