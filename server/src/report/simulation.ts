/**
 * Everything that `simulate` says of one scenario: what was assumed, the run, what a "what if" changed. Joins the
 * simulator's answer and the texts about it; must not add a judgement of its own.
 */
import type { Chain } from "../model/model";
import { type ChainScenario, toSimulation } from "../model/toSimulation";
import type { Answer, Comparison, Scenario } from "../simulator";
import { comparisonText } from "./comparison";
import { type Difference, differencesText } from "./difference";
import { explorationText } from "./exploration";
import { renderTrace } from "./trace";
import { line } from "./traceText";

/** A scenario and what came of it. */
export interface Simulated {
  readonly scenario: Scenario;
  readonly answer: Answer;
  /** What a scenario that was made from code takes for granted; one sentence each. */
  readonly assumptions?: readonly string[];
  readonly whatIf?: WhatIfOutcome;
  readonly comparison?: Comparison;
}

/** What was asked to be otherwise, and what came of it. */
export interface WhatIfOutcome {
  /** As the user wrote them. */
  readonly changes: readonly string[];
  readonly differences: readonly Difference[];
}

/** The scenario of a whole chain, with what it takes for granted. */
export function scenarioOfChain(chain: Chain, kernelVersion: string | null): ChainScenario {
  return toSimulation(chain, { kernelVersion, values: "all" });
}

/**
 * The whole report, in 80 columns.
 * @param detail "auto" tells a long run briefly.
 */
export function simulationText(simulated: Simulated, detail: "full" | "auto" = "full"): string {
  const { scenario, assumptions = [], whatIf, comparison } = simulated;
  const assumed = assumptions.length === 0 ? [] : ["Assumed:", ...assumptions.flatMap((a) => line(2, a)), ""];
  const changed = whatIf === undefined ? [] : ["", differencesText(whatIf.changes, whatIf.differences)];
  const run = comparison ? comparisonText(scenario, comparison) : runText(simulated, detail);
  return [[...assumed, run].join("\n"), ...changed]
    .map((part) => part.trimEnd())
    .join("\n")
    .concat("\n");
}

/** The one run, and what all runs come to. */
function runText({ scenario, answer }: Simulated, detail: "full" | "auto"): string {
  const trace = renderTrace(scenario, answer, detail);
  const { exploration } = answer;
  return exploration === undefined ? trace : `${trace}\n${explorationText(scenario, answer, exploration)}`;
}

/** The answer; where the scenario was made or changed here, with it and with what it takes for granted. */
export function simulationJson({ answer, scenario, assumptions, whatIf, comparison }: Simulated): object {
  return {
    ...answer,
    ...(comparison === undefined ? {} : { comparison }),
    ...(whatIf === undefined ? {} : { whatIf }),
    ...(assumptions === undefined ? {} : { assumptions }),
    ...(assumptions === undefined && whatIf === undefined ? {} : { scenario }),
  };
}
