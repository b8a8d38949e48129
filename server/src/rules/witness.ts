/**
 * Demonstrations: a chosen subset of a chain's callbacks, each held to one of its ways to end, run by the simulator. A
 * rule that says "error" must have one. This file must not know rules or messages.
 */
import type { Callback, Chain, ReturnPath } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import { toSimulation } from "../model/toSimulation";
import {
  type CallStep,
  type HandoffOutcome,
  type Operation,
  type RobustStep,
  type Scenario,
  simulate,
} from "../simulator/index";

/** A callback that ends in one of its ways. */
export interface Part {
  readonly callback: Callback;
  readonly path: ReturnPath;
}

/** A scenario, and what the simulator made of its last call. */
export interface Demonstration {
  readonly scenario: Scenario;
  readonly handoff: HandoffOutcome | null;
  readonly call: CallStep | RobustStep | null;
  /** The callbacks' names in the scenario, in the order of the parts. */
  readonly names: readonly string[];
}

/** Runs parts, registered in the given order, on one call of an event; null where the simulator gives no answer. */
export function demonstrate(
  chain: Chain,
  kernelVersion: string | null,
  parts: readonly Part[],
  event: string,
): Demonstration | null {
  const callbacks = samePriorityWhereUnknown(parts).map(narrowed);
  const events = event === OTHER_EVENTS ? [] : [event];
  const { scenario } = toSimulation(chain, { kernelVersion, callbacks, events });
  return answered(scenario);
}

/** The same scenario with another end: what follows its program. */
export function continued(demonstration: Demonstration, more: readonly Operation[]): Demonstration | null {
  const { scenario } = demonstration;
  return answered({ ...scenario, program: [...(scenario.program ?? []), ...more] });
}

/** A scenario with its answer. */
function answered(scenario: Scenario): Demonstration | null {
  const simulation = simulate(scenario);
  if (!simulation.ok || simulation.answer.endless) return null;
  const last = simulation.answer.steps.at(-1);
  return {
    scenario,
    handoff: simulation.answer.handoff ?? null,
    call: last?.op === "call" || last?.op === "callRobust" ? last : null,
    names: scenario.callbacks.map((c) => c.name),
  };
}

/** A callback that knows only one way to end, for one event. */
function narrowed({ callback, path }: Part): Callback {
  return {
    ...callback,
    paths: [path],
    returns: [path.value],
    returnsByEvent: { [path.event]: [path.value] },
    takes: path.taken === "no" ? [] : [path.value],
  };
}

/** Whether a walk can meet `first` before `second`: a higher priority does, equal and unknown ones may. */
export function mayPrecede(first: Callback, second: Callback): boolean {
  if (first.priorityValue === null || second.priorityValue === null) return true;
  return first.priorityValue >= second.priorityValue;
}

/**
 * Whether two callbacks can be on a chain together: the same block and two versions of one function cannot, nor can code
 * of two architectures.
 */
export function canMeet(one: Callback, other: Callback): boolean {
  if (one === other || !inOneKernel(one.file, other.file)) return false;
  if (one.function === other.function && (one.alternative || other.alternative)) return false;
  const sameBlock = one.block === other.block && one.blockPlace?.file === other.blockPlace?.file;
  return !(sameBlock && one.function === other.function);
}

/** Directories of arch/ whose code another architecture builds too (arch/um/Makefile, arch/arm64/xen/Makefile). */
const SHARED_BY: ReadonlySet<string> = new Set(["um x86", "arm arm64"]);

function inOneKernel(one: string, other: string): boolean {
  if (!one.startsWith("arch/") || !other.startsWith("arch/")) return true;
  const [a, b] = [one, other].map((file) => /^arch\/([^/]+)\//.exec(file)?.[1]).sort();
  return a === undefined || b === undefined || a === b || SHARED_BY.has(`${a} ${b}`);
}

/** An unknown priority stands for any: here for one that leaves the order to the registrations. */
function samePriorityWhereUnknown(parts: readonly Part[]): readonly Part[] {
  if (parts.every((p) => p.callback.priorityValue !== null)) return parts;
  return parts.map((p) => ({ ...p, callback: { ...p.callback, priority: "0", priorityValue: 0 } }));
}
