/**
 * Robust calls: who hears that something begins, and not that it is undone, because somebody ends the second walk as
 * well. Must not count runs.
 */
import { endsWalk } from "../../notifier/values";
import type { CallView, Explorer } from "./calls";
import { nameOf, type Report } from "./report";
import type { Visit } from "./search";
import { quietest, stops } from "./stops";
import type { Effect } from "./values";

/** Reports who is not told that what he was told is undone. */
export function reportUndoUntold(explorer: Explorer, view: CallView, report: Report): void {
  const { call } = view;
  const { undo } = call;
  if (undo === null || undo === call.event) return;
  const undoing = explorer.question.effects(undo);
  const placed = call.cells.flatMap((cell, place) => cell.map((block) => ({ block, place })));
  const passing = placed.filter(({ block }) => quietest(view.base.effects(block)) !== null);
  // Whoever comes first leaves out most; others stand in where he plays another part.
  const enders = passing
    .flatMap(({ block, place }): Ender[] => {
      const effect = undoing(block).find(({ stops: ends }) => ends);
      return effect ? [{ block, place, effect }] : [];
    })
    .slice(0, PARTS);
  if (enders.length === 0) return;
  const stoppers = lastStoppers(view);
  for (const { block, place } of passing) {
    const after = stoppers.filter((one) => one.block !== block && one.place >= place);
    const before = enders.filter((one) => one.block !== block && one.place <= place);
    const [cast] = after.flatMap((stopper) =>
      before.filter((ender) => ender.block !== stopper.block).map((ender) => ({ stopper, ender })),
    );
    if (!cast) continue;
    const { stopper, ender } = cast;
    const who = `${nameOf(explorer, ender.block)} can end the walk of ${undo}`;
    const message = `${who}, which undoes ${call.event}, before ${nameOf(explorer, block)} is told.`;
    const more = [{ event: undo, block: ender.block, effect: ender.effect }];
    report.add("untold", block, undo, message, () =>
      explorer.builder.witness(call, walkTo(view, stopper, [ender.block, block]), view.conditions, more),
    );
  }
}

/** Who ends the first walk, who the second, and who is left out: of so many for a part one is not in another. */
const PARTS = 3;

/** Somebody who can end a walk, and his cell. */
interface Ender {
  readonly block: number;
  readonly place: number;
  readonly effect: Effect;
}

/** The last ones who can end the first walk of a robust call so that it is undone. */
function lastStoppers(view: CallView): readonly Ender[] {
  const last = new Map<number, Ender>();
  for (const { block, place, effect } of stops(view))
    if (endsWalk(effect.value)) last.set(block, { block, place, effect });
  return [...last.values()].sort((a, b) => b.place - a.place).slice(0, PARTS);
}

/** A walk that somebody ends, with some others before him, in this order where their cells leave it open. */
function walkTo({ call, base }: CallView, stopper: Ender, before: readonly number[]): readonly Visit[] {
  const quiet = (block: number): Visit[] => {
    const effect = quietest(base.effects(block));
    return effect ? [{ block, effect }] : [];
  };
  const cells = call.cells.slice(0, stopper.place + 1).map((cell, place) => {
    const first = before.filter((block) => cell.includes(block));
    return place === stopper.place ? first : [...first, ...cell.filter((block) => !first.includes(block))];
  });
  return [...cells.flat().flatMap(quiet), { block: stopper.block, effect: stopper.effect }];
}
