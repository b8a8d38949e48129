/**
 * A trace of many calls of a long chain on few pages: the order once, by priority, and for each call who answered
 * something else than most, what ended it and what the caller concluded. trace.ts tells single calls in full and decides
 * which of the two fits. This file must not simulate.
 */
import { describeValue } from "../notifier/spelling";
import type { ChainOrder, Step, Visit } from "../simulator";
import { count, line } from "./traceText";

type WalkStep = Extract<Step, { visited: readonly Visit[] }>;
type ReturnedStep = Extract<WalkStep, { result: number }>;

/** More calls of callbacks than this are not read one by one. */
const MOST_VISITS = 200;

/** A group of more callbacks than this is counted, where another group is listed. */
const MOST_NAMES = 12;

/**
 * Whether the steps are better told briefly: several calls and many visits, of a list that stays as it is once all
 * callbacks are registered, and nothing broken on the way.
 */
export function fitsBrief(steps: readonly Step[], orders: readonly ChainOrder[]): boolean {
  const first = steps.findIndex((step) => "visited" in step);
  const calls = steps.slice(Math.max(first, 0)).filter((step) => "visited" in step);
  const visits = calls.reduce((sum, { visited }) => sum + visited.length, 0);
  const isPlain = steps.every((step, place) =>
    "visited" in step
      ? "result" in step && step.on === undefined
      : place < first && step.returned === 0 && step.damage === undefined && step.warning === undefined,
  );
  return isPlain && calls.length > 1 && visits > MOST_VISITS && orders.length === steps.length;
}

/** The list that every call finds, one paragraph for each priority. */
export function briefOrder({ members }: ChainOrder): string[] {
  const byPriority = new Map<number, string[]>();
  for (const { priority, callback } of members)
    byPriority.set(priority, [...(byPriority.get(priority) ?? []), callback]);
  return [
    ...line(
      0,
      `every call finds ${count(members.length, "callback")}, higher priority first, equal ones as registered:`,
    ),
    ...[...byPriority].flatMap(([priority, names]) => line(2, `priority ${priority}: ${names.join(", ")}`)),
  ];
}

function names(callbacks: readonly string[]): string {
  if (callbacks.length <= MOST_NAMES) return callbacks.join(", ");
  const shown = callbacks.slice(0, MOST_NAMES - 2);
  return `${shown.join(", ")} and ${callbacks.length - shown.length} more`;
}

/** Who answered what: the rarest answers first, the most frequent one as a number. */
function answerLines(visits: readonly Visit[]): string[] {
  const byValue = new Map<number, string[]>();
  for (const { callback, returned } of visits)
    byValue.set(returned, [...(byValue.get(returned) ?? []), callback]);
  const groups = [...byValue].sort(([, a], [, b]) => a.length - b.length);
  return groups.flatMap(([value, callbacks], place) => {
    const isRest = place === groups.length - 1 && callbacks.length > MOST_NAMES;
    const who = isRest
      ? `${groups.length === 1 ? "all" : "the other"} ${callbacks.length}`
      : names(callbacks);
    return line(4, `${describeValue(value)}: ${who}`);
  });
}

function stopLines(step: ReturnedStep, order: ChainOrder): string[] {
  if (step.stoppedBy === null) return [];
  const called = new Set(step.visited.slice(0, step.nrCalls).map(({ callback }) => callback));
  const rest = order.members.map(({ callback }) => callback).filter((callback) => !called.has(callback));
  const told = rest.length === 0 ? "everybody was told" : `never told: ${names(rest)}`;
  return line(4, `ended by ${step.stoppedBy}; ${told}`);
}

function rollbackLines(step: ReturnedStep): string[] {
  if (step.op !== "callRobust" || !step.rolledBack) return [];
  const undone = step.visited.slice(step.nrCalls);
  return [
    ...line(4, `rolled back with ${step.events[1]}: ${count(undone.length, "callback")} called again`),
    ...answerLines(undone),
  ];
}

/** One call, without its head line and without the caller's conclusion, which trace.ts tells alike in both forms. */
export function briefCall(step: ReturnedStep, order: ChainOrder): string[] {
  return [
    ...answerLines(step.visited.slice(0, step.nrCalls)),
    ...stopLines(step, order),
    ...rollbackLines(step),
  ];
}
