/**
 * The one bridge from the model to the simulator: a chain of the tree as a scenario that `simulate` runs, with a list of
 * what had to be assumed, because code rarely fixes one value and never fixes the order of equal priorities.
 */
import { parseSpelling } from "../notifier/spelling";
import type { Operation, Scenario, ScenarioCallback } from "../simulator/types";
import type { Callback, CallSite, Chain } from "./model";
import { OTHER_EVENTS } from "./returns";

/** A scenario and what it takes for granted. */
export interface ChainScenario {
  readonly scenario: Scenario;
  /** One sentence each. */
  readonly assumptions: readonly string[];
}

export interface ScenarioOptions {
  /** "6.1.192"; the newest known rules where it is null. */
  readonly kernelVersion: string | null;
  /** These callbacks, registered in this order, instead of all in the order of a walk. */
  readonly callbacks?: readonly Callback[];
  /** These events instead of those that the chain's callers tell. */
  readonly events?: readonly string[];
  /** Which of several values a callback answers an event with; by default the most ordinary one. */
  readonly choose?: (callback: Callback, event: string, values: readonly string[]) => string | undefined;
}

/** What a callback most likely answers when nothing is wrong, from most to least ordinary. */
const ORDINARY = ["NOTIFY_OK", "NOTIFY_DONE", "0", "1"];

/** Stands for an errno that the code does not fix. */
const SOME_ERRNO = "notifier_from_errno(-EINVAL)";

/** Builds a scenario with one value per callback and event. */
export function toSimulation(chain: Chain, options: ScenarioOptions): ChainScenario {
  const assumptions = new Set<string>();
  const chosen = options.callbacks ?? chain.callbacks.filter((c) => !c.alternative);
  const names = namesOf(chosen);
  const callbacks = chosen.map((c) =>
    scenarioCallback(c, names.get(c) ?? c.function, chain, options, assumptions),
  );
  const ties = new Set(callbacks.map((c) => c.priority ?? 0)).size < callbacks.length;
  if (ties && !options.callbacks)
    assumptions.add("Callbacks of equal priority are taken to be registered in the order of their files.");
  const scenario: Scenario = {
    schema: 1,
    ...(options.kernelVersion === null ? {} : { kernel: options.kernelVersion }),
    chain: { name: chain.name, type: chain.type },
    callbacks,
    program: [...callbacks.map((c): Operation => ({ register: c.name })), ...calls(chain, options)],
    policy: "last",
    ...(chain.handoff
      ? { handoff: { object: chain.handoff.object, claim: chain.handoff.claim, protocol: "claim" } }
      : {}),
  };
  return { scenario, assumptions: [...assumptions] };
}

/** Names for the callbacks of a scenario: the function, with its file where two share it. */
function namesOf(callbacks: readonly Callback[]): Map<Callback, string> {
  const used = new Set<string>();
  const names = new Map<Callback, string>();
  for (const callback of callbacks) {
    const candidates = [callback.function, `${callback.function}@${callback.file}`];
    let name = candidates.find((c) => !used.has(c));
    for (let i = 2; name === undefined; i++) {
      const numbered = `${callback.function}@${callback.file}#${i}`;
      if (!used.has(numbered)) name = numbered;
    }
    used.add(name);
    names.set(callback, name);
  }
  return names;
}

function scenarioCallback(
  callback: Callback,
  name: string,
  chain: Chain,
  options: ScenarioOptions,
  assumptions: Set<string>,
): ScenarioCallback {
  const returns: Record<string, string> = {};
  for (const [event, values] of Object.entries(callback.returnsByEvent))
    returns[event === OTHER_EVENTS ? "*" : event] = choose(
      callback,
      name,
      event,
      values,
      options,
      assumptions,
    );
  if (callback.priorityValue === null)
    assumptions.add(`The priority ${callback.priority} of ${name} is not known and taken as 0.`);
  const takes = chain.handoff ? callback.takes.filter((v) => simulable(v)) : [];
  const everyPath = callback.paths.every((p) => p.taken !== "no" && p.taken !== "unknown");
  const keeps = callback.paths.some((p) => p.taken === "keeps");
  return {
    name,
    priority: callback.priorityValue ?? 0,
    returns,
    ...(takes.length > 0 ? { handoff: keeps ? ("keeps" as const) : ("frees" as const) } : {}),
    ...(takes.length > 0 && !everyPath ? { takes } : {}),
  };
}

function choose(
  callback: Callback,
  name: string,
  event: string,
  values: readonly string[],
  options: ScenarioOptions,
  assumptions: Set<string>,
): string {
  const wanted = options.choose?.(callback, event, values);
  const pick = wanted ?? ORDINARY.find((v) => values.includes(v)) ?? values[0] ?? "?";
  const on = event === OTHER_EVENTS ? "" : ` to ${event}`;
  if (values.length > 1 && wanted === undefined)
    assumptions.add(`${name} can answer ${values.join(" or ")}${on}: ${pick} is assumed.`);
  if (simulable(pick)) return pick;
  const stand = pick.startsWith("notifier_from_errno(") ? SOME_ERRNO : "NOTIFY_DONE";
  assumptions.add(
    pick === "?"
      ? `What ${name} answers${on} is not known: ${stand} is assumed.`
      : `${name} answers ${pick}${on}, whose number is not known: ${stand} is assumed.`,
  );
  return stand;
}

function simulable(value: string): boolean {
  const spelled = parseSpelling(value);
  return spelled.kind === "value";
}

/** One call per event that the chain's callers tell; robust where they call robustly. */
function calls(chain: Chain, options: ScenarioOptions): Operation[] {
  const program = new Map<string, Operation>();
  const sites = chain.callSites;
  for (const event of options.events ?? [...new Set(sites.flatMap(eventsOf))]) {
    const robust = sites.find((s) => s.robust && s.undoEvent !== null && eventsOf(s).includes(event));
    if (robust?.undoEvent && robust.undoEvent !== "param")
      program.set(event, { callRobust: [event, robust.undoEvent] });
    else program.set(event, { call: eventOperand(event) });
  }
  if (program.size === 0) program.set("", { call: 0 });
  return [...program.values()];
}

/** The constants a site is called with, its callers' included. */
function eventsOf(site: CallSite): string[] {
  const events = [site.event, ...site.effectiveUse.map((u) => u.event)];
  return [...new Set(events.filter((e) => e !== "param"))];
}

function eventOperand(event: string): string | number {
  return /^-?\d+$/.test(event) ? Number(event) : event;
}
