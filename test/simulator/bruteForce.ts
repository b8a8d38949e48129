/** Every run of a scenario, one after the other through `simulate`: what an exploration is held against. */
import type { Answer, EventId, Operation, ReturnValue, Scenario } from "../../server/src/simulator";
import { answerTo } from "./support";

/** All ways to take one of each list. */
function* combinations<T>(lists: readonly (readonly T[])[]): Generator<T[]> {
  const [first, ...rest] = lists;
  if (first === undefined) yield [];
  else for (const one of first) for (const others of combinations(rest)) yield [one, ...others];
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
  );
}

function eventsOf(scenario: Scenario): EventId[] {
  const called = scenario.program?.flatMap((operation): readonly EventId[] => {
    if ("call" in operation) return [operation.call];
    return "callRobust" in operation ? operation.callRobust : [];
  });
  if (called !== undefined) return [...new Set(called)];
  const keys = scenario.callbacks.flatMap(({ returns }) => Object.keys(returns));
  const named = [...new Set(keys.filter((key) => key !== "*"))];
  return named.length > 0 ? named : [0];
}

function programsOf(scenario: Scenario): Operation[][] {
  if (scenario.program !== undefined && scenario.order === undefined) return [[...scenario.program]];
  const priorities = [...new Set(scenario.callbacks.map(({ priority = 0 }) => priority))];
  const groups = priorities.map((priority) =>
    permutations(scenario.callbacks.filter((one) => (one.priority ?? 0) === priority)),
  );
  const written = scenario.program?.filter((operation) => !("register" in operation));
  const calls = written ?? eventsOf(scenario).map((event) => ({ call: event }));
  return [...combinations(groups)].map((order) => [
    ...order.flat().map(({ name }) => ({ register: name })),
    ...calls,
  ]);
}

/** The values of a list, each once; scenarios here spell them as integers. */
function valuesAt({ returns }: Scenario["callbacks"][number], event: EventId): readonly ReturnValue[] {
  const choice = returns[String(event)] ?? returns["*"] ?? 0;
  return typeof choice === "object" ? [...new Set(choice)] : [choice];
}

/** Every run, as a scenario with its answer. */
export function* everyRun(scenario: Scenario): Generator<{ run: Scenario; answer: Answer }> {
  const events = eventsOf(scenario);
  const used = new Set(
    (scenario.program ?? []).flatMap((operation) => {
      if ("register" in operation) return [operation.register];
      return "registerUniquePrio" in operation ? [operation.registerUniquePrio] : [];
    }),
  );
  const isUsed = (name: string) => scenario.program === undefined || used.has(name);
  const open = scenario.callbacks.map((callback) =>
    isUsed(callback.name) ? [...combinations(events.map((event) => valuesAt(callback, event)))] : [[]],
  );
  for (const program of programsOf(scenario))
    for (const chosen of combinations(open)) {
      const callbacks = scenario.callbacks.map((callback, index) => ({
        ...callback,
        returns: Object.fromEntries(
          events.map((event, place) => [String(event), chosen[index]?.[place] ?? 0]),
        ),
      }));
      const { order: _, ...rest } = scenario;
      const run = { ...rest, callbacks, program };
      yield { run, answer: answerTo(run) };
    }
}
