/**
 * What each action makes of a state. Pure: the same state and action always give the same state, and nothing is run or
 * drawn here.
 */
import type { Policy, Protocol, Scenario, ScenarioCallback } from "../../../../server/src/simulator";
import { callsOf, choiceOf, eventOf, eventsOf, isCall } from "./calls";
import { callOf, isOn, isPlain, orderOf, priorityOf } from "./scenario";
import {
  type Changes,
  fileOrigin,
  freshState,
  NO_CHANGES,
  type Origin,
  type PanelState,
  type TakingChoice,
} from "./state";

export type Action =
  | { readonly type: "load"; readonly origin: Origin; readonly keep: boolean }
  | { readonly type: "reset" }
  | { readonly type: "call"; readonly key: string }
  /** What a callback answers an event with: that of the call at hand, or of the walk that undoes it. */
  | { readonly type: "value"; readonly callback: string; readonly value: string; readonly event?: string }
  | { readonly type: "on"; readonly callback: string; readonly on: boolean }
  | { readonly type: "priority"; readonly callback: string; readonly priority: number }
  /** Puts a callback before the one that stands at a place of the walk. */
  | { readonly type: "move"; readonly callback: string; readonly to: number }
  | { readonly type: "taking"; readonly callback: string; readonly taking: TakingChoice | null }
  | { readonly type: "policy"; readonly policy: Policy }
  | { readonly type: "claim"; readonly claim: string }
  | { readonly type: "protocol"; readonly protocol: Protocol }
  | { readonly type: "kernel"; readonly kernel: string }
  | {
      readonly type: "combination";
      readonly policy: Policy;
      readonly claim: string | null;
      readonly protocol: Protocol | null;
    }
  | { readonly type: "witness"; readonly title: string; readonly scenario: Scenario }
  | { readonly type: "position"; readonly position: number | null };

/** Priorities are C ints. */
const LOWEST = -2_147_483_648;
const HIGHEST = 2_147_483_647;

function changed(state: PanelState, changes: Partial<Changes>): PanelState {
  return { ...state, changes: { ...state.changes, ...changes }, position: null, loaded: null };
}

function withKey<T>(record: Readonly<Record<string, T>>, key: string, value: T | null): Record<string, T> {
  const others = Object.entries(record).filter(([name]) => name !== key);
  return Object.fromEntries(value === null ? others : [...others, [key, value]]);
}

/** What is said of callbacks and calls that are no longer there is forgotten. */
function kept(state: PanelState, origin: Origin): PanelState {
  const fresh = freshState(origin);
  const names = new Set(origin.scenario.callbacks.map(({ name }) => name));
  const { values, off, order, priority, taking } = state.changes;
  const known = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).filter(([name]) => names.has(name)));
  const call = callsOf(origin).some(({ key }) => key === state.call) ? state.call : fresh.call;
  return {
    ...fresh,
    call,
    changes: {
      ...state.changes,
      ...{ values: known(values), priority: known(priority), taking: known(taking) },
      off: off.filter((name) => names.has(name)),
      order: order?.filter((name) => names.has(name)) ?? null,
    },
  };
}

function setValue(state: PanelState, callback: string, value: string, event: string): PanelState {
  const { values } = state.changes;
  const own = withKey(values[callback] ?? {}, event, value);
  return changed(state, { values: withKey(values, callback, own) });
}

function setOn(state: PanelState, callback: string, on: boolean): PanelState {
  if (isOn(state, callback) === on) return state;
  const { off } = state.changes;
  const isListed = off.includes(callback);
  return changed(state, { off: isListed ? off.filter((name) => name !== callback) : [...off, callback] });
}

function setPriority(state: PanelState, callback: string, priority: number): PanelState {
  if (!Number.isFinite(priority)) return state;
  const bounded = Math.min(HIGHEST, Math.max(LOWEST, Math.trunc(priority)));
  const order = orderOf(state).map(({ name }) => name);
  return changed(state, { order, priority: withKey(state.changes.priority, callback, bounded) });
}

/**
 * Moves a callback in the walk. Its priority changes only where the order of registration alone cannot bring it there,
 * and then only as far as its new neighbour's.
 */
function move(state: PanelState, name: string, to: number): PanelState {
  const order = orderOf(state);
  const from = order.findIndex((one) => one.name === name);
  const [moved] = order.splice(from, 1);
  if (from < 0 || moved === undefined || !isPlain(state.origin.scenario)) return state;
  const place = Math.min(order.length, Math.max(0, to));
  const [before, after] = [order[place - 1], order[place]];
  order.splice(place, 0, moved);
  const most = before === undefined ? HIGHEST : priorityOf(state, before);
  const least = after === undefined ? LOWEST : priorityOf(state, after);
  const own = priorityOf(state, moved);
  const fitting = Math.min(most, Math.max(least, own));
  const { priority } = state.changes;
  return changed(state, {
    order: order.map((one) => one.name),
    priority: fitting === own ? priority : withKey(priority, name, fitting),
  });
}

/** Whether a witness is about the callbacks of the origin and no more than a walk: then it is shown in their cards. */
function fits(origin: Origin, witness: Scenario): boolean {
  const names = new Set(origin.scenario.callbacks.map(({ name }) => name));
  return (
    isPlain(witness) && isPlain(origin.scenario) && witness.callbacks.every(({ name }) => names.has(name))
  );
}

/** The order as it is where the witness agrees with it; else that of the witness, with whoever is missing at the end. */
function witnessOrder(
  callbacks: readonly ScenarioCallback[],
  registered: readonly string[],
): string[] | null {
  const names = callbacks.map(({ name }) => name);
  const shown = names.filter((name) => registered.includes(name));
  if (JSON.stringify(shown) === JSON.stringify(registered)) return null;
  return [...registered, ...names.filter((name) => !registered.includes(name))];
}

/** What a witness of a single walk sets, against the origin whose cards show it. */
function witnessChanges(shown: PanelState, witness: Scenario): Changes {
  const { callbacks } = shown.origin.scenario;
  const own = new Map(callbacks.map((callback) => [callback.name, callback.priority ?? 0]));
  const program = witness.program ?? [];
  const order = program.flatMap((one) => ("register" in one ? one.register : []));
  const registered = witness.program === undefined ? witness.callbacks.map(({ name }) => name) : order;
  const events = program.filter(isCall).flatMap(eventsOf);
  const untouched: PanelState = { ...shown, changes: NO_CHANGES };
  const valuesOf = ({ returns }: ScenarioCallback) =>
    Object.fromEntries(events.map((event) => [event, choiceOf(returns, event)[0] ?? "NOTIFY_DONE"]));
  const { taking, kernel } = shown.changes;
  return {
    values: Object.fromEntries(witness.callbacks.map((one) => [one.name, valuesOf(one)])),
    off: [...own.keys()].filter((name) => isOn(untouched, name) !== registered.includes(name)),
    order: witnessOrder(orderOf(untouched), registered),
    priority: Object.fromEntries(
      witness.callbacks
        .map(({ name, priority = 0 }): [string, number] => [name, priority])
        .filter(([name, priority]) => own.get(name) !== priority),
    ),
    ...{ taking, kernel },
    policy: witness.policy ?? null,
    claim: witness.handoff?.claim ?? null,
    protocol: witness.handoff?.protocol ?? null,
  };
}

/** Shows a witness in the cards of the chain where it is about those; else on its own, with the way back kept. */
function loadWitness(state: PanelState, title: string, witness: Scenario): PanelState {
  const home = state.home ?? (state.origin.chain === null ? null : state.origin);
  const origin = [state.origin, ...(home === null ? [] : [home])].find((one) => fits(one, witness));
  if (origin === undefined) return { ...freshState(fileOrigin(title, witness), home), loaded: title };
  const shown = { ...state, origin, home: origin === home ? null : home };
  const wanted = (witness.program ?? []).findLast(isCall);
  const calls = origin.chain === null || wanted === undefined ? [] : callsOf(origin);
  const call = calls.find(({ operation }) => wanted && eventOf(operation) === eventOf(wanted))?.key;
  return {
    ...{ ...shown, call: call ?? state.call, position: null, loaded: title },
    changes: witnessChanges(shown, witness),
  };
}

/** The next state. */
export function reduce(state: PanelState, action: Action): PanelState {
  switch (action.type) {
    case "load":
      return action.keep ? kept(state, action.origin) : freshState(action.origin);
    case "reset":
      return freshState(state.home ?? state.origin);
    case "call":
      return { ...state, call: action.key, position: null, loaded: null };
    case "value":
      return setValue(state, action.callback, action.value, action.event ?? eventOf(callOf(state)));
    case "on":
      return setOn(state, action.callback, action.on);
    case "priority":
      return setPriority(state, action.callback, action.priority);
    case "move":
      return move(state, action.callback, action.to);
    case "taking":
      return changed(state, { taking: withKey(state.changes.taking, action.callback, action.taking) });
    case "policy":
      return changed(state, { policy: action.policy });
    case "claim":
      return changed(state, { claim: action.claim });
    case "protocol":
      return changed(state, { protocol: action.protocol });
    case "kernel":
      return changed(state, { kernel: action.kernel });
    case "combination":
      return changed(state, { policy: action.policy, claim: action.claim, protocol: action.protocol });
    case "witness":
      return loadWitness(state, action.title, action.scenario);
    case "position":
      return { ...state, position: action.position };
  }
}
