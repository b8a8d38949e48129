/**
 * The verdict on the call that is looked at: one headline, one or two plain sentences. The outcome is the simulator's;
 * this file only says why it came about.
 */
import { spellErrno } from "../../../../server/src/notifier/errno";
import { spellValue } from "../../../../server/src/notifier/spelling";
import { endsWalk, notifierToErrno } from "../../../../server/src/notifier/values";
import type { HandoffOutcome, Visit } from "../../../../server/src/simulator";
import {
  callList,
  claimSentence,
  count,
  errnoSentence,
  objectOf,
  type ReturnedStep,
  type Run,
  takingOf,
  upVisits,
} from "./walk";

/** How a verdict is meant: `good` nothing is wrong, `note` it is as designed but somebody is left out, `bad` harm is done. */
export type Tone = "good" | "note" | "bad";

type VerdictKind =
  | "ok"
  | "leak"
  | "double-free"
  | "dangling"
  | "endless"
  | "veto"
  | "lost-error"
  | "rolled-back"
  | "stopped"
  | "late-error"
  | "told"
  | "nobody"
  | "never-made";

export interface Verdict {
  readonly kind: VerdictKind;
  readonly tone: Tone;
  /** A few words: "Double free". */
  readonly headline: string;
  /** What became of it and why. */
  readonly sentence: string;
  /** What the caller concluded; empty where the sentence says so. */
  readonly caller: string;
  /** What else is worth knowing, one sentence each. */
  readonly notes: readonly string[];
}

type Told = Omit<Verdict, "notes">;

interface Takers {
  readonly all: readonly string[];
  readonly freeing: readonly string[];
}

function takersOf(run: Run, visits: readonly Visit[]): Takers {
  const taken = visits.map((visit) => ({ name: visit.callback, how: takingOf(run, visit) }));
  return {
    all: taken.filter(({ how }) => how !== null).map(({ name }) => name),
    freeing: taken.filter(({ how }) => how === "frees").map(({ name }) => name),
  };
}

function doubleFree(run: Run, takers: Takers, outcome: HandoffOutcome, visits: readonly Visit[]): string {
  const object = objectOf(run.scenario);
  if (!outcome.callerFrees)
    return `${callList(takers.freeing)} each took the ${object} and each will free it: one object cannot be handed to more than one.`;
  const last = visits.at(-1);
  const hidden = last !== undefined && !takers.all.includes(last.callback);
  const why = hidden
    ? ` The claim was hidden: ${last.callback}() was called last and returned ${spellValue(last.returned)}, and only the result counts.`
    : ` The value that it returned does not pass the caller's test.`;
  return `${callList(takers.freeing)} took the ${object} and will free it, and the caller frees it too.${run.scenario.policy === "or" ? "" : why}`;
}

function leak(run: Run, takers: Takers, visits: readonly Visit[]): string {
  const object = objectOf(run.scenario);
  if (takers.all.length > 0)
    return `${callList(takers.all)} took the ${object} for good, and nobody ever frees it.`;
  const claimants = visits
    .filter(({ returned }) => spellValue(returned) !== "NOTIFY_DONE")
    .map(({ callback }) => callback);
  const who = claimants.length === 0 ? "Nobody" : callList(claimants);
  return claimants.length === 0
    ? `Nobody took the ${object}, but the caller believes that somebody did: it is never freed.`
    : `${who} did not take the ${object}, but ${claimants.length === 1 ? "its value says" : "their values say"} so: the caller leaves it alone, and nobody ever frees it.`;
}

function fine(run: Run, takers: Takers, outcome: HandoffOutcome): string {
  const object = objectOf(run.scenario);
  const { protocol = "claim" } = run.scenario.handoff ?? {};
  if (protocol === "refcount" && takers.freeing.length > 0)
    return `The ${object} is freed once, by whoever of ${callList(takers.freeing)} and the caller drops the last reference.`;
  const by = outcome.callerFrees ? "the caller" : callList(takers.freeing);
  return `The ${object} is freed once, by ${by}.`;
}

function handoffVerdict(run: Run, step: ReturnedStep, outcome: HandoffOutcome): Told {
  const visits = upVisits(step);
  const takers = takersOf(run, visits);
  const caller = claimSentence(run, step.result);
  const dangling = outcome.dangling ?? [];
  if (outcome.outcome === "double-free")
    return {
      kind: "double-free",
      tone: "bad",
      headline: "Double free",
      sentence: doubleFree(run, takers, outcome, visits),
      caller,
    };
  if (outcome.outcome === "leak")
    return { kind: "leak", tone: "bad", headline: "Leak", sentence: leak(run, takers, visits), caller };
  if (dangling.length > 0) {
    const sentence = `${callList(dangling)} kept the ${objectOf(run.scenario)}, and somebody else frees it: the next use of it touches freed memory.`;
    return { kind: "dangling", tone: "bad", headline: "Use after free", sentence, caller };
  }
  return {
    kind: "ok",
    tone: "good",
    headline: "Freed once",
    sentence: fine(run, takers, outcome),
    caller,
  };
}

/** The two ways in which an error gets lost on the way to the caller. */
function lostError(step: ReturnedStep, visits: readonly Visit[]): Told | null {
  if (step.errno !== 0) return null;
  const caller = errnoSentence(step.errno);
  const raw = visits.find(({ returned }) => returned < 0);
  if (raw !== undefined) {
    const sentence = `${raw.callback}() returns ${spellValue(raw.returned)} as it is. That ends the walk, but it is no value of notifier_from_errno(): the caller sees success.`;
    return { kind: "lost-error", tone: "bad", headline: "The error is lost", sentence, caller };
  }
  const hidden = visits.find(({ returned }) => notifierToErrno(returned) !== 0);
  if (hidden === undefined) return null;
  const last = visits.at(-1)?.callback ?? "";
  const sentence = `${hidden.callback}() reports ${spellErrno(notifierToErrno(hidden.returned))} without ending the walk, and ${last}() was called later: only the last value counts.`;
  return { kind: "lost-error", tone: "bad", headline: "The error is lost", sentence, caller };
}

function stoppedVerdict(step: ReturnedStep, by: string): Told {
  const caller = errnoSentence(step.errno);
  const value = spellValue(step.result);
  const left = (step.unreached ?? []).length;
  const rest =
    left === 0
      ? "Everybody was told."
      : `${count(left, "callback")} after it ${left === 1 ? "is" : "are"} never told.`;
  if (step.errno !== 0) {
    const isUndone = step.op === "callRobust" && step.nrCalls > 1;
    const undone = isUndone ? " Those called before it are told to undo." : "";
    const sentence = `${by}() refuses with ${value} and ends the walk. ${rest}${undone}`;
    return { kind: "veto", tone: "note", headline: "Veto", sentence, caller };
  }
  if (step.op === "callRobust" && step.rolledBack) {
    const sentence = `${by}() ends the walk with ${value}. ${step.nrCalls > 1 ? "Those called before it are told to undo" : "The operation is undone"}, and yet the caller sees success.`;
    return { kind: "rolled-back", tone: "bad", headline: "Undone, and success reported", sentence, caller };
  }
  const sentence = `${by}() ends the walk with ${value}. ${rest}`;
  return {
    kind: "stopped",
    tone: "note",
    headline: left === 0 ? "Ended by the last callback" : "Ended early",
    sentence,
    caller,
  };
}

function plainVerdict(step: ReturnedStep): Told {
  const visits = upVisits(step);
  const caller = errnoSentence(step.errno);
  const lost = step.op === "callRobust" && step.rolledBack ? null : lostError(step, visits);
  if (lost !== null) return lost;
  if (step.stoppedBy !== null) return stoppedVerdict(step, step.stoppedBy);
  if (visits.length === 0)
    return {
      kind: "nobody",
      tone: "note",
      headline: "Nobody is called",
      sentence: "No callback is on the chain.",
      caller,
    };
  if (step.errno !== 0) {
    const sentence = `Everybody is called, and only the result says that something failed. ${endsWalk(step.result) ? "" : "No callback ended the walk."}`;
    return {
      kind: "late-error",
      tone: "note",
      headline: "An error without a stop",
      sentence: sentence.trim(),
      caller,
    };
  }
  const left = (step.unreached ?? []).length;
  const sentence =
    left > 0
      ? `${count(visits.length, "callback")} called; ${count(left, "callback")} on the chain never reached.`
      : visits.length === 1
        ? "The one callback is called."
        : `All ${visits.length} callbacks are called.`;
  return {
    kind: "told",
    tone: left > 0 ? "note" : "good",
    headline: left > 0 ? "Not everybody is told" : "Everybody is told",
    sentence,
    caller,
  };
}

/** What else somebody should know of a call that came back. */
function notesOf(run: Run, step: ReturnedStep): string[] {
  const { unreached = [] } = step;
  const waiting = run.isStory ? (run.answer.unclosed ?? []) : [];
  const names = [...new Set(waiting.map(({ callback }) => callback))];
  const events = [...new Set(waiting.map(({ event }) => String(event)))].join(", ");
  return [
    ...(unreached.length > 0 ? [`Never told: ${callList(unreached, 6)}.`] : []),
    ...(names.length > 0 ? [`Told of ${events} and never how it ended: ${callList(names, 6)}.`] : []),
    ...("note" in step && step.note !== undefined ? [`${step.note}.`] : []),
  ];
}

/** The verdict on a run. */
export function verdictOf(run: Run): Verdict {
  const { step, handoff } = run;
  if (step === null) {
    const sentence = "The run ends before this call, because an earlier step never returns.";
    return { kind: "never-made", tone: "bad", headline: "Never made", sentence, caller: "", notes: [] };
  }
  if ("endless" in step) {
    const sentence = `The list has become a ring: ${callList(step.cycle)}. The walk never returns.`;
    return {
      kind: "endless",
      tone: "bad",
      headline: "Endless",
      sentence,
      caller: "The caller hangs.",
      notes: [],
    };
  }
  const told = handoff === null ? plainVerdict(step) : handoffVerdict(run, step, handoff);
  return { ...told, notes: notesOf(run, step) };
}
