/** Short ways to write scenarios and to look at their answers, for the simulator's tables. */
import { expect } from "vitest";
import type {
  Answer,
  ChainType,
  Operation,
  Scenario,
  ScenarioCallback,
  Step,
} from "../../server/src/simulator";
import { simulate } from "../../server/src/simulator";

/** The answer to a scenario that must have one. */
export function answerTo(scenario: Scenario): Answer {
  const simulation = simulate(scenario);
  if (!simulation.ok)
    throw new Error(simulation.mistakes.map(({ path, message }) => `${path}: ${message}`).join("\n"));
  return simulation.answer;
}

/** A scenario on one chain. */
export function onOneChain(
  callbacks: readonly ScenarioCallback[],
  program: readonly Operation[],
  more: Partial<Scenario> & { readonly type?: ChainType } = {},
): Scenario {
  const { type = "blocking", ...rest } = more;
  return { schema: 1, chain: { name: "chain", type }, callbacks, program, ...rest };
}

/** Blocks that do not care about anything, `name` to priority. */
export function bystanders(priorities: Readonly<Record<string, number>>): ScenarioCallback[] {
  return Object.entries(priorities).map(([name, priority]) => ({ name, priority, returns: {} }));
}

/** What the last step answered. */
export function lastStep(answer: Answer): Step {
  const step = answer.steps.at(-1);
  if (step === undefined) throw new Error("no step");
  return step;
}

/** Whom a step called, in order; an endless walk ends in "…". */
export function visited(step: Step): string[] {
  if (!("visited" in step)) throw new Error(`${step.op} calls nobody`);
  const names = step.visited.map(({ callback }) => callback);
  return "endless" in step ? [...names, "…"] : names;
}

/** What the registrations and unregistrations of an answer returned, in order. */
export function returnedBy(answer: Answer): (number | "endless")[] {
  return answer.steps.flatMap((step) => ("callback" in step ? [step.returned ?? "endless"] : []));
}

/** Checks that a scenario's last call reaches these callbacks, in this order. */
export function checkWalk(scenario: Scenario, order: readonly string[]): void {
  expect(visited(lastStep(answerTo(scenario)))).toEqual(order);
}
