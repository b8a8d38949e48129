/**
 * Who was told of the first event of a pair and then of nothing: read off the steps of a run, by the rule that stands
 * with `Unclosed` in types.ts. This file must not run anything, nor know lists.
 */
import { pairOf } from "../notifier/eventPairs";
import { notifierToErrno } from "../notifier/values";
import type { EventId, Step, Unclosed, Visit } from "./types";

type WalkStep = Extract<Step, { visited: readonly Visit[] }>;

/** A callback that was told of a first event and may yet be told how it ended. */
interface Open extends Unclosed {
  readonly chain: string;
  /** That the caller of the first event got an error. */
  readonly vetoed: boolean;
}

/** What a walk's step says of one event, the two walks of a robust call apart. */
interface Telling {
  readonly event: EventId;
  readonly visits: readonly Visit[];
  /** Whom a roll-back leaves out by intent: the callback that made it necessary. */
  readonly except?: string | null;
}

const isWalk = (step: Step): step is WalkStep => "visited" in step;

function tellings(step: WalkStep): Telling[] {
  if (step.op === "call") return [{ event: step.event, visits: step.visited }];
  const [up, down] = step.events;
  if ("endless" in step) return [{ event: up, visits: step.visited }];
  const first = { event: up, visits: step.visited.slice(0, step.nrCalls) };
  const undone = { event: down, visits: step.visited.slice(step.nrCalls), except: step.stoppedBy };
  return step.rolledBack ? [first, undone] : [first];
}

/** A callback that answers a first event with an error has not agreed to it: nobody owes it the end. */
function refuses(returned: number): boolean {
  return returned < 0 || notifierToErrno(returned) !== 0;
}

/** What closes an event, and whether only its name says so; a robust call names the cancel itself. */
function closingOf(step: WalkStep, event: EventId, events: readonly EventId[]) {
  const pair = pairOf(event, events);
  const named = step.op === "callRobust" && event === step.events[0] ? [step.events[1]] : [];
  const closing = [...new Set<EventId>([...(pair?.success ?? []), ...(pair?.cancel ?? []), ...named])];
  return { closing, byName: pair !== null && pair.source === null };
}

/** Closes what this walk closes, and remembers where it did not reach a callback that waits for it. */
function close(open: readonly Open[], chain: string, telling: Telling, step: number): Open[] {
  const { event, visits, except = null } = telling;
  const told = new Set(visits.map(({ callback }) => callback));
  return open.flatMap((one) => {
    if (one.chain !== chain || !one.closing.includes(event) || one.callback === except) return [one];
    return told.has(one.callback) ? [] : [{ ...one, missed: [...one.missed, step] }];
  });
}

/** Those who agreed to what a walk announced: each once, and nobody who refused in any of its calls. */
function agreed(visits: readonly Visit[]): string[] {
  const refused = new Set(visits.filter(({ returned }) => refuses(returned)).map(({ callback }) => callback));
  return [...new Set(visits.map(({ callback }) => callback))].filter((name) => !refused.has(name));
}

/**
 * What a walk opens.
 * @param before the events that its chain was walked with before: where a closing one is among them, the program is no
 *   sequence to blame a missing one on.
 */
function announced(
  step: WalkStep,
  place: number,
  { event, visits }: Telling,
  before: ReadonlySet<EventId>,
  events: readonly EventId[],
): Open[] {
  const { closing, byName } = closingOf(step, event, events);
  if (closing.length === 0) return [];
  const vetoed = !("endless" in step) && step.errno !== 0 && !closing.some((e) => before.has(e));
  return agreed(visits).map((callback) => ({
    ...(step.on === undefined ? {} : { on: step.on }),
    callback,
    event,
    step: place,
    closing,
    missed: [],
    ...(byName ? { heuristic: true as const } : {}),
    chain: step.on ?? "",
    vetoed,
  }));
}

/** Whether a callback waits no more: told of the same once more, it waits for the end of that. */
function renewed(one: Open, { event, visits }: Telling, chain: string): boolean {
  return one.chain === chain && one.event === event && visits.some((v) => v.callback === one.callback);
}

/**
 * The callbacks that were told of a first event and never how it ended, in the order in which they were told.
 * @param steps of one run, from its start.
 */
export function unclosed(steps: readonly Step[]): Unclosed[] {
  const events = steps.filter(isWalk).flatMap((step) => (step.op === "call" ? [step.event] : step.events));
  const before = new Map<string, Set<EventId>>();
  let open: Open[] = [];
  for (const [place, step] of steps.entries()) {
    const chain = step.on ?? "";
    if (!isWalk(step)) {
      if (step.op === "unregister" && step.returned === 0)
        open = open.filter((one) => one.chain !== chain || one.callback !== step.callback);
      continue;
    }
    const called = before.get(chain) ?? new Set();
    before.set(chain, called);
    for (const telling of tellings(step)) {
      const waiting = close(open, chain, telling, place).filter((one) => !renewed(one, telling, chain));
      open = [...waiting, ...announced(step, place, telling, called, events)];
      called.add(telling.event);
    }
  }
  return open
    .filter(({ missed, vetoed }) => missed.length > 0 || vetoed)
    .map(({ chain: _, vetoed: __, ...rest }) => rest);
}
