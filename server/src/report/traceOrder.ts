/**
 * The part of a trace that tells how a list came to be: what registering returned, what it broke, and the order in which
 * a call finds the list, with the reason for it. This file must not follow lists: the simulator reports their order.
 */
import { spellErrno } from "../notifier/errno";
import type { Answer, ChainOrder, Damage, Plan, Step } from "../simulator";
import { count, enumerate, line, padded } from "./traceText";

export type RegistrationStep = Extract<Step, { callback: string }>;

/** What the lines on a registration look up. */
interface Run {
  readonly plan: Plan;
  readonly answer: Answer;
}

/** So many registrations in a row are told one by one; the list of the next call tells the order of more. */
const MOST_TOLD = 12;

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
function priorityAt({ plan, answer }: Run, step: RegistrationStep): number {
  const earlier = answer.steps.slice(0, answer.steps.indexOf(step));
  const set = earlier.findLast(
    (one) => "callback" in one && one.callback === step.callback && one.priority !== undefined,
  );
  if (set !== undefined && "callback" in set && set.priority !== undefined) return set.priority;
  return plan.callbacks.find(({ name }) => name === step.callback)?.priority ?? 0;
}

/** What one registering or unregistering function returned, and what it did to lists. */
export function registrationLines(run: Run, step: RegistrationStep, number: number): string[] {
  const { op, callback, on, returned, warning, damage } = step;
  const what = op === "registerUniquePrio" ? "register, unique priority," : op;
  const where = on === undefined ? "" : ` on ${on}`;
  const outcome =
    returned === undefined ? "NEVER RETURNS: the search goes round a cycle" : spellErrno(returned);
  const priority =
    step.priority === undefined ? `priority ${priorityAt(run, step)}` : `priority set to ${step.priority}`;
  return [
    ...line(0, `[${number}] ${what} ${callback}${where} (${priority}): ${outcome}`),
    ...(warning === undefined ? [] : line(4, warning)),
    ...(damage ?? []).flatMap(damageLines),
  ];
}

function isPlain(step: Step | undefined): boolean {
  return (
    step?.op === "register" &&
    step.on === undefined &&
    step.returned === 0 &&
    step.warning === undefined &&
    (step.damage ?? []).length === 0
  );
}

/** How many registrations from `index` on are told as one, because all of them just succeeded; 0 for few. */
export function plainRun(steps: readonly Step[], index: number): number {
  let end = index;
  while (isPlain(steps[end])) end++;
  return end - index > MOST_TOLD ? end - index : 0;
}

/** The one line for {@link plainRun}. */
export function plainRunLines(first: number, length: number): string[] {
  return line(0, `[${first}]-[${first + length - 1}] register ${count(length, "callback")}, each: 0`);
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

/** The list as a call finds it; a reference where the call numbered `earlier` found the same one. */
export function orderLines(order: ChainOrder, earlier: number | null): string[] {
  if (earlier !== null && order.members.length > 0) return line(4, `order: as in [${earlier}]`);
  const names = padded(order.members.map(({ callback }) => callback));
  const digits = String(order.members.length).length;
  return [
    ...line(4, orderReason(order)),
    ...order.members.flatMap(({ priority, linkedBy }, place) => {
      const number = String(place + 1).padStart(digits);
      return line(
        6,
        `${number}. ${names[place] ?? ""}  priority ${priority}, registered in [${linkedBy + 1}]`,
      );
    }),
  ];
}
