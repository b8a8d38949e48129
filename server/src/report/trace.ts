/**
 * An answer of the simulator as a log that a kernel developer reads: the order and why, each call with its value, what
 * it did to the walk, what the caller concluded, what became of the object. Plain text, 80 columns, fit for a mail.
 * This file must not simulate: what it tells stands in the answer, or in the order that the simulator reports.
 */
import { spellErrno } from "../notifier/errno";
import { describeValue } from "../notifier/spelling";
import { endsWalk } from "../notifier/values";
import {
  type Answer,
  type ChainOrder,
  chainOrders,
  type Damage,
  type EventId,
  type Plan,
  planOf,
  type Scenario,
  type Step,
  type Visit,
} from "../simulator";
import { type Agreement, agreementOf, explainAgreement, handoffLines, takingClause } from "./traceHandoff";
import { count, enumerate, line, padded } from "./traceText";

type RegistrationStep = Extract<Step, { callback: string }>;
type WalkStep = Exclude<Step, RegistrationStep>;
type ReturnedStep = Extract<WalkStep, { result: number }>;
type EndlessStep = Extract<WalkStep, { endless: true }>;

/** What every part of the trace looks up. */
interface Context {
  readonly plan: Plan;
  readonly agreement: Agreement | null;
  readonly answer: Answer;
}

const POLICIES = {
  last: "a walk returns the value of the last callback called",
  or: "a walk returns all values or-ed together (policy or, not the kernel's)",
  "stop-on-ok": "a walk also ends at NOTIFY_OK (policy stop-on-ok, not the kernel's)",
} as const;

function headLines({ plan, agreement }: Context): string[] {
  const chains = plan.chains.map(({ name, type }) => `${name} (${type})`);
  return [
    ...line(0, `${enumerate(chains)}, rules of Linux ${plan.kernel.version}`),
    ...line(0, POLICIES[plan.policy]),
    ...(agreement === null ? [] : line(0, explainAgreement(agreement))),
    "",
  ];
}

function damageLines({ chain, lost, gained, cycle }: Damage): string[] {
  const said = [
    ...(lost === undefined ? [] : [`${enumerate(lost)} fell off the list, though still registered`]),
    ...(gained === undefined
      ? []
      : [`walks of it now call ${enumerate(gained)} too, with this chain's data`]),
    ...(cycle === undefined ? [] : [`the list goes round ${[...cycle, cycle[0]].join(" -> ")} for ever`]),
  ];
  return said.flatMap((what) => line(4, `CORRUPTED ${chain}: ${what}`));
}

/** The priority that a step finds the block with: the last one that was set, or the callback's own. */
function priorityAt({ plan, answer }: Context, step: RegistrationStep): number {
  const earlier = answer.steps.slice(0, answer.steps.indexOf(step));
  const set = earlier.findLast(
    (one) => "callback" in one && one.callback === step.callback && one.priority !== undefined,
  );
  if (set !== undefined && "callback" in set && set.priority !== undefined) return set.priority;
  return plan.callbacks.find(({ name }) => name === step.callback)?.priority ?? 0;
}

function registrationLines(context: Context, step: RegistrationStep, number: number): string[] {
  const { op, callback, on, returned, warning, damage } = step;
  const what = op === "registerUniquePrio" ? "register, unique priority," : op;
  const where = on === undefined ? "" : ` on ${on}`;
  const outcome =
    returned === undefined ? "NEVER RETURNS: the search goes round a cycle" : spellErrno(returned);
  const priority =
    step.priority === undefined
      ? `priority ${priorityAt(context, step)}`
      : `priority set to ${step.priority}`;
  return [
    ...line(0, `[${number}] ${what} ${callback}${where} (${priority}): ${outcome}`),
    ...(warning === undefined ? [] : line(4, warning)),
    ...(damage ?? []).flatMap(damageLines),
  ];
}

/** Why the members stand in this order. */
function orderReason({ members, cycle }: ChainOrder): string {
  if (members.length === 0) return "nobody is registered";
  if (cycle.length > 0)
    return `order: the list never ends, it goes round ${[...cycle, cycle[0]].join(" -> ")}`;
  const sorted = members.every(
    ({ priority }, place) => priority <= (members[place - 1]?.priority ?? priority),
  );
  if (!sorted) return "order: not by priority, because a block was linked in again or into two chains";
  return "order: higher priority first, equal priorities as they were registered";
}

function orderLines(order: ChainOrder): string[] {
  const names = padded(order.members.map(({ callback }) => callback));
  return [
    ...line(4, orderReason(order)),
    ...order.members.flatMap(({ priority, linkedBy }, place) =>
      line(6, `${place + 1}. ${names[place] ?? ""}  priority ${priority}, registered in [${linkedBy + 1}]`),
    ),
  ];
}

function visitLines(context: Context, visits: readonly Visit[], stoppedBy: string | null): string[] {
  const calls = padded(visits.map(({ callback, event }) => `${callback}(${event})`));
  return visits.flatMap((visit, place) => {
    const stop = stoppedBy !== null && place === visits.length - 1 ? ", ends the walk" : "";
    const clauses = `${stop}${takingClause(context.plan, context.agreement, visit)}`;
    return line(6, `${calls[place] ?? ""} = ${describeValue(visit.returned)}${clauses}`);
  });
}

/** What a caller that decodes the result with notifier_to_errno() concludes. */
function errnoLines({ result, errno, nrCalls }: ReturnedStep): string[] {
  const decoded = errno === 0 ? "0, no error" : `${errno} (${spellErrno(errno)})`;
  const stopped = endsWalk(result);
  return [
    ...line(
      4,
      `result ${describeValue(result)} of ${count(nrCalls, "call")}; notifier_to_errno() = ${decoded}`,
    ),
    ...(stopped && errno === 0
      ? line(4, "the stop bit is set, but decoding the result reports success")
      : []),
    ...(!stopped && errno !== 0
      ? line(4, "the stop bit is not set, but decoding the result reports an error")
      : []),
  ];
}

function unreachedLines(order: ChainOrder, visits: readonly Visit[]): string[] {
  const called = new Set(visits.map(({ callback }) => callback));
  const unreached = order.members.map(({ callback }) => callback).filter((name) => !called.has(name));
  return unreached.length === 0 ? [] : line(4, `never told: ${enumerate(unreached)}`);
}

function rollbackLines(context: Context, step: ReturnedStep): string[] {
  if (step.op !== "callRobust" || !step.rolledBack) return [];
  const undone = step.visited.slice(step.nrCalls);
  const down = step.events[1];
  const success = step.errno === 0 ? line(4, "rolled back and succeeded: the caller sees no error") : [];
  if (undone.length === 0)
    return [...line(4, `rolled back with ${down}: nobody was called before ${step.stoppedBy}`), ...success];
  return [
    ...line(4, `rolled back with ${down}, from the head up to but not including ${step.stoppedBy}`),
    ...visitLines(context, undone, step.rollbackStoppedBy),
    ...success,
  ];
}

function returnedLines(context: Context, step: ReturnedStep, order: ChainOrder): string[] {
  const { plan, agreement, answer } = context;
  const visits = step.visited.slice(0, step.nrCalls);
  const outcome = step.handoff ?? answer.handoff;
  return [
    ...visitLines(context, visits, step.stoppedBy),
    ...unreachedLines(order, visits),
    ...rollbackLines(context, step),
    ...errnoLines(step),
    ...(agreement === null || outcome === undefined
      ? []
      : handoffLines(plan, agreement, visits, step.result, outcome)),
  ];
}

function endlessLines(context: Context, { visited, cycle }: EndlessStep): string[] {
  const round = [...cycle, cycle[0]].join(" -> ");
  return [
    ...visitLines(context, visited, null),
    ...line(4, `ENDLESS: ${round} and so on; the walk never returns`),
  ];
}

function operationOf(step: WalkStep): string {
  const event = (id: EventId) => (typeof id === "number" ? `event ${id}` : id);
  if (step.op === "callRobust")
    return `robust call, up ${event(step.events[0])}, down ${event(step.events[1])}`;
  const limit =
    step.nrToCall === undefined || step.nrToCall < 0 ? "" : `, at most ${count(step.nrToCall, "callback")}`;
  return `call, ${event(step.event)}${limit}`;
}

function walkLines(context: Context, step: WalkStep, number: number, order: ChainOrder): string[] {
  const where = step.on === undefined ? "" : ` on ${step.on}`;
  return [
    ...line(0, `[${number}] ${operationOf(step)}${where}`),
    ...("note" in step && step.note !== undefined ? line(4, step.note) : []),
    ...orderLines(order),
    ...("endless" in step ? endlessLines(context, step) : returnedLines(context, step, order)),
  ];
}

/** Whether a step stands apart from the one before it: calls do, registrations stand together. */
function opensParagraph(steps: readonly Step[], index: number): boolean {
  const before = steps[index - 1];
  const isCall = (step: Step | undefined) => step?.op === "call" || step?.op === "callRobust";
  return isCall(steps[index]) || isCall(before);
}

/**
 * Renders an answer.
 * @param scenario the scenario that {@link answer} answers.
 * @returns lines of at most 80 columns, each ended by a newline.
 */
export function renderTrace(scenario: Scenario, answer: Answer): string {
  const context: Context = { plan: planOf(scenario), agreement: agreementOf(scenario.handoff), answer };
  const orders = chainOrders(scenario);
  const lines = headLines(context);
  for (const [index, step] of answer.steps.entries()) {
    if (index > 0 && opensParagraph(answer.steps, index)) lines.push("");
    const order = orders[index] ?? { chain: "", members: [], cycle: [] };
    const own =
      "callback" in step
        ? registrationLines(context, step, index + 1)
        : walkLines(context, step, index + 1, order);
    lines.push(...own);
  }
  const left = context.plan.program.length - answer.steps.length;
  if (left > 0)
    lines.push("", ...line(0, `the run ends here: ${count(left, "further operation")} never made`));
  return `${lines.join("\n")}\n`;
}
