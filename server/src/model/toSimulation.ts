/**
 * The one bridge from the model to the simulator: a chain of the tree as a scenario that `simulate` runs, with a list of
 * what had to be assumed, because code rarely fixes one value and never fixes the order of equal priorities.
 */
import { parseSpelling } from "../notifier/spelling";
import type { Operation, ReturnChoice, Scenario, ScenarioCallback } from "../simulator/types";
import { type Assumed, newAssumed } from "./assumed";
import type { Callback, CallSite, Chain } from "./model";
import { OTHER_EVENTS } from "./returns";

/** A scenario and what it takes for granted. */
export interface ChainScenario {
  readonly scenario: Scenario;
  /** One sentence each. */
  readonly assumptions: readonly string[];
  /** The callbacks by the names that the scenario gives them. */
  readonly named: ReadonlyMap<string, Callback>;
}

export interface ScenarioOptions {
  /** "6.1.192"; the newest known rules where it is null. */
  readonly kernelVersion: string | null;
  /** These callbacks, registered in this order, instead of all in the order of a walk. */
  readonly callbacks?: readonly Callback[];
  /** These events instead of those that the chain's callers tell. */
  readonly events?: readonly string[];
  /** Every value that a callback can answer an event with, the most ordinary one first; by default only that one. */
  readonly values?: "all";
  /** Which of several values a callback answers an event with; by default the most ordinary one. */
  readonly choose?: (callback: Callback, event: string, values: readonly string[]) => string | undefined;
}

/** What a callback most likely answers when nothing is wrong, from most to least ordinary. */
const ORDINARY = ["NOTIFY_OK", "NOTIFY_DONE", "0", "1"];

/** Stands for an errno that the code does not fix. */
const SOME_ERRNO = "notifier_from_errno(-EINVAL)";

/**
 * Builds a scenario of a chain.
 * @returns one value per callback and event, or lists of them where `values` is "all"
 */
export function toSimulation(chain: Chain, options: ScenarioOptions): ChainScenario {
  const assumptions = new Set<string>();
  const chosen = options.callbacks ?? chain.callbacks.filter((c) => !c.alternative);
  const names = namesOf(chosen);
  const callbacks = chosen.map((c) =>
    scenarioCallback(c, names.get(c) ?? c.function, chain, options, assumptions),
  );
  const ties = new Set(callbacks.map((c) => c.priority ?? 0)).size < callbacks.length;
  const open = options.values === "all";
  if (open && callbacks.length > 1)
    assumptions.add(
      `All ${callbacks.length} callbacks of the tree are on the chain at once, whatever machine or configuration they are for.`,
    );
  if (ties && !open && !options.callbacks)
    assumptions.add("Callbacks of equal priority are taken to be registered in the order of their files.");
  const scenario: Scenario = {
    schema: 1,
    ...(options.kernelVersion === null ? {} : { kernel: options.kernelVersion }),
    chain: { name: chain.name, type: chain.type },
    callbacks,
    program: [...callbacks.map((c): Operation => ({ register: c.name })), ...calls(chain, options)],
    ...(ties && open ? { order: "any" as const } : {}),
    policy: "last",
    ...(chain.handoff
      ? { handoff: { object: chain.handoff.object, claim: chain.handoff.claim, protocol: "claim" } }
      : {}),
  };
  const named = new Map([...names].map(([callback, name]) => [name, callback]));
  return { scenario, assumptions: [...assumptions], named };
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
  const returns: Record<string, ReturnChoice> = {};
  const assumed = newAssumed(name);
  for (const [event, values] of Object.entries(callback.returnsByEvent)) {
    const value =
      options.values === "all"
        ? allValues(event, values, assumed)
        : choose(callback, event, values, options, assumed);
    returns[event === OTHER_EVENTS ? "*" : event] = value;
  }
  for (const sentence of assumed.sentences()) assumptions.add(sentence);
  if (callback.priorityValue === null)
    assumptions.add(`The priority of ${name}, written ${callback.priority}, is not known and taken as 0.`);
  const takes = chain.handoff ? callback.takes.filter((v) => simulable(v)) : [];
  if (options.values === "all" && chain.handoff)
    for (const value of takes.filter((v) => takesAtTimes(callback, v)))
      assumptions.add(`${name} takes the object on some of its ways to ${value}: on all of them is assumed.`);
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
  event: string,
  values: readonly string[],
  options: ScenarioOptions,
  assumed: Assumed,
): string {
  const wanted = options.choose?.(callback, event, values);
  const pick = wanted ?? ORDINARY.find((v) => values.includes(v)) ?? values[0] ?? "?";
  const value = simulable(pick) ? pick : pick.startsWith("notifier_from_errno(") ? SOME_ERRNO : "NOTIFY_DONE";
  const isChoice = values.length > 1 && wanted === undefined;
  if (isChoice || value !== pick) assumed.chose(values.join(" or "), value, event);
  return value;
}

/** Every known value, the ordinary ones first; a plain value where there is only one. */
function allValues(event: string, values: readonly string[], assumed: Assumed): ReturnChoice {
  const ordinary = ORDINARY.filter((v) => values.includes(v));
  const known = new Set<string>(ordinary);
  for (const value of values) {
    if (simulable(value)) known.add(value);
    else if (value.startsWith("notifier_from_errno(")) {
      known.add(SOME_ERRNO);
      assumed.standsFor(value, SOME_ERRNO, event);
    } else if (values.length > 1) assumed.leftOut(value, event);
  }
  const [first, ...more] = known;
  if (first !== undefined) return more.length === 0 ? first : [first, ...more];
  assumed.chose(values.join(" or ") || "?", "NOTIFY_DONE", event);
  return "NOTIFY_DONE";
}

/** Whether a callback returns a value with the object taken as well as without. */
function takesAtTimes({ paths }: Callback, value: string): boolean {
  const taken = paths.filter((path) => path.value === value).map((path) => path.taken);
  return taken.includes("no") && taken.some((t) => t !== "no" && t !== "unknown");
}

function simulable(value: string): boolean {
  const spelled = parseSpelling(value);
  return spelled.kind === "value";
}

/** One call per event that the chain's callers tell; robust where they call robustly. */
function calls(chain: Chain, options: ScenarioOptions): Operation[] {
  const program = new Map<string, Operation>();
  const sites = chain.callSites.filter((site) => !site.replay);
  for (const event of options.events ?? [...new Set(sites.flatMap(eventsOf))]) {
    // The site in a wrapper itself leaves the second event to its callers; theirs tell it.
    const robust = sites.find(
      (s) => s.robust && s.undoEvent !== null && s.undoEvent !== "param" && eventsOf(s).includes(event),
    );
    if (robust?.undoEvent) program.set(event, { callRobust: [event, robust.undoEvent] });
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
