/**
 * The scenario that a state stands for: what was loaded, with what the person changed, one value for each callback, one
 * order. Beside it the one with every value left open, for the question what can go wrong. Must not run either.
 */
import { parseSpelling } from "../../../../server/src/notifier/spelling";
import {
  changeScenario,
  type Operation,
  type ReturnChoice,
  type Scenario,
  type ScenarioCallback,
} from "../../../../server/src/simulator";
import { type CallOperation, callsOf, choiceOf, eventsOf } from "./calls";
import { rememberedFor } from "./remember";
import type { Changes, Origin, PanelState } from "./state";

/**
 * Whether a scenario just registers callbacks and then walks: only then is the order of the walk the panel's to change.
 */
export const isPlain = rememberedFor(({ chains, program }: Scenario): boolean => {
  if (chains !== undefined) return false;
  if (program === undefined) return true;
  const first = program.findIndex((one) => "call" in one || "callRobust" in one);
  const before = first < 0 ? program : program.slice(0, first);
  const names = before.map((one) => ("register" in one && one.priority === undefined ? one.register : null));
  const after = first < 0 ? [] : program.slice(first);
  return (
    !names.includes(null) &&
    new Set(names).size === names.length &&
    after.every((one) => "call" in one || "callRobust" in one)
  );
});

/** Callbacks that the loaded scenario itself leaves unregistered. */
const unregistered = rememberedFor(({ scenario }: Origin): ReadonlySet<string> => {
  const { program, callbacks } = scenario;
  if (program === undefined || !isPlain(scenario)) return new Set();
  const registered = new Set(program.flatMap((one) => ("register" in one ? one.register : [])));
  return new Set(callbacks.map(({ name }) => name).filter((name) => !registered.has(name)));
});

/** Whether a callback is on the chain. */
export function isOn({ origin, changes }: PanelState, name: string): boolean {
  const isToggled = changes.off.includes(name);
  return unregistered(origin).has(name) ? isToggled : !isToggled;
}

export function priorityOf({ changes }: Pick<PanelState, "changes">, callback: ScenarioCallback): number {
  return changes.priority[callback.name] ?? callback.priority ?? 0;
}

/** All callbacks in the order of the walk: descending priority, equal ones as registered; those that are off included. */
export function orderOf(state: Pick<PanelState, "origin" | "changes">): ScenarioCallback[] {
  const { callbacks, program } = state.origin.scenario;
  const registered = (program ?? []).flatMap((one) => ("register" in one ? one.register : []));
  const order = state.changes.order ?? [...registered, ...callbacks.map(({ name }) => name)];
  const place = new Map<string, number>();
  for (const [at, name] of order.entries()) if (!place.has(name)) place.set(name, at);
  const at = ({ name }: ScenarioCallback) => place.get(name) ?? callbacks.length;
  return [...callbacks].sort((a, b) => priorityOf(state, b) - priorityOf(state, a) || at(a) - at(b));
}

const isKnown = (spelling: string): boolean => parseSpelling(spelling).kind === "value";

/** What a callback answers an event with. */
export function answerOf(
  { changes }: Pick<PanelState, "changes">,
  callback: ScenarioCallback,
  event: string,
): string {
  const chosen = changes.values[callback.name]?.[event];
  return chosen ?? choiceOf(callback.returns, event).find(isKnown) ?? "NOTIFY_DONE";
}

/** The call that is looked at. */
export function callOf({ origin, call }: PanelState): CallOperation {
  const calls = callsOf(origin);
  return (calls.find(({ key }) => key === call) ?? calls[0])?.operation ?? { call: 0 };
}

/** The calls that are made: of a chain the one that is looked at, of a file all of its program. */
function callsMade(state: PanelState): CallOperation[] {
  if (state.origin.chain !== null) return [callOf(state)];
  return callsOf(state.origin).map(({ operation }) => operation);
}

/** A callback with one value for each event. */
function held(state: PanelState, callback: ScenarioCallback, events: readonly string[]): ScenarioCallback {
  const own = state.origin.chain === null ? Object.keys(callback.returns) : [];
  const keys = [...new Set([...own, ...events])];
  const returns = Object.fromEntries(keys.map((key) => [key, answerOf(state, callback, key)]));
  return taking(state.changes, { ...callback, priority: priorityOf(state, callback), returns });
}

/** A callback as the person wants it to deal with the object. */
function taking(changes: Changes, callback: ScenarioCallback): ScenarioCallback {
  const choice = changes.taking[callback.name];
  if (choice === undefined) return callback;
  const { handoff: _, takes: __, ...rest } = callback;
  return choice === "none" ? rest : { ...rest, handoff: choice };
}

/** What is said of the chain as a whole. */
function framed(scenario: Scenario, { policy, claim, protocol, kernel }: Changes): Scenario {
  const { order: _, ...rest } = scenario;
  return {
    ...rest,
    ...(kernel === null ? {} : { kernel }),
    ...(policy === null ? {} : { policy }),
    ...(scenario.handoff === undefined
      ? {}
      : {
          handoff: {
            ...scenario.handoff,
            ...(claim === null ? {} : { claim }),
            ...(protocol === null ? {} : { protocol }),
          },
        }),
  };
}

function plainScenario(state: PanelState): Scenario {
  const calls = callsMade(state);
  const events = calls.flatMap(eventsOf);
  const on = orderOf(state).filter(({ name }) => isOn(state, name));
  const register = on.map(({ name }): Operation => ({ register: name }));
  return {
    ...framed(state.origin.scenario, state.changes),
    callbacks: on.map((callback) => held(state, callback, events)),
    program: [...register, ...calls],
  };
}

/** A scenario whose program is left as it is written. */
function writtenScenario(state: PanelState): Scenario {
  const { origin, changes } = state;
  const events = callsMade(state).flatMap(eventsOf);
  const callbacks = origin.scenario.callbacks.map((callback) => held(state, callback, events));
  const changed = changeScenario({ ...origin.scenario, callbacks }, { without: changes.off });
  return framed(changed.ok ? changed.scenario : origin.scenario, changes);
}

/** The scenario of the run that is shown. */
export function runScenario(state: PanelState): Scenario {
  return isPlain(state.origin.scenario) ? plainScenario(state) : writtenScenario(state);
}

/**
 * The same with everything open that is open: each value that the code can return, each order of equal priorities. A
 * callback that the person gave another value keeps it.
 */
export function openScenario(state: PanelState): Scenario {
  const run = runScenario(state);
  const open = new Map(state.origin.open.callbacks.map((callback) => [callback.name, callback]));
  const callbacks = run.callbacks.map((callback) => {
    const entries = Object.entries(callback.returns).map(([event, value]): [string, ReturnChoice] => {
      const values = choiceOf(open.get(callback.name)?.returns ?? {}, event).filter(isKnown);
      const [only, ...more] = values.includes(String(value)) ? values : [String(value)];
      return [event, more.length === 0 ? (only ?? "NOTIFY_DONE") : values];
    });
    return { ...callback, returns: Object.fromEntries(entries) };
  });
  return { ...run, callbacks, ...(isPlain(state.origin.scenario) ? { order: "any" as const } : {}) };
}
