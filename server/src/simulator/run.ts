/**
 * Runs a plan: the program's operations one after the other on the kernel's lists, each answered by a step of
 * contract.md. Every value is a single one here (simulate.ts has made sure). This file must not read spellings.
 */
import { notifierToErrno } from "../notifier/values";
import { singleValue } from "./choice";
import { cycleOf, damages } from "./damage";
import { type Encounter, judge } from "./handoff";
import { emptyLinks, type Links, type Path, pathOf, type Registered, register, unregister } from "./list";
import type { Plan, PlannedOperation } from "./plan";
import type {
  CallStep,
  ChainOrder,
  Damage,
  HandoffOutcome,
  RegistrationStep,
  RobustStep,
  Step,
  Visit,
} from "./types";
import { type BlockVisit, CALL_ALL, type EndlessWalk, type WalkEnd, walk, walkRobust } from "./walk";

/** Everything that happened. */
export interface Run {
  readonly steps: readonly Step[];
  /** Of the last call, if it came back and the scenario hands out objects. */
  readonly handoff: HandoffOutcome | null;
}

/** The state of a run. */
interface Machine {
  readonly plan: Plan;
  readonly links: Links;
  /** The step that linked a block in last. */
  readonly linkedBy: Map<number, number>;
  /** Whether a block was ever linked in again: only then can an operation touch lists it does not mean to touch. */
  tangled: boolean;
}

type RegistrationOperation = Extract<PlannedOperation, { callback: number }>;
type PlainCall = Extract<PlannedOperation, { op: "call" }>;
type RobustCall = Extract<PlannedOperation, { op: "callRobust" }>;

function nameOf(machine: Machine, block: number): string {
  return machine.plan.callbacks[block]?.name ?? "";
}

function chainName(machine: Machine, chain: number): string {
  return machine.plan.chains[chain]?.name ?? "";
}

/** The field that names the chain, in answers about several. */
function on(machine: Machine, chain: number): { readonly on?: string } {
  return machine.plan.several ? { on: chainName(machine, chain) } : {};
}

function allPaths(machine: Machine): Path[] {
  return machine.plan.chains.map((_, chain) => pathOf(machine.links, chain));
}

function nameDamage(machine: Machine, before: readonly Path[], operation: RegistrationOperation): Damage[] {
  const meant = { chain: operation.chain, block: operation.callback };
  const nameAll = (blocks: readonly number[]) => blocks.map((block) => nameOf(machine, block));
  return damages(before, allPaths(machine), meant).map(({ chain, lost, gained, cycle }) => ({
    chain: chainName(machine, chain),
    ...(lost.length > 0 ? { lost: nameAll(lost) } : {}),
    ...(gained.length > 0 ? { gained: nameAll(gained) } : {}),
    ...(cycle.length > 0 ? { cycle: nameAll(cycle) } : {}),
  }));
}

function warningOf(machine: Machine, callback: string): string {
  const again = `${callback} is on the chain already`;
  if (machine.plan.kernel.doubleRegistration === "warn-once")
    return `the kernel warns, once since boot: ${again}; it is linked in again all the same`;
  return `the kernel warns: ${again}; it is not linked in again`;
}

/** Lets the kernel's function do its work, and remembers which step linked the block in. */
function relink(machine: Machine, operation: RegistrationOperation, step: number): Registered {
  const { op, chain, callback, priority } = operation;
  if (priority !== null) machine.links.priorities[callback] = priority;
  if (op === "unregister") return unregister(machine.links, chain, callback);
  const rule = machine.plan.kernel.doubleRegistration;
  const outcome = register(machine.links, chain, callback, rule, op === "registerUniquePrio");
  if (outcome !== "endless" && outcome.linked) {
    machine.tangled ||= machine.linkedBy.has(callback);
    machine.linkedBy.set(callback, step);
  }
  return outcome;
}

function runRegistration(machine: Machine, operation: RegistrationOperation, step: number): RegistrationStep {
  const { op, chain, callback, priority } = operation;
  const mayTangle = machine.tangled || machine.linkedBy.has(callback);
  const before = mayTangle ? allPaths(machine) : null;
  const given = priority === null ? {} : { priority };
  const base = { op, ...on(machine, chain), callback: nameOf(machine, callback), ...given };
  const outcome = relink(machine, operation, step);
  if (outcome === "endless") return { ...base, endless: true };
  const damage = before === null ? [] : nameDamage(machine, before, operation);
  return {
    ...base,
    returned: outcome.returned,
    ...(outcome.warned ? { warning: warningOf(machine, base.callback) } : {}),
    ...(damage.length > 0 ? { damage } : {}),
  };
}

/**
 * Whom a call can reach. With the "direct" protocol there is no chain: the first callback in its order that takes
 * objects is called, and nobody else.
 */
function reach(machine: Machine, chain: number): Path {
  const path = pathOf(machine.links, chain);
  if (machine.plan.handoff?.protocol !== "direct") return path;
  const first = path.blocks.find((block) => machine.plan.callbacks[block]?.taking !== null);
  return { blocks: first === undefined ? [] : [first], cycleStart: null };
}

function respondOf(machine: Machine) {
  return (block: number, event: string | number): number => {
    const choice = machine.plan.callbacks[block]?.choice(event);
    const value = choice === undefined ? null : singleValue(choice);
    if (value === null) throw new Error(`unchecked plan: ${nameOf(machine, block)} has no single value`);
    return value;
  };
}

function visitsOf(machine: Machine, visits: readonly BlockVisit[]): Visit[] {
  return visits.map(({ block, event, returned }) => ({ callback: nameOf(machine, block), event, returned }));
}

function endless(machine: Machine, { visits, cycleStart }: EndlessWalk) {
  const visited = visitsOf(machine, visits);
  return {
    visited,
    cycle: visited.slice(cycleStart).map(({ callback }) => callback),
    endless: true as const,
  };
}

/** Whom a walk left out, of those that stand on the chain. */
function unreached(machine: Machine, chain: number, visits: readonly BlockVisit[]) {
  const { blocks } = pathOf(machine.links, chain);
  const called = new Set(visits.map(({ block }) => block));
  const names = blocks.filter((block) => !called.has(block)).map((block) => nameOf(machine, block));
  return names.length === 0 ? {} : { unreached: names };
}

/** What the caller of a walk learns, and what a second walk adds to `visited`. */
function returned(
  machine: Machine,
  chain: number,
  { visits, result, stoppedBy }: WalkEnd,
  undone: readonly BlockVisit[] = [],
) {
  return {
    visited: visitsOf(machine, [...visits, ...undone]),
    result,
    nrCalls: visits.length,
    errno: notifierToErrno(result),
    stoppedBy: stoppedBy === null ? null : nameOf(machine, stoppedBy),
    ...unreached(machine, chain, visits),
  };
}

function handoffOf(machine: Machine, { visits, result }: WalkEnd): { readonly handoff?: HandoffOutcome } {
  const { handoff, callbacks } = machine.plan;
  if (handoff === null) return {};
  const encounters = visits.map(({ block, returned }): Encounter => {
    const took = callbacks[block]?.takes(returned) ?? null;
    return { callback: nameOf(machine, block), returned, took };
  });
  return { handoff: judge(handoff, encounters, result) };
}

function runCall(machine: Machine, { chain, event, nrToCall, nrGiven }: PlainCall): CallStep {
  const direct = machine.plan.handoff?.protocol === "direct";
  const limit = direct ? CALL_ALL : nrToCall;
  const end = walk(reach(machine, chain), event, respondOf(machine), machine.plan.policy, limit);
  const base = { op: "call" as const, ...on(machine, chain), event, ...(nrGiven ? { nrToCall } : {}) };
  if ("cycleStart" in end) return { ...base, ...endless(machine, end) };
  return { ...base, ...returned(machine, chain, end), ...handoffOf(machine, end) };
}

function runRobust(machine: Machine, { chain, events }: RobustCall): RobustStep {
  const { kernel, chains, policy } = machine.plan;
  const type = chains[chain]?.type ?? "raw";
  const missing = `Linux ${kernel.version} has no ${type}_notifier_call_chain_robust(): walked as if it had`;
  const base = {
    op: "callRobust" as const,
    ...on(machine, chain),
    events,
    ...(kernel.hasRobustCall(type) ? {} : { note: missing }),
  };
  const end = walkRobust(reach(machine, chain), events, respondOf(machine), policy);
  if ("cycleStart" in end) return { ...base, ...endless(machine, end) };
  const stopper = end.down?.stoppedBy ?? null;
  return {
    ...base,
    ...returned(machine, chain, end.up, end.down?.visits),
    rolledBack: end.down !== null,
    rollbackStoppedBy: stopper === null ? null : nameOf(machine, stopper),
    ...handoffOf(machine, end.up),
  };
}

function runOperation(machine: Machine, operation: PlannedOperation, step: number): Step {
  if (operation.op === "call") return runCall(machine, operation);
  if (operation.op === "callRobust") return runRobust(machine, operation);
  return runRegistration(machine, operation, step);
}

/** The list of a chain as an operation finds it. */
function orderOf(machine: Machine, chain: number): ChainOrder {
  const path = pathOf(machine.links, chain);
  const members = path.blocks.map((block) => ({
    callback: nameOf(machine, block),
    priority: machine.links.priorities[block] ?? 0,
    linkedBy: machine.linkedBy.get(block) ?? 0,
  }));
  return {
    chain: chainName(machine, chain),
    members,
    cycle: cycleOf(path).map((block) => nameOf(machine, block)),
  };
}

/** Leaves the object's fate to the answer as a whole where there is only one call to tell it of. */
function withoutHandoff(step: Step): Step {
  if (!("handoff" in step)) return step;
  const { handoff: _, ...rest } = step;
  return rest;
}

/**
 * Runs a program until its end, or until a step that never ends.
 * @param watch is told the order of the chain that each step finds.
 */
export function run(plan: Plan, watch: ((order: ChainOrder) => void) | null = null): Run {
  const priorities = plan.callbacks.map(({ priority }) => priority);
  const links = emptyLinks(plan.chains.length, priorities);
  const machine: Machine = { plan, links, linkedBy: new Map(), tangled: false };
  const steps: Step[] = [];
  for (const [index, operation] of plan.program.entries()) {
    watch?.(orderOf(machine, operation.chain));
    const step = runOperation(machine, operation, index);
    steps.push(step);
    if ("endless" in step) break;
  }
  const lastCall = steps.findLast(({ op }) => op === "call" || op === "callRobust");
  const handoff = (lastCall !== undefined && "handoff" in lastCall ? lastCall.handoff : null) ?? null;
  const calls = plan.program.filter(({ op }) => op === "call" || op === "callRobust").length;
  return { steps: calls > 1 ? steps : steps.map(withoutHandoff), handoff };
}
