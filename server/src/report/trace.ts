/**
 * An answer of the simulator as a log that a kernel developer reads: the order and why, each call with its value, what
 * it did to the walk, what the caller concluded, what became of the object. Plain text, 80 columns, fit for a mail.
 * This file must not simulate: what it tells stands in the answer, or in the order that the simulator reports.
 */
import { spellErrno } from "../notifier/errno";
import { describeValue, spellValue } from "../notifier/spelling";
import { endsWalk } from "../notifier/values";
import {
  type Answer,
  type ChainOrder,
  chainOrders,
  type EventId,
  type Plan,
  planOf,
  type Scenario,
  type Step,
  type Visit,
} from "../simulator";
import { briefCall, briefOrder, fitsBrief } from "./traceBrief";
import { type Agreement, agreementOf, explainAgreement, handoffLines, takingClause } from "./traceHandoff";
import { orderLines, plainRun, plainRunLines, type RegistrationStep, registrationLines } from "./traceOrder";
import { count, enumerate, line, padded } from "./traceText";
import { unclosedLines } from "./traceTold";

type WalkStep = Exclude<Step, RegistrationStep>;
type ReturnedStep = Extract<WalkStep, { result: number }>;
type EndlessStep = Extract<WalkStep, { endless: true }>;

/** What every part of the trace looks up. */
interface Context {
  readonly plan: Plan;
  readonly agreement: Agreement | null;
  readonly answer: Answer;
  readonly brief: boolean;
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

/** A longer call goes beyond its column, so that a value with a name still fits on the line. */
const WIDEST_CALL = 48;

/** What else a callback may answer, where the scenario leaves it open. */
function openClause({ plan }: Context, { callback, event, returned }: Visit): string {
  const choice = plan.callbacks.find(({ name }) => name === callback)?.choice(event);
  if (choice === undefined || choice.values.length + choice.unknown.length < 2) return "";
  const others = choice.values.filter((value) => value !== returned).map((value) => spellValue(value));
  return `; or else ${[...others, ...choice.unknown].join(", ")}`;
}

function visitLines(context: Context, visits: readonly Visit[], stoppedBy: string | null): string[] {
  const calls = padded(
    visits.map(({ callback, event }) => `${callback}(${event})`),
    WIDEST_CALL,
  );
  return visits.flatMap((visit, place) => {
    const stop = stoppedBy !== null && place === visits.length - 1 ? ", ends the walk" : "";
    const taking = takingClause(context.plan, context.agreement, visit);
    const clauses = `${stop}${taking}${openClause(context, visit)}`;
    return line(6, `${calls[place] ?? ""} = ${describeValue(visit.returned)}${clauses}`);
  });
}

/** Or-ing makes values that no callback returned, and that decode to errors nobody reported. */
function inventedLines({ plan }: Context, { result, visited }: ReturnedStep): string[] {
  if (plan.policy !== "or" || visited.length === 0) return [];
  const invented = visited.every(({ returned }) => returned !== result);
  return invented ? line(4, "no callback returned this value: or-ing the results made it") : [];
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

function unreachedLines({ unreached = [] }: ReturnedStep): string[] {
  return unreached.length === 0 ? [] : line(4, `never told: ${enumerate(unreached)}`);
}

function rollbackLines(context: Context, step: ReturnedStep): string[] {
  if (step.op !== "callRobust" || !step.rolledBack) return [];
  const undone = step.visited.slice(step.nrCalls);
  const down = step.events[1];
  if (undone.length === 0)
    return line(4, `rolled back with ${down}: nobody was called before ${step.stoppedBy}`);
  return [
    ...line(4, `rolled back with ${down}, from the head up to but not including ${step.stoppedBy}`),
    ...visitLines(context, undone, step.rollbackStoppedBy),
  ];
}

/** The trap of a robust call: whatever has the stop bit rolls back, an error or not. */
function quietRollbackLines(step: ReturnedStep): string[] {
  const quiet = step.op === "callRobust" && step.rolledBack && step.errno === 0;
  return quiet ? line(4, "rolled back and succeeded: the caller sees no error") : [];
}

function fullCall(context: Context, step: ReturnedStep): string[] {
  const visits = step.visited.slice(0, step.nrCalls);
  return [
    ...visitLines(context, visits, step.stoppedBy),
    ...unreachedLines(step),
    ...rollbackLines(context, step),
  ];
}

function returnedLines(context: Context, step: ReturnedStep, order: ChainOrder): string[] {
  const { plan, agreement, answer, brief } = context;
  const visits = step.visited.slice(0, step.nrCalls);
  const outcome = step.handoff ?? answer.handoff;
  return [
    ...(brief ? briefCall(step, order) : fullCall(context, step)),
    ...quietRollbackLines(step),
    ...errnoLines(step),
    ...inventedLines(context, step),
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

function walkLines(
  context: Context,
  step: WalkStep,
  number: number,
  order: ChainOrder,
  earlier: number | null,
): string[] {
  const where = step.on === undefined ? "" : ` on ${step.on}`;
  return [
    ...line(0, `[${number}] ${operationOf(step)}${where}`),
    ...("note" in step && step.note !== undefined ? line(4, step.note) : []),
    ...(context.brief ? [] : orderLines(order, earlier)),
    ...("endless" in step ? endlessLines(context, step) : returnedLines(context, step, order)),
  ];
}

const isCall = (step: Step | undefined): boolean => step?.op === "call" || step?.op === "callRobust";

/** Whether a step stands apart from the one before it: calls do, registrations stand together. */
function opensParagraph(steps: readonly Step[], index: number): boolean {
  const before = steps[index - 1];
  return isCall(steps[index]) || isCall(before);
}

/** Which earlier call found the same list, counted from 1; null if none did since it last changed. */
function sameOrder(steps: readonly Step[], orders: readonly ChainOrder[], index: number): number | null {
  const shown = JSON.stringify(orders[index]);
  const same = orders
    .slice(0, index)
    .findIndex((order, place) => isCall(steps[place]) && JSON.stringify(order) === shown);
  return same < 0 ? null : same + 1;
}

function stepLines(context: Context, index: number, orders: readonly ChainOrder[]): string[] {
  const { answer } = context;
  const step = answer.steps[index];
  if (step === undefined) return [];
  if ("callback" in step) return registrationLines(context, step, index + 1);
  const order = orders[index] ?? { chain: "", members: [], cycle: [] };
  return walkLines(context, step, index + 1, order, sameOrder(answer.steps, orders, index));
}

/** What each step did, one paragraph for each call. */
function bodyLines(context: Context, orders: readonly ChainOrder[]): string[] {
  const { steps } = context.answer;
  const lines: string[] = [];
  for (let index = 0; index < steps.length; index++) {
    if (index > 0 && opensParagraph(steps, index)) lines.push("");
    const plain = plainRun(steps, index);
    if (plain > 1) {
      lines.push(...plainRunLines(index + 1, plain));
      index += plain - 1;
    } else lines.push(...stepLines(context, index, orders));
  }
  return lines;
}

/**
 * Renders an answer.
 * @param scenario the scenario that {@link answer} answers.
 * @param detail "full" tells every call of every callback; "auto" does so unless that is more than anybody reads.
 * @returns lines of at most 80 columns, each ended by a newline.
 */
export function renderTrace(scenario: Scenario, answer: Answer, detail: "full" | "auto" = "full"): string {
  const orders = chainOrders(scenario);
  const brief = detail === "auto" && fitsBrief(answer.steps, orders);
  const context: Context = {
    plan: planOf(scenario),
    agreement: agreementOf(scenario.handoff),
    answer,
    brief,
  };
  const order = brief ? orders.at(-1) : undefined;
  const left = context.plan.program.length - answer.steps.length;
  const lines = [
    ...headLines(context),
    ...(order === undefined ? [] : [...briefOrder(order), ""]),
    ...bodyLines(context, orders),
    ...(left > 0
      ? ["", ...line(0, `the run ends here: ${count(left, "further operation")} never made`)]
      : []),
    ...unclosedLines(answer),
  ];
  return `${lines.join("\n")}\n`;
}
