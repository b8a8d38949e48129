/**
 * What can be simulated from where in the text, and the scenario of each. Must not run the simulator: that is the caller's, who also renders.
 */
import type { Chain } from "../model/model";
import { type ChainScenario, toSimulation } from "../model/toSimulation";
import { parseSpelling } from "../notifier/spelling";
import { endsWalk } from "../notifier/values";
import { type FeatureContext, functionAt, memberships } from "./context";
import { type Asked, subjectAt, wordAt } from "./subject";

/** A chain to simulate, and whose answer is to make a difference. */
export interface Simulation {
  readonly chain: string;
  /** A callback's function, or null for the chain as it ordinarily runs. */
  readonly callback: string | null;
}

/** A simulation with a name to choose it by. */
export interface Choice {
  readonly title: string;
  readonly simulation: Simulation;
}

function titleOf(chain: Chain, callback: string | null): string {
  return callback === null ? chain.name : `${callback} on ${chain.name}`;
}

/** What can be simulated at a point: what its word is about, else the callback whose body it lies in. */
export function simulationsAt(context: FeatureContext, asked: Asked): Choice[] {
  const word = wordAt(asked.lineText, asked.point.column);
  const subject = word && subjectAt(context, asked, word);
  if (subject?.kind === "head" || subject?.kind === "walk") return [choice(subject.chain, null)];
  if (subject && "on" in subject) return subject.on.map((m) => choice(m.chain, m.callback.function));
  const around = functionAt(context, asked.file, asked.point)?.name;
  return memberships(context)
    .filter(({ callback }) => callback.file === asked.file && callback.function === around)
    .map(({ chain, callback }) => choice(chain, callback.function));
}

function choice(chain: Chain, callback: string | null): Choice {
  return { title: titleOf(chain, callback), simulation: { chain: chain.id, callback } };
}

export interface NamedScenario extends ChainScenario {
  readonly title: string;
  readonly of: Chain;
}

/**
 * The scenario of a simulation: every callback gives its most ordinary answer, the one that was asked for the answer
 * that ends a walk, where it has one.
 * @returns null where the model has no such chain
 */
export function scenarioOf(
  { model }: FeatureContext,
  { chain: id, callback }: Simulation,
): NamedScenario | null {
  const chain = model.chains.find((c) => c.id === id);
  if (!chain) return null;
  const shown = new Set<string>();
  const { scenario, assumptions, named } = toSimulation(chain, {
    kernelVersion: model.kernelVersion,
    choose: (one, event, values) => {
      const chosen = one.function === callback ? values.find(stops) : undefined;
      if (chosen !== undefined && values.length > 1)
        shown.add(shownText(one.function, event, values, chosen));
      return chosen;
    },
  });
  const title = titleOf(chain, callback);
  return { title, of: chain, scenario, named, assumptions: [...shown, ...assumptions] };
}

function stops(value: string): boolean {
  const spelled = parseSpelling(value);
  return spelled.kind === "value" ? endsWalk(spelled.value) : value.startsWith("notifier_from_errno(");
}

function shownText(fn: string, event: string, values: readonly string[], chosen: string): string {
  const on = event === "default" ? "" : ` to ${event}`;
  return `${fn} can answer ${values.join(" or ")}${on}: ${chosen} is shown, because it ends the walk.`;
}
