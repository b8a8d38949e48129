/** A chain of the tree, simulated and written out. Joins the feature that chooses the scenario and the report. */
import type { FeatureContext } from "../features/context";
import { type Simulation, scenarioOf } from "../features/simulations";
import { type PlacedName, placedNames } from "../features/traceNames";
import type { TraceLink, TraceResult } from "../protocol/protocol";
import { simulationText } from "../report/simulation";
import { simulate } from "../simulator";
import { toLocation, toRange } from "./positions";

/**
 * The trace of a simulation, or null where the tree has no such chain.
 * @param root the tree's, to which places are relative
 */
export function traceOf(context: FeatureContext, wanted: Simulation, root: string): TraceResult | null {
  const named = scenarioOf(context, wanted);
  if (!named) return null;
  const { title, scenario, assumptions } = named;
  const links = placedNames(named).map((one) => encodeLink(one, root));
  const simulation = simulate(scenario);
  if (simulation.ok) {
    const { answer } = simulation;
    return { title, text: simulationText({ scenario, assumptions, answer }), links };
  }
  const mistakes = simulation.mistakes.map(({ path, message }) => `  ${path}: ${message}`);
  return { title, text: ["This chain cannot be simulated:", ...mistakes, ""].join("\n"), links: [] };
}

function encodeLink({ kind, name, place }: PlacedName, root: string): TraceLink {
  const { uri } = toLocation(root, place);
  return { kind, name, uri, position: toRange(place).start };
}
