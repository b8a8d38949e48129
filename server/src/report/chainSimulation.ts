/**
 * A chain of the tree run by the simulator: what `simulate --chain` prints. Joins the bridge, the simulator and the
 * trace; must not add a judgement of its own.
 */
import type { Chain } from "../model/model";
import { toSimulation } from "../model/toSimulation";
import { type Answer, type Mistake, type Scenario, simulate } from "../simulator";
import { renderTrace } from "./trace";
import { line } from "./traceText";

type ChainSimulation =
  | {
      readonly ok: true;
      readonly scenario: Scenario;
      readonly assumptions: readonly string[];
      readonly answer: Answer;
    }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** Builds the scenario of a chain and runs it. */
export function simulateChain(chain: Chain, kernelVersion: string | null): ChainSimulation {
  const { scenario, assumptions } = toSimulation(chain, { kernelVersion });
  const simulation = simulate(scenario);
  if (!simulation.ok) return { ok: false, mistakes: simulation.mistakes };
  return { ok: true, scenario, assumptions, answer: simulation.answer };
}

/** The trace under a list of what it takes for granted. */
export function chainSimulationText(
  simulation: ChainSimulation & { ok: true },
  detail: "full" | "auto" = "full",
): string {
  const { scenario, assumptions, answer } = simulation;
  const assumed = assumptions.length === 0 ? [] : ["Assumed:", ...assumptions.flatMap((a) => line(2, a)), ""];
  return [...assumed, renderTrace(scenario, answer, detail)].join("\n");
}

/** The answer, with the scenario that was run and its assumptions added. */
export function chainSimulationJson({
  answer,
  scenario,
  assumptions,
}: ChainSimulation & { ok: true }): object {
  return { ...answer, assumptions, scenario };
}
