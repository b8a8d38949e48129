/** A chain of the tree, simulated and written out. Joins the feature that chooses the scenario and the report. */
import type { FeatureContext } from "../features/context";
import { type Simulation, scenarioOf } from "../features/simulations";
import type { TraceResult } from "../protocol/protocol";
import { simulationText } from "../report/simulation";
import { simulate } from "../simulator";

/** The trace of a simulation, or null where the tree has no such chain. */
export function traceOf(context: FeatureContext, wanted: Simulation): TraceResult | null {
  const named = scenarioOf(context, wanted);
  if (!named) return null;
  const { title, scenario, assumptions } = named;
  const simulation = simulate(scenario);
  if (simulation.ok) {
    const { answer } = simulation;
    return { title, text: simulationText({ scenario, assumptions, answer }) };
  }
  const mistakes = simulation.mistakes.map(({ path, message }) => `  ${path}: ${message}`);
  return { title, text: ["This chain cannot be simulated:", ...mistakes, ""].join("\n") };
}
