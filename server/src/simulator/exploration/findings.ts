/**
 * What somebody should know who relies on a chain, each thing with a run that shows it: who can be left untold, who keeps
 * an object that is freed, and who ends a walk so that the caller reads success. This file must not count runs.
 */
import { endsWalk, notifierToErrno } from "../../notifier/values";
import type { EventId, Scenario } from "../types";
import { type CallView, type Explorer, witnessesFor } from "./calls";
import { findWalks, type Visit } from "./search";
import type { ExplorationFinding, ExplorationFindingKind } from "./types";
import type { Effect } from "./values";

/** Where findings go: each kind once for a callback and an event, as many as there is room for. */
interface Report {
  add(
    kind: ExplorationFindingKind,
    block: number,
    event: EventId,
    message: string,
    show: () => Scenario,
  ): void;
}

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

function nameOf({ question }: Explorer, block: number): string {
  return question.plan.callbacks[block]?.name ?? "";
}

/** The calls that come before a cell if nobody ends the walk, with values that read as success where there are any. */
function quietPrefixes({ call, base }: CallView): (readonly Visit[])[] {
  const prefixes: (readonly Visit[])[] = [];
  let prefix: readonly Visit[] = [];
  for (const cell of call.cells) {
    prefixes.push(prefix);
    const passing = cell.flatMap((block): Visit[] => {
      const effect = quietest(base.effects(block));
      return effect === null ? [] : [{ block, effect }];
    });
    if (passing.length < cell.length) break;
    prefix = [...prefix, ...passing];
  }
  return prefixes;
}

function quietest(effects: readonly Effect[]): Effect | null {
  const passing = effects.filter(({ stops }) => !stops);
  return (
    passing.find(({ value }) => value === 0 || value === 1) ??
    passing.find(({ value }) => value < 0) ??
    passing[0] ??
    null
  );
}

/** The ways to end a call as early as can be: a walk that leaves out everybody else of its cell and all later ones. */
function* stops({
  call,
  base,
}: CallView): Generator<{ place: number; block: number; effect: Effect; visits: Visit[] }> {
  const prefixes = quietPrefixes({ call, base } as CallView);
  for (const [place, prefix] of prefixes.entries())
    for (const block of call.cells[place] ?? [])
      for (const effect of base.effects(block)) {
        if (!effect.stops) continue;
        const visits = [...prefix, { block, effect }];
        if (base.permits(visits, true)) yield { place, block, effect, visits };
      }
}

function reportUntold(explorer: Explorer, view: CallView, report: Report): void {
  const { call, conditions } = view;
  const show = (visits: readonly Visit[]) => memo(() => explorer.builder.witness(call, visits, conditions));
  const message = (by: number, block: number) =>
    `${nameOf(explorer, by)} can end the walk of ${call.event} before ${nameOf(explorer, block)} is told.`;
  let first: { place: number; block: number; see: () => Scenario } | null = null;
  for (const { place, block, visits } of stops(view)) {
    if (first !== null && (place > first.place || call.cells[place]?.length === 1)) break;
    if (first !== null && block === first.block) continue;
    if (first !== null) {
      const { block: other } = first;
      report.add("untold", other, call.event, message(block, other), show(visits));
      break;
    }
    first = { place, block, see: show(visits) };
  }
  if (first !== null)
    for (const block of call.cells.slice(first.place).flat())
      if (block !== first.block)
        report.add("untold", block, call.event, message(first.block, block), first.see);
  for (const block of call.beyond) {
    const text = `nr_to_call ends the walk of ${call.event} before ${nameOf(explorer, block)} is told.`;
    if (view.base.permits([], false)) report.add("untold", block, call.event, text, show([]));
  }
}

function memo<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** In a robust call: who is not told that what he was told is undone, because the second walk is ended too. */
function reportUndoUntold(explorer: Explorer, view: CallView, report: Report): void {
  const { call, conditions } = view;
  const { undo } = call;
  if (undo === null || undo === call.event) return;
  const undoing = explorer.question.effects(undo);
  const order = call.cells.flat();
  const ender = order.findIndex((block) => undoing(block).some(({ stops }) => stops));
  const effect = undoing(order[ender] ?? -1).find((one) => one.stops);
  if (effect === undefined) return;
  const [up] = [...stops(view)]
    .filter((one) => endsWalk(one.effect.value) && one.place > ender + 1)
    .slice(-1);
  if (up === undefined) return;
  const block = order[ender] ?? -1;
  const more = [{ event: undo, block, effect }];
  const show = memo(() => explorer.builder.witness(call, up.visits, conditions, more));
  for (const other of order.slice(ender + 1, up.place)) {
    const who = `${nameOf(explorer, block)} can end the walk of ${undo}`;
    report.add(
      "untold",
      other,
      undo,
      `${who}, which undoes ${call.event}, before ${nameOf(explorer, other)} is told.`,
      show,
    );
  }
}

function reportSuccess(explorer: Explorer, view: CallView, report: Report): void {
  const { call, conditions } = view;
  const isOred = explorer.question.plan.policy === "or";
  const isRobust = call.undo !== null;
  for (const { place, block, effect, visits } of stops(view)) {
    const result = isOred ? visits.reduce((sum, visit) => sum | visit.effect.value, 0) : effect.value;
    if (!endsWalk(effect.value) || notifierToErrno(result) !== 0) continue;
    const others = (call.cells[place]?.length ?? 0) > 1 || place + 1 < call.cells.length;
    const undoes = isRobust && visits.length > 1;
    if (!others && !undoes) continue;
    const what = `${nameOf(explorer, block)} can end the walk of ${call.event} with ${effect.written}`;
    const rest = isRobust
      ? "which undoes it, and the result reads as success."
      : "and the result reads as success.";
    const kind = isRobust ? "rolled-back-with-success" : "stopped-with-success";
    report.add(kind, block, call.event, `${what}, ${rest}`, () =>
      explorer.builder.witness(call, visits, conditions),
    );
  }
}

/** Who keeps an object that somebody frees all the same. */
function reportDangling(explorer: Explorer, view: CallView, report: Report): void {
  const { call, verdict, base, conditions } = view;
  const { handoff, callbacks } = explorer.question.plan;
  if (verdict === null || handoff === null || handoff.protocol === "refcount") return;
  const keepers = call.cells.flat().filter((block) => callbacks[block]?.taking === "keeps");
  const most = Math.max(4, Math.floor(20_000 / call.cells.flat().length ** 1.5));
  if (keepers.length > most)
    explorer.leaveOut(
      `${keepers.length - most} callbacks that keep the object were not examined for keeping it too long`,
    );
  for (const keeper of keepers.slice(0, most)) {
    // Only this one's keeping is followed.
    const effects = (block: number) =>
      block === keeper ? base.effects(block) : base.effects(block).map((effect) => unkept(effect));
    const walk = findWalks({
      ...{ ...base, effects, classes: verdict.classes, tracksObject: true },
      goal: (resultClass, stopped, fate) =>
        fate.kept && verdict.name(resultClass, stopped, fate) !== "leak" ? "dangling" : null,
    }).get("dangling");
    if (walk === undefined) continue;
    const message = `${nameOf(explorer, keeper)} can keep the object of ${call.event} although it is freed.`;
    report.add("dangling", keeper, call.event, message, () =>
      explorer.builder.witness(call, walk.visits, conditions),
    );
  }
}

function unkept(effect: Effect): Effect {
  return effect.taking === "keeps" ? { ...effect, taking: null } : effect;
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
