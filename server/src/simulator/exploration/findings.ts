/**
 * What somebody should know who relies on a chain, each thing with a run that shows it: who can be left untold, who keeps
 * an object that is freed, and who ends a walk so that the caller reads success. This file must not count runs.
 */
import { endsWalk, notifierToErrno } from "../../notifier/values";
import { type CallView, type Explorer, witnessesFor } from "./calls";
import { nameOf, type Report } from "./report";
import { findWalks, type Visit } from "./search";
import { type Stop, stops } from "./stops";
import type { ExplorationFinding } from "./types";
import { reportUndoUntold } from "./undoing";
import type { Effect } from "./values";

export interface Findings {
  readonly findings: readonly ExplorationFinding[];
  readonly left: number;
}

function reportInto(explorer: Explorer, found: Map<string, ExplorationFinding | null>): Report {
  const most = Math.min(explorer.bounds.findings, witnessesFor(explorer.question));
  return {
    add(kind, block, event, message, show) {
      const callback = nameOf(explorer, block);
      const key = JSON.stringify([kind, callback, event]);
      if (found.has(key)) return;
      const finding = found.size < most ? { kind, callback, event, message, witness: show() } : null;
      found.set(key, finding);
    },
  };
}

/** The first way to end a walk, and the first by somebody else of the same cell, before whom the first can come too. */
function earliestStops(view: CallView): { first: Stop | null; other: Stop | null } {
  let first: Stop | null = null;
  for (const stop of stops(view)) {
    first ??= stop;
    if (stop.place > first.place) break;
    if (stop.block !== first.block) return { first, other: stop };
  }
  return { first, other: null };
}

function reportUntold(explorer: Explorer, view: CallView, report: Report): void {
  const { call, conditions } = view;
  const showing = (stop: Stop) => memo(() => explorer.builder.witness(call, stop.visits(), conditions));
  const { first, other } = earliestStops(view);
  const [showFirst, showOther] = [first && showing(first), other && showing(other)];
  for (const block of call.cells.slice(first?.place ?? call.cells.length).flat()) {
    const [by, show] = block === first?.block ? [other, showOther] : [first, showFirst];
    if (!by || !show) continue;
    const who = `${nameOf(explorer, by.block)} can end the walk of ${call.event}`;
    report.add("untold", block, call.event, `${who} before ${nameOf(explorer, block)} is told.`, show);
  }
  if (call.beyond.length === 0 || !view.base.permits([], false)) return;
  const show = memo(() => explorer.builder.witness(call, [], conditions));
  for (const block of call.beyond) {
    const text = `nr_to_call ends the walk of ${call.event} before ${nameOf(explorer, block)} is told.`;
    report.add("untold", block, call.event, text, show);
  }
}

function memo<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function reportSuccess(explorer: Explorer, view: CallView, report: Report): void {
  const { call, conditions } = view;
  const isOred = explorer.question.plan.policy === "or";
  const isRobust = call.undo !== null;
  for (const { place, block, effect, mask, visits } of stops(view)) {
    const result = isOred ? mask : effect.value;
    if (!endsWalk(effect.value) || notifierToErrno(result) !== 0) continue;
    const others = (call.cells[place]?.length ?? 0) > 1 || place + 1 < call.cells.length;
    const undoes = isRobust && place > 0;
    if (!others && !undoes) continue;
    const what = `${nameOf(explorer, block)} can end the walk of ${call.event} with ${effect.written}`;
    const rest = isRobust
      ? "which undoes it, and the result reads as success."
      : "and the result reads as success.";
    const kind = isRobust ? "rolled-back-with-success" : "stopped-with-success";
    report.add(kind, block, call.event, `${what}, ${rest}`, () =>
      explorer.builder.witness(call, visits(), conditions),
    );
  }
}

/** Who keeps an object that somebody frees all the same. */
function reportDangling(explorer: Explorer, view: CallView, report: Report): void {
  const { call, base, conditions } = view;
  const { handoff, callbacks } = explorer.question.plan;
  if (view.verdict === null || handoff === null || handoff.protocol === "refcount") return;
  const known = new Map<string, { keeper: number; visits: readonly Visit[] | null }>();
  let searches = Math.max(4, Math.floor(100_000 / (1 + call.cells.flat().length)));
  let unseen = 0;
  for (const [place, cell] of call.cells.entries())
    for (const keeper of cell) {
      if (callbacks[keeper]?.taking !== "keeps") continue;
      const effects = base.effects(keeper).map(({ value, taking }) => [value, taking]);
      const like = JSON.stringify([place, effects]);
      let shown = known.get(like);
      if (shown === undefined && searches-- <= 0) unseen++;
      else {
        shown ??= { keeper, visits: danglingWalk(view, keeper) };
        known.set(like, shown);
        const { keeper: other, visits } = shown;
        if (visits === null) continue;
        const message = `${nameOf(explorer, keeper)} can keep the object of ${call.event} although it is freed.`;
        const show = () => explorer.builder.witness(call, swapped(view, visits, keeper, other), conditions);
        report.add("dangling", keeper, call.event, message, show);
      }
    }
  if (unseen > 0)
    explorer.leaveOut(`${unseen} callbacks that keep the object were not examined for keeping it too long`);
}

/** A walk in which somebody keeps the object and it is freed; nobody else's keeping is followed. */
function danglingWalk({ base, verdict }: CallView, keeper: number): readonly Visit[] | null {
  if (verdict === null) return null;
  const known = new Map<readonly Effect[], readonly Effect[]>();
  const effects = (block: number) => {
    const all = base.effects(block);
    if (block === keeper) return all;
    const others =
      known.get(all) ?? all.map((one) => (one.taking === "keeps" ? { ...one, taking: null } : one));
    known.set(all, others);
    return others;
  };
  const { classes, name } = verdict;
  const walk = findWalks({
    ...{ ...base, effects: keptApart(effects, keeper), classes, tracksObject: true },
    goal: (resultClass, stopped, fate) =>
      fate.kept && name(resultClass, stopped, fate) !== "leak" ? "dangling" : null,
  }).get("dangling");
  return walk?.visits ?? null;
}

/** The keeper's list is its own, even if it equals another's. */
function keptApart(effects: (block: number) => readonly Effect[], keeper: number) {
  const own = [...effects(keeper)];
  return (block: number) => (block === keeper ? own : effects(block));
}

/** The same walk with two blocks that are alike in each other's place. */
function swapped({ base }: CallView, visits: readonly Visit[], a: number, b: number): readonly Visit[] {
  if (a === b) return visits;
  return visits.map(({ block, effect }) => {
    if (block !== a && block !== b) return { block, effect };
    const other = block === a ? b : a;
    const same = base.effects(other).find(({ value }) => value === effect.value);
    return { block: other, effect: same ?? effect };
  });
}

/** The findings of all calls. */
export function findingsOf(explorer: Explorer, views: readonly CallView[]): Findings {
  const found = new Map<string, ExplorationFinding | null>();
  const report = reportInto(explorer, found);
  for (const view of views) reportDangling(explorer, view, report);
  for (const view of views) if (!view.call.onlyFirst) reportSuccess(explorer, view, report);
  for (const view of views)
    if (!view.call.onlyFirst) {
      reportUntold(explorer, view, report);
      reportUndoUntold(explorer, view, report);
    }
  const all = [...found.values()];
  const findings = all.filter((finding) => finding !== null);
  return { findings, left: all.length - findings.length };
}
