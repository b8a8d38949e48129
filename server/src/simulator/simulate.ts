/**
 * The simulator's door: a scenario goes in, an answer comes out, or the reasons why there is none. The same scenario
 * always gives the same answer. This file must not print, read files or know any editor.
 */
import { checkScenario } from "./check";
import { singleValue } from "./choice";
import { DEFAULT_BOUNDS, explorePlan, representativeOf } from "./exploration/explore";
import { calledEvents, registeredBlocks } from "./exploration/question";
import type { Bounds } from "./exploration/types";
import { type Plan, planOf } from "./plan";
import { run } from "./run";
import { unclosed } from "./told";
import type { Answer, ChainOrder, Scenario, Simulation } from "./types";

/** Whether a scenario stands for more than one run: some value that a call may ask for is not a single one. */
function isOpen(plan: Plan): boolean {
  const events = calledEvents(plan);
  return registeredBlocks(plan).some((block) =>
    events.some((event) => {
      const choice = plan.callbacks[block]?.choice(event);
      return choice !== undefined && singleValue(choice) === null;
    }),
  );
}

/** @param written what the user wrote: a program that is made up here is no caller's sequence to judge. */
function answerOf(written: Scenario, plan: Plan): Answer {
  const { steps, handoff } = run(plan);
  const names = plan.chains.map(({ name }) => name);
  const last = steps.at(-1);
  const waiting = written.program === undefined ? [] : unclosed(steps);
  return {
    schema: 1,
    ...(plan.several ? { chains: names } : { chain: names[0] ?? "" }),
    steps,
    ...(handoff === null ? {} : { handoff }),
    ...(waiting.length === 0 ? {} : { unclosed: waiting }),
    ...(last !== undefined && "endless" in last ? { endless: true as const } : {}),
  };
}

function explored(scenario: Scenario, plan: Plan, bounds: Partial<Bounds>): Answer {
  const { exploration, representative } = explorePlan(scenario, plan, { ...DEFAULT_BOUNDS, ...bounds });
  return { ...answerOf(scenario, planOf(representative)), exploration };
}

/**
 * Runs a scenario; explores it, as {@link explore} does, where some event that it calls has a list of values, or where it
 * leaves the order of registration open.
 * @returns the answer; or, for a scenario that contradicts itself, every reason why there is none, at its place in the
 * document. Never throws on a value of type {@link Scenario}.
 */
export function simulate(scenario: Scenario): Simulation {
  const mistakes = checkScenario(scenario);
  if (mistakes.length > 0) return { ok: false, reason: "invalid", mistakes };
  const plan = planOf(scenario);
  if (isOpen(plan) || scenario.order !== undefined) return { ok: true, answer: explored(scenario, plan, {}) };
  return { ok: true, answer: answerOf(scenario, plan) };
}

/**
 * Explores every run of a scenario: every order in which callbacks of equal priority may have been registered (where no
 * program fixes it) and every choice of value, with exact numbers and a witness for each outcome.
 * @param bounds how far to go, where the default is not right.
 * @returns the answer of one run, the first value of each list in the order as listed, and the exploration beside it; or
 * the mistakes of the scenario, as {@link simulate} does.
 */
export function explore(scenario: Scenario, bounds: Partial<Bounds> = {}): Simulation {
  const mistakes = checkScenario(scenario);
  if (mistakes.length > 0) return { ok: false, reason: "invalid", mistakes };
  return { ok: true, answer: explored(scenario, planOf(scenario), bounds) };
}

/**
 * The order in which each step of a scenario's answer found its chain: one entry per step.
 * @returns nothing for a scenario that {@link simulate} gives no answer to.
 */
export function chainOrders(scenario: Scenario): readonly ChainOrder[] {
  if (checkScenario(scenario).length > 0) return [];
  const plan = planOf(scenario);
  const orders: ChainOrder[] = [];
  run(isOpen(plan) ? planOf(representativeOf(scenario, plan)) : plan, (order) => orders.push(order));
  return orders;
}
