/**
 * One run of the scenario, and the call of it that is looked at, step by step in plain sentences. What happened stands in
 * the simulator's answer; this file only tells it.
 */
import { spellErrno } from "../../../../server/src/notifier/errno";
import { describeValue, spellValue } from "../../../../server/src/notifier/spelling";
import { endsWalk } from "../../../../server/src/notifier/values";
import {
  type Answer,
  type ChainOrder,
  chainOrders,
  type HandoffOutcome,
  type Mistake,
  type Plan,
  planOf,
  type Scenario,
  type Step,
  simulate,
  type Visit,
} from "../../../../server/src/simulator";
import { callsOf } from "./calls";
import { runScenario } from "./scenario";
import type { PanelState } from "./state";

export type WalkStep = Extract<Step, { readonly visited: readonly Visit[] }>;
export type ReturnedStep = Extract<WalkStep, { readonly result: number }>;

/** A run with what the panel looks up in it; `step` is null where the run never came to the call. */
export interface Run {
  readonly scenario: Scenario;
  readonly answer: Answer;
  readonly plan: Plan;
  readonly step: WalkStep | null;
  /** The list as the call found it. */
  readonly order: ChainOrder | null;
  readonly handoff: HandoffOutcome | null;
  /** Whether its program tells a caller's story from begin to end, and not just one call. */
  readonly isStory: boolean;
}

export type RunResult =
  | { readonly ok: true; readonly run: Run }
  | { readonly ok: false; readonly scenario: Scenario; readonly mistakes: readonly Mistake[] };

/** Runs what a state stands for. */
export function runOf(state: PanelState): RunResult {
  const scenario = runScenario(state);
  const simulation = simulate(scenario);
  if (!simulation.ok) return { ok: false, scenario, mistakes: simulation.mistakes };
  const { answer } = simulation;
  const places = answer.steps.flatMap((step, place) => ("visited" in step ? [place] : []));
  const wanted =
    state.origin.chain === null ? callsOf(state.origin).findIndex(({ key }) => key === state.call) : 0;
  const place = places[wanted] ?? -1;
  const step = answer.steps[place];
  const isLast = place === answer.steps.length - 1;
  const walk = step !== undefined && "visited" in step ? step : null;
  const own = walk !== null && "handoff" in walk ? walk.handoff : undefined;
  return {
    ok: true,
    run: {
      ...{ scenario, answer, plan: planOf(scenario), step: walk },
      order: chainOrders(scenario)[place] ?? null,
      isStory: state.origin.chain === null,
      handoff: own ?? (isLast ? (answer.handoff ?? null) : null),
    },
  };
}

/** The calls of the walk itself, without those of a second, undoing one. */
export function upVisits(step: WalkStep): readonly Visit[] {
  return "endless" in step ? step.visited : step.visited.slice(0, step.nrCalls);
}

/** The object's name, for a sentence. */
export const objectOf = ({ handoff }: Scenario): string => handoff?.object ?? "object";

/** What a visit did to the object; null for nothing. */
export function takingOf({ plan, scenario }: Run, { callback, returned }: Visit): "frees" | "keeps" | null {
  if (scenario.handoff === undefined) return null;
  return plan.callbacks.find(({ name }) => name === callback)?.takes(returned) ?? null;
}

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** `A()`, `A() and B()`, `A(), B() and 5 more`. */
export function callList(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).map((name) => `${name}()`);
  const more = names.length - shown.length;
  const parts = more > 0 ? [...shown, `${more} more`] : shown;
  const last = parts.pop() ?? "nobody";
  return parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
}

/** One position of the walk: what has just happened. */
export interface Moment {
  /** Whom the walk is at; null before its first and after its last callback. */
  readonly callback: string | null;
  readonly sentence: string;
}

function startSentence({ scenario, order, step }: Run): string {
  const chain = order?.chain || (scenario.chain?.name ?? "the chain");
  const members = order?.members.length ?? 0;
  const event = step === null ? "" : ` with ${eventText(step)}`;
  const object = scenario.handoff === undefined ? "" : ` and hands out one ${objectOf(scenario)}`;
  return `The caller walks ${chain}${event}${object}. ${count(members, "callback")} ${members === 1 ? "is" : "are"} on the chain.`;
}

function eventText(step: WalkStep): string {
  const event = step.op === "call" ? step.event : step.events[0];
  return typeof event === "number" ? `event ${event}` : event;
}

function visitSentence(run: Run, visit: Visit, isLast: boolean, isUndo: boolean): string {
  const { callback, returned, event } = visit;
  const took = isUndo ? null : takingOf(run, visit);
  const object = objectOf(run.scenario);
  const taking =
    took === null
      ? ""
      : took === "frees"
        ? ` It takes the ${object} and frees it later.`
        : ` It takes the ${object} for good.`;
  const called = isUndo
    ? `To undo, ${callback}() is called again, with ${event}, and returns ${describeValue(returned)}.`
    : `${callback}() is called and returns ${describeValue(returned)}.`;
  const stopped = isUndo
    ? endsWalk(returned)
    : run.step !== null && "stoppedBy" in run.step && isLast && run.step.stoppedBy !== null;
  const next = stopped ? " The walk ends here." : isLast ? "" : " The walk goes on.";
  return `${called}${taking}${next}`;
}

/** What the caller makes of the result, where calls hand out an object. */
export function claimSentence(run: Run, result: number): string {
  const { handoff } = run;
  const { claim = "== NOTIFY_OK", protocol = "claim" } = run.scenario.handoff ?? {};
  const object = objectOf(run.scenario);
  if (handoff === null) return "";
  if (protocol === "refcount")
    return handoff.callerFrees
      ? `The caller drops its reference, the last one: the ${object} is freed.`
      : `The caller drops its reference and does not look at the result; ${count(handoff.owners, "reference")} to the ${object} ${handoff.owners === 1 ? "is" : "are"} left.`;
  const test = `${spellValue(result)} ${claim}`;
  return handoff.callerFrees
    ? `${test} is false: to the caller nobody has taken the ${object}, so it frees it.`
    : `${test} is true: to the caller somebody has taken the ${object}, so it does not free it.`;
}

/** What the caller reads, where calls hand out nothing. */
export function errnoSentence(errno: number): string {
  return errno === 0
    ? "notifier_to_errno() makes 0 of it: no error."
    : `notifier_to_errno() makes ${spellErrno(errno)} of it: an error.`;
}

function endSentence(run: Run, step: WalkStep): string {
  if ("endless" in step) {
    const round = [...step.cycle, step.cycle[0]].join("(), then ");
    return `The list goes round: ${round}() and so on. The walk never returns.`;
  }
  const visits = upVisits(step);
  const of =
    visits.length === 0
      ? ", because nobody is called"
      : run.scenario.policy === "or"
        ? ", all values or-ed together"
        : `, the value of the last callback called`;
  const reading =
    run.scenario.handoff === undefined ? errnoSentence(step.errno) : claimSentence(run, step.result);
  return `The walk returns ${describeValue(step.result)}${of}. ${reading}`;
}

/** The caller at the end of the chain: what it gets, and what it makes of it. */
export function conclusionOf(run: Run): string {
  const { step, scenario } = run;
  if (step === null) return "Never called.";
  if ("endless" in step) return "Never gets an answer.";
  const reading =
    scenario.handoff === undefined ? errnoSentence(step.errno) : claimSentence(run, step.result);
  return `Gets ${describeValue(step.result)}. ${reading}`;
}

/** Every position of the walk, from before the first callback to the caller's conclusion. */
export function momentsOf(run: Run): Moment[] {
  const { step } = run;
  if (step === null)
    return [{ callback: null, sentence: "The run ends before this call: it is never made." }];
  const up = upVisits(step);
  const undo = step.visited.slice(up.length);
  return [
    { callback: null, sentence: startSentence(run) },
    ...up.map((visit, place) => ({
      callback: visit.callback,
      sentence: visitSentence(run, visit, place === up.length - 1, false),
    })),
    ...undo.map((visit, place) => ({
      callback: visit.callback,
      sentence: visitSentence(run, visit, place === undo.length - 1, true),
    })),
    { callback: null, sentence: endSentence(run, step) },
  ];
}
