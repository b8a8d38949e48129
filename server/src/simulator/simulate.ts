/**
 * The simulator's door: a scenario goes in, an answer comes out, or the reasons why there is none. The same scenario
 * always gives the same answer. This file must not print, read files or know any editor.
 */
import { checkScenario } from "./check";
import { listed, singleValue } from "./choice";
import { jsonPath } from "./path";
import { type Plan, planOf } from "./plan";
import { run } from "./run";
import type { Answer, ChainOrder, Mistake, Scenario, Simulation } from "./types";

/** The events that a program's calls pass, each once. */
function calledEvents(plan: Plan): (string | number)[] {
  const events = plan.program.flatMap((operation) => {
    if (operation.op === "call") return [operation.event];
    return operation.op === "callRobust" ? operation.events : [];
  });
  return [...new Set(events)];
}

/** The callbacks that a program ever registers, wherever. */
function registered(plan: Plan): Set<number> {
  const operations = plan.program.filter(
    (operation) => operation.op !== "call" && operation.op !== "callRobust",
  );
  return new Set(operations.filter(({ op }) => op !== "unregister").map(({ callback }) => callback));
}

/** Where a scenario stands for more than one run: a value that a call may ask for is not a single one. */
function openChoices(scenario: Scenario, plan: Plan): Mistake[] {
  const events = calledEvents(plan);
  const open = new Map<string, Mistake>();
  for (const index of registered(plan)) {
    for (const event of events) {
      const choice = plan.callbacks[index]?.choice(event);
      if (choice === undefined || choice.key === null || singleValue(choice) !== null) continue;
      const written = listed(scenario.callbacks[index]?.returns[choice.key] ?? []).join(", ");
      const path = jsonPath("callbacks", index, "returns", choice.key);
      const what = `stands for more than one run (${written}); exploring them is not supported yet`;
      const message = `${what}; allowed: one value for each event that is called`;
      open.set(path, { path, message });
    }
  }
  return [...open.values()];
}

function answerOf(plan: Plan, { steps, handoff }: ReturnType<typeof run>): Answer {
  const names = plan.chains.map(({ name }) => name);
  const last = steps.at(-1);
  return {
    schema: 1,
    ...(plan.several ? { chains: names } : { chain: names[0] ?? "" }),
    steps,
    ...(handoff === null ? {} : { handoff }),
    ...(last !== undefined && "endless" in last ? { endless: true as const } : {}),
  };
}

/**
 * Runs a scenario once.
 * @returns the answer; or, for a scenario that contradicts itself or stands for several runs, every reason why not,
 * at its place in the document. Never throws on a value of type {@link Scenario}.
 */
export function simulate(scenario: Scenario): Simulation {
  const mistakes = checkScenario(scenario);
  if (mistakes.length > 0) return { ok: false, reason: "invalid", mistakes };
  const plan = planOf(scenario);
  const open = openChoices(scenario, plan);
  if (open.length > 0) return { ok: false, reason: "unsupported", mistakes: open };
  return { ok: true, answer: answerOf(plan, run(plan)) };
}

/**
 * The order in which each step of a scenario's answer found its chain: one entry per step.
 * @returns nothing for a scenario that {@link simulate} gives no answer to.
 */
export function chainOrders(scenario: Scenario): readonly ChainOrder[] {
  if (checkScenario(scenario).length > 0) return [];
  const plan = planOf(scenario);
  if (openChoices(scenario, plan).length > 0) return [];
  const orders: ChainOrder[] = [];
  run(plan, (order) => orders.push(order));
  return orders;
}
