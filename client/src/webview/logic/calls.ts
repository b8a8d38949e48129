/**
 * The calls that can be looked at: for a chain of the tree each event that it knows, for a scenario file each call of
 * its program. Must not run anything.
 */
import { parseSpelling } from "../../../../server/src/notifier/spelling";
import { endsWalk } from "../../../../server/src/notifier/values";
import {
  knownEvents,
  type Operation,
  type ReturnChoice,
  type Scenario,
} from "../../../../server/src/simulator";
import { rememberedFor } from "./remember";
import type { Origin } from "./state";

export type CallOperation = Extract<Operation, { readonly call: unknown } | { readonly callRobust: unknown }>;

/** A call with a key to remember it by and a text to choose it by. */
export interface CallChoice {
  readonly key: string;
  readonly label: string;
  readonly operation: CallOperation;
  /** Whether somebody makes this call, as far as was seen. */
  readonly isTold: boolean;
}

/** Whether an operation walks the chain. */
export function isCall(operation: Operation | undefined): operation is CallOperation {
  return operation !== undefined && ("call" in operation || "callRobust" in operation);
}

/** The event that a call passes first. */
export function eventOf(operation: CallOperation): string {
  return String("call" in operation ? operation.call : operation.callRobust[0]);
}

/** Every event that a call can pass. */
export function eventsOf(operation: CallOperation): string[] {
  return "call" in operation ? [String(operation.call)] : operation.callRobust.map(String);
}

function labelOf(operation: CallOperation): string {
  if ("callRobust" in operation)
    return `${operation.callRobust[0]} (robust, undone with ${operation.callRobust[1]})`;
  return typeof operation.call === "number" ? `event ${operation.call}` : operation.call;
}

/** The calls of a scenario's program; without one, those that it stands for. */
function programCalls(scenario: Scenario): CallOperation[] {
  if (scenario.program !== undefined) return scenario.program.filter(isCall);
  const events = knownEvents(scenario).filter((event) => event !== "");
  return (events.length === 0 ? [0] : events).map((call) => ({ call }));
}

/** What can be looked at, in the order of the program; of a chain also the events that no caller was seen to tell. */
export const callsOf = rememberedFor(({ scenario, chain }: Origin): readonly CallChoice[] => {
  const made = programCalls(scenario);
  if (chain === null)
    return made.map((operation, place) => ({
      key: `#${place}`,
      label: `${labelOf(operation)}${made.length > 1 ? ` (call ${place + 1} of ${made.length})` : ""}`,
      ...{ operation, isTold: true },
    }));
  const told = new Set(made.flatMap(eventsOf));
  const known = knownEvents(scenario).filter((event) => !told.has(String(event)));
  const choice = (operation: CallOperation, isTold: boolean): CallChoice => {
    const label = `${labelOf(operation)}${isTold ? "" : " (no caller of it was found)"}`;
    return { key: eventOf(operation), label, operation, isTold };
  };
  return [
    // Where nobody was seen to walk the chain, its one call is made up.
    ...made.map((operation) => choice(operation, chain.callers.length > 0)),
    ...known.map((event) => choice({ call: event }, false)),
  ];
});

/** What a callback may return for an event, in the scenario's own spellings. */
export function choiceOf(returns: Readonly<Record<string, ReturnChoice>>, event: string): string[] {
  const choice = returns[event] ?? returns["*"];
  if (choice === undefined) return [];
  return (typeof choice === "object" ? choice : [choice]).map(String);
}

/** Whether a spelling is a value that ends a walk. */
function stops(spelling: string): boolean {
  const spelled = parseSpelling(spelling);
  return spelled.kind === "value" && endsWalk(spelled.value);
}

/** How much there is to see in a call: callbacks that answer in several ways, or end the walk, of those that are shown. */
function interest({ scenario, open, chain }: Origin, operation: CallOperation): number {
  const event = eventOf(operation);
  const asked = chain?.params.callback;
  return scenario.callbacks.reduce((sum, _, place) => {
    const values = choiceOf(open.callbacks[place]?.returns ?? {}, event);
    const isAsked = chain?.callbacks[place]?.function === asked && asked !== undefined;
    const own = (values.length > 1 ? 2 : 0) + (values.some(stops) ? 3 : 0);
    return sum + own * (isAsked ? 1000 : 1);
  }, 0);
}

/** The call to begin with: for a file the last one, which its story comes to; for a chain the one with most to see. */
export function mostTelling(origin: Origin, calls: readonly CallChoice[]): string {
  if (origin.chain === null) return calls.at(-1)?.key ?? "";
  const called = calls.filter(({ isTold }) => isTold);
  const best = (called.length > 0 ? called : calls).map((call) => ({
    call,
    interest: interest(origin, call.operation),
  }));
  return best.reduce(
    (a, b) => (b.interest > a.interest ? b : a),
    best[0] ?? { call: { key: "" }, interest: 0 },
  ).call.key;
}
