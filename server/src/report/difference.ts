/**
 * What became otherwise between two answers: the run as it was and the run "what if". Plain data for JSON, and a list in
 * words. This file must not simulate, nor judge which of the two is better.
 */
import { spellErrno } from "../notifier/errno";
import { describeValue } from "../notifier/spelling";
import type { Answer, EventId, Step } from "../simulator";
import { enumerate, line } from "./traceText";

type RegistrationStep = Extract<Step, { callback: string }>;
type WalkStep = Exclude<Step, RegistrationStep>;

/** One thing that is otherwise; null where one of the runs has no such thing. */
export interface Difference {
  /** `call MEM_ONLINE`, `register oprofile`, with a number from the second of its kind on. */
  readonly where: string;
  readonly what:
    | "result"
    | "errno"
    | "stoppedBy"
    | "told"
    | "untold"
    | "rolledBack"
    | "outcome"
    | "made"
    | "possible";
  readonly before: string | null;
  readonly after: string | null;
}

function nameOf(step: Step): string {
  if ("callback" in step) return `${step.op} ${step.callback}`;
  const event: EventId = step.op === "callRobust" ? step.events[0] : step.event;
  return `${step.op === "callRobust" ? "robust call" : "call"} ${event}`;
}

/** Steps by what they do, numbered where they do it again. */
function byName(steps: readonly Step[]): Map<string, Step> {
  const named = new Map<string, Step>();
  const seen = new Map<string, number>();
  for (const step of steps) {
    const name = step.on === undefined ? nameOf(step) : `${nameOf(step)} on ${step.on}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    named.set(times === 1 ? name : `${name} (${times})`, step);
  }
  return named;
}

function resultOf(step: Step): string {
  if ("endless" in step) return "never returns";
  if ("callback" in step) return step.returned === undefined ? "never returns" : spellErrno(step.returned);
  return describeValue(step.result);
}

function calledBy(step: WalkStep): readonly string[] {
  const visits = "endless" in step ? step.visited : step.visited.slice(0, step.nrCalls);
  return [...new Set(visits.map(({ callback }) => callback))];
}

/** Who a walk reaches that the other one does not, counting only callbacks that both runs have. */
function toldDifferences(
  where: string,
  before: WalkStep,
  after: WalkStep,
  common: Set<string>,
): Difference[] {
  const [then, now] = [calledBy(before), calledBy(after)];
  const lost = then.filter((name) => common.has(name) && !now.includes(name));
  const won = now.filter((name) => common.has(name) && !then.includes(name));
  return [
    ...(lost.length === 0 ? [] : [{ where, what: "untold" as const, before: null, after: enumerate(lost) }]),
    ...(won.length === 0 ? [] : [{ where, what: "told" as const, before: null, after: enumerate(won) }]),
  ];
}

type Facts = readonly (readonly [Difference["what"], string | null])[];

/** What is compared of one step, in the order in which it is told. */
function factsOf(step: Step, answer: Answer, isLast: boolean): Facts {
  const facts: [Difference["what"], string | null][] = [["result", resultOf(step)]];
  if ("callback" in step || "endless" in step) return facts;
  facts.push(["errno", step.errno === 0 ? "0" : spellErrno(step.errno)]);
  facts.push(["stoppedBy", step.stoppedBy]);
  if (step.op === "callRobust") facts.push(["rolledBack", step.rolledBack ? "yes" : "no"]);
  const handoff = step.handoff ?? (isLast ? answer.handoff : undefined);
  if (handoff !== undefined) facts.push(["outcome", handoff.outcome]);
  return facts;
}

function stepDifferences(
  where: string,
  [before, after]: readonly [Step, Step],
  [then, now]: readonly [Answer, Answer],
  common: Set<string>,
): Difference[] {
  const isLast = then.steps.at(-1) === before && now.steps.at(-1) === after;
  const old = new Map(factsOf(before, then, isLast));
  const fresh = new Map(factsOf(after, now, isLast));
  const kinds = [...new Set([...old.keys(), ...fresh.keys()])];
  const changed = kinds
    .map((what) => ({ where, what, before: old.get(what) ?? null, after: fresh.get(what) ?? null }))
    .filter((one) => one.before !== one.after);
  if ("callback" in before || "callback" in after) return changed;
  return [...changed, ...toldDifferences(where, before, after, common)];
}

function registered(answer: Answer): Set<string> {
  return new Set(answer.steps.flatMap((step) => ("callback" in step ? step.callback : [])));
}

/** How a call can end, over all runs; null where the runs were not explored. */
function possible({ exploration, steps }: Answer, where: string): string | null {
  const names = byName(steps);
  const place = [...names.values()].filter((step) => "visited" in step).indexOf(names.get(where) as WalkStep);
  const call = exploration?.calls[place];
  return call === undefined ? null : Object.keys(call.outcomes).join(", ");
}

function possibleDifference(where: string, before: Answer, after: Answer): Difference[] {
  const [then, now] = [possible(before, where), possible(after, where)];
  return then === now
    ? []
    : [{ where, what: "possible", before: then ?? "one run", after: now ?? "one run" }];
}

/**
 * Compares two answers step by step; steps correspond if they do the same.
 * @returns nothing where the verdict is the same.
 */
export function differences(before: Answer, after: Answer): Difference[] {
  const [old, fresh] = [byName(before.steps), byName(after.steps)];
  const now = registered(after);
  const common = new Set([...registered(before)].filter((name) => now.has(name)));
  return [...new Set([...old.keys(), ...fresh.keys()])].flatMap((where): Difference[] => {
    const [then, step] = [old.get(where), fresh.get(where)];
    if (then && step)
      return [
        ...stepDifferences(where, [then, step], [before, after], common),
        ...("visited" in step ? possibleDifference(where, before, after) : []),
      ];
    const isCall = [then, step].some((one) => one !== undefined && "visited" in one);
    const made = { before: then ? "yes" : null, after: step ? "yes" : null };
    return isCall ? [{ where, what: "made", ...made }] : [];
  });
}

const WORDS: Readonly<Record<Difference["what"], string>> = {
  result: "result",
  errno: "notifier_to_errno()",
  stoppedBy: "ended by",
  told: "now told",
  untold: "no longer told",
  rolledBack: "rolled back",
  outcome: "outcome",
  made: "made",
  possible: "possible",
};

function differenceText({ what, before, after }: Difference): string {
  if (what === "told" || what === "untold") return `${WORDS[what]}: ${after}`;
  if (what === "made") return after === null ? "never made" : "made as well";
  return `${WORDS[what]}: ${before ?? "nobody"} -> ${after ?? "nobody"}`;
}

/**
 * The differences as a paragraph.
 * @param changes what was asked, as the user wrote it.
 */
export function differencesText(changes: readonly string[], found: readonly Difference[]): string {
  const lines = line(0, `What if ${changes.join(", ")}:`);
  if (found.length === 0) lines.push(...line(2, "nothing changes in any result, nor in who is told"));
  let where = "";
  for (const difference of found) {
    if (difference.where !== where) lines.push(...line(2, difference.where));
    where = difference.where;
    lines.push(...line(4, differenceText(difference)));
  }
  return `${lines.join("\n")}\n`;
}
