/**
 * The ways in which a call of an exploration can be ended, and the calls that come before. Must not know findings.
 */
import type { CallView } from "./calls";
import type { Visit } from "./search";
import type { Effect } from "./values";

/** The calls that come before a cell if nobody ends the walk, with values that read as success where there are any. */
interface Prefix {
  readonly length: number;
  /** All values or-ed. */
  readonly mask: number;
}

function quietPrefixes({ call, base }: CallView): { prefixes: Prefix[]; visits: Visit[] } {
  const visits: Visit[] = [];
  const prefixes: Prefix[] = [];
  let mask = 0;
  for (const cell of call.cells) {
    prefixes.push({ length: visits.length, mask });
    for (const block of cell) {
      const effect = quietest(base.effects(block));
      if (effect === null) return { prefixes, visits };
      visits.push({ block, effect });
      mask |= effect.value;
    }
  }
  return { prefixes, visits };
}

export function quietest(effects: readonly Effect[]): Effect | null {
  const passing = effects.filter(({ stops }) => !stops);
  return (
    passing.find(({ value }) => value === 0 || value === 1) ??
    passing.find(({ value }) => value < 0) ??
    passing[0] ??
    null
  );
}

/** A walk that leaves out everybody else of a cell and all later ones. */
export interface Stop {
  readonly place: number;
  readonly block: number;
  readonly effect: Effect;
  /** All values or-ed. */
  readonly mask: number;
  visits(): Visit[];
}

/** The ways to end a call, each as early as its cell allows; earlier cells first. */
export function* stops(view: CallView): Generator<Stop> {
  const { call, base, conditions } = view;
  const { prefixes, visits: quiet } = quietPrefixes(view);
  for (const [place, { length, mask }] of prefixes.entries())
    for (const block of call.cells[place] ?? [])
      for (const effect of base.effects(block)) {
        if (!effect.stops) continue;
        const visits = () => [...quiet.slice(0, length), { block, effect }];
        if (conditions.size > 0 && !base.permits(visits(), true)) continue;
        yield { place, block, effect, mask: mask | effect.value, visits };
      }
}
