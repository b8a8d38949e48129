/**
 * The part of a trace that tells what became of the object of a call: what the caller concluded from the result, and
 * who freed it. This file must not judge: the outcome is the simulator's.
 */
import { describeValue } from "../notifier/spelling";
import type { HandoffOutcome, Plan, ScenarioHandoff, Visit } from "../simulator";
import { count, enumerate, line } from "./traceText";

/** The object and the agreement about it, with the defaults of contract.md. */
export interface Agreement {
  readonly object: string;
  readonly claim: string;
  readonly protocol: "claim" | "refcount" | "direct";
}

/** The agreement of a scenario; null if its calls hand out nothing. */
export function agreementOf(handoff: ScenarioHandoff | undefined): Agreement | null {
  if (handoff === undefined) return null;
  const { object = "object", claim = "== NOTIFY_OK", protocol = "claim" } = handoff;
  return { object, claim, protocol };
}

/** One sentence on who is to free the object. */
export function explainAgreement({ object, claim, protocol }: Agreement): string {
  if (protocol === "refcount")
    return `each call hands out one ${object}; whoever takes it holds a reference, the last put frees it`;
  const who = protocol === "direct" ? "one callback, called straight away" : "the callbacks";
  return `each call hands out one ${object} to ${who}; the caller frees it unless result ${claim}`;
}

function takenBy(
  plan: Plan,
  visits: readonly Visit[],
): { readonly callback: string; readonly frees: boolean }[] {
  return visits.flatMap(({ callback, returned }) => {
    const took = plan.callbacks.find(({ name }) => name === callback)?.takes(returned) ?? null;
    return took === null ? [] : [{ callback, frees: took === "frees" }];
  });
}

/** What a visit did to the object, as a clause after its value; empty if nothing. */
export function takingClause(plan: Plan, agreement: Agreement | null, visit: Visit): string {
  const [taken] = takenBy(plan, [visit]);
  if (agreement === null || taken === undefined) return "";
  return taken.frees ? ", takes it and frees it later" : ", takes it for good";
}

function conclusion({ object, claim, protocol }: Agreement, result: number, outcome: HandoffOutcome): string {
  if (protocol === "refcount") {
    if (outcome.callerFrees) return `puts its reference, the last one: the ${object} is freed`;
    return `puts its reference without a look at the result; ${count(outcome.owners, "reference")} left`;
  }
  const test = `${describeValue(result)} ${claim}`;
  return outcome.callerFrees
    ? `${test} is false: not taken, so it frees the ${object}`
    : `${test} is true: taken, so it does not free the ${object}`;
}

function fate(plan: Plan, agreement: Agreement, visits: readonly Visit[], outcome: HandoffOutcome): string {
  const taken = takenBy(plan, visits);
  const freeing = taken.filter(({ frees }) => frees).map(({ callback }) => callback);
  const by = [...freeing, ...(outcome.callerFrees ? ["the caller"] : [])];
  if (outcome.outcome === "double-free") return `DOUBLE FREE: freed by ${enumerate(by)}`;
  if (outcome.outcome === "ok")
    return agreement.protocol === "refcount" && by.length > 1
      ? `ok: freed once, by whichever of ${enumerate(by)} puts last`
      : `ok: freed once, by ${enumerate(by)}`;
  if (taken.length > 0)
    return `LEAK: ${enumerate(taken.map(({ callback }) => callback))} took it and it is never freed`;
  return "LEAK: called taken, but nobody took it and nobody frees it";
}

/** The lines on the object of one call. `visits` are those of the event that hands it out. */
export function handoffLines(
  plan: Plan,
  agreement: Agreement,
  visits: readonly Visit[],
  result: number,
  outcome: HandoffOutcome,
): string[] {
  const tally = `${count(outcome.claims, "claim")}, ${count(outcome.owners, "owner")}, ${count(outcome.frees, "free")}`;
  const dangling = outcome.dangling ?? [];
  return [
    ...line(4, `the caller: ${conclusion(agreement, result, outcome)}`),
    ...line(4, `${agreement.object}: ${tally}`),
    ...line(4, `${agreement.object}: ${fate(plan, agreement, visits, outcome)}`),
    ...(dangling.length > 0
      ? line(4, `${agreement.object}: USE AFTER FREE: ${enumerate(dangling)} kept it, and it is freed`)
      : []),
  ];
}
