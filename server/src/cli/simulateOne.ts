/** One scenario through the simulator, whatever it was read or made from: its report in the format that was asked for. */
import { differences } from "../report/difference";
import { type Simulated, simulationJson, simulationText, type WhatIfOutcome } from "../report/simulation";
import { renderMermaid } from "../report/traceMermaid";
import { compare, explore, type Mistake, type Scenario, simulate } from "../simulator";
import type { CommonOptions } from "./options";
import { tell } from "./output";
import { applyWhatIf, asksWhatIf, type WhatIfOptions } from "./whatIf";

export type SimulateFormat = "text" | "json" | "mermaid";

export interface SimulateOptions extends CommonOptions<SimulateFormat>, WhatIfOptions {
  readonly chain?: string;
  readonly explore?: true;
  readonly compare?: true;
  readonly full?: true;
  readonly saveWitness?: string;
}

export type Outcome =
  | { readonly ok: true; readonly simulated: Simulated }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/**
 * Runs a scenario as the options say.
 * @param assumptions what a scenario that was made from code takes for granted.
 * @throws Failure for an option that names what the scenario does not have
 */
export function simulateOne(
  read: Scenario,
  options: SimulateOptions,
  assumptions?: readonly string[],
): Outcome {
  const { scenario, unchanged, changes } = asksWhatIf(options)
    ? applyWhatIf(read, options)
    : { scenario: read, unchanged: null, changes: [] };
  const run = options.explore ? explore : simulate;
  const simulation = run(scenario);
  if (!simulation.ok) return simulation;
  const { answer } = simulation;
  const compared = options.compare ? compare(scenario) : null;
  if (compared !== null && !compared.ok) return compared;
  const before = unchanged === null ? null : run(unchanged);
  const whatIf: WhatIfOutcome | null =
    before === null ? null : { changes, differences: before.ok ? differences(before.answer, answer) : [] };
  return {
    ok: true,
    simulated: {
      scenario,
      answer,
      ...(assumptions === undefined ? {} : { assumptions }),
      ...(whatIf === null ? {} : { whatIf }),
      ...(compared === null ? {} : { comparison: compared.comparison }),
    },
  };
}

/** The report; JSON is one line. */
export function rendered(simulated: Simulated, format: SimulateFormat, options: SimulateOptions): string {
  if (format === "json") return `${JSON.stringify(simulationJson(simulated))}\n`;
  if (format === "mermaid") return diagram(simulated, options);
  return simulationText(simulated, options.full ? "full" : "auto");
}

/** What Mermaid draws unless it is told to draw more (`maxTextSize`). */
const MERMAID_DRAWS = 50_000;

function diagram({ scenario, answer }: Simulated, { quiet }: SimulateOptions): string {
  const text = renderMermaid(scenario, answer);
  const kilobytes = Math.round(text.length / 1000);
  if (text.length > MERMAID_DRAWS && !quiet)
    tell(`the diagram has ${kilobytes} kB, and Mermaid draws 50 by default; --event EVENT draws one call`);
  return text;
}
