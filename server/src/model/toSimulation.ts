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
  const assumed = newAssumed();
  for (const [event, values] of Object.entries(callback.returnsByEvent))
    returns[event === OTHER_EVENTS ? "*" : event] = choose(callback, event, values, options, assumed);
  for (const sentence of assumed.sentences(name)) assumptions.add(sentence);
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
  event: string,
  values: readonly string[],
  options: ScenarioOptions,
  assumed: Assumed,
): string {
  const wanted = options.choose?.(callback, event, values);
  const pick = wanted ?? ORDINARY.find((v) => values.includes(v)) ?? values[0] ?? "?";
  const value = simulable(pick) ? pick : pick.startsWith("notifier_from_errno(") ? SOME_ERRNO : "NOTIFY_DONE";
  const isChoice = values.length > 1 && wanted === undefined;
  if (isChoice || value !== pick) assumed.add(values.join(" or "), value, event);
  return value;
}

/** What was assumed of one callback, by what it can answer: the same choice for many events is one sentence. */
interface Assumed {
  add(values: string, value: string, event: string): void;
  sentences(name: string): string[];
}

/** More events than this are counted, not listed. */
const MOST_LISTED = 3;

function newAssumed(): Assumed {
  const eventsBy = new Map<
    string,
    { readonly values: string; readonly value: string; readonly events: string[] }
  >();
  return {
    add: (values, value, event) => {
      const key = `${values} ${value}`;
      const known = eventsBy.get(key);
      if (known) known.events.push(event);
      else eventsBy.set(key, { values, value, events: [event] });
    },
    sentences: (name) =>
      [...eventsBy.values()].map(({ values, value, events }) =>
        values === "?"
          ? `What ${name} answers${to(events)} is not known: ${value} is assumed.`
          : `${name} can answer ${values}${to(events)}: ${value} is assumed.`,
      ),
  };
}

function to(events: readonly string[]): string {
  const named = events.filter((e) => e !== OTHER_EVENTS);
  if (named.length === 0) return "";
  if (named.length > MOST_LISTED) return ` to ${named.length} events`;
  return ` to ${named.join(", ")}${named.length < events.length ? " and others" : ""}`;
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
