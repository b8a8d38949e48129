/**
 * One scenario under every way that the thread of April 2012 weighed to agree on who frees the object: policies of the
 * walk, tests of the caller, protocols. This file must not walk chains: each row is a run, or an exploration, of its own.
 */

import type { Exploration, OutcomeName } from "./exploration/types";
import { DEFAULT_CLAIM } from "./handoff";
import { chainOrders, simulate } from "./simulate";
import type {
  Answer,
  EventId,
  HandoffOutcome,
  Mistake,
  Policy,
  Protocol,
  Scenario,
  ScenarioHandoff,
  Step,
} from "./types";

const POLICIES: readonly Policy[] = ["last", "or", "stop-on-ok"];
/** The test of Linux 3.x, and the one that Rientjes said or-ed results would need. */
const TESTS: readonly string[] = [DEFAULT_CLAIM, "& NOTIFY_OK"];

/** One call of a row's run. */
export interface ComparedCall {
  readonly event: EventId;
  /** The chain, where the scenario has several. */
  readonly on?: string;
  /** What the walk returned; null where the protocol does not look at it, or where it never came back. */
  readonly result: number | null;
  readonly errno: number | null;
  readonly endless?: true;
  readonly stoppedBy: string | null;
  readonly told: number;
  /** The callbacks on the chain that the call did not reach. */
  readonly untold: readonly string[];
  readonly handoff?: HandoffOutcome;
}

/** One combination, or several that come to the same. */
export interface ComparedRow {
  /** Null where calls hand out nothing. */
  readonly protocol: Protocol | null;
  /** The policies that come to this. */
  readonly policies: readonly Policy[];
  /** The caller's tests that come to this; none where there is no test. */
  readonly claims: readonly string[];
  /** Whether what the scenario itself says is among them. */
  readonly own: boolean;
  /** Of one run; of a scenario that stands for several, of the run that takes the first value of each list. */
  readonly calls: readonly ComparedCall[];
  /** Of every run, where the scenario stands for several: in how many each call ends how. */
  readonly runs?: ComparedRuns;
}

/** All runs of a row. Counts are exact decimal numbers; null where a bound left them uncounted. */
interface ComparedRuns {
  readonly all: string;
  readonly complete: boolean;
  readonly calls: readonly {
    readonly event: EventId;
    readonly outcomes: { readonly [Name in OutcomeName]?: string | null };
  }[];
}

export interface Comparison {
  readonly rows: readonly ComparedRow[];
}

export type Compared =
  | { readonly ok: true; readonly comparison: Comparison }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

type WalkStep = Extract<Step, { visited: unknown }>;

function comparedCall(
  step: WalkStep,
  members: readonly string[],
  answer: Answer,
  protocol: Protocol | null,
): ComparedCall {
  const visits = "endless" in step ? step.visited : step.visited.slice(0, step.nrCalls);
  const told = new Set(visits.map(({ callback }) => callback));
  const handoff = "endless" in step ? undefined : (step.handoff ?? answer.handoff);
  const silent = "endless" in step || protocol === "refcount";
  return {
    event: step.op === "call" ? step.event : step.events[0],
    ...(step.on === undefined ? {} : { on: step.on }),
    result: silent ? null : step.result,
    errno: silent ? null : step.errno,
    ...("endless" in step ? { endless: true as const } : {}),
    stoppedBy: "endless" in step ? null : step.stoppedBy,
    told: told.size,
    untold: members.filter((name) => !told.has(name)),
    ...(handoff === undefined ? {} : { handoff }),
  };
}

/** The combination that a scenario itself stands for. */
function ownOf({ policy = "last", handoff }: Scenario): {
  policy: Policy;
  claim: string;
  protocol: Protocol;
} {
  return { policy, claim: handoff?.claim ?? DEFAULT_CLAIM, protocol: handoff?.protocol ?? "claim" };
}

function rowOf(
  scenario: Scenario,
  policy: Policy,
  handoff: ScenarioHandoff | undefined,
): ComparedRow | readonly Mistake[] {
  const variant: Scenario = { ...scenario, policy, ...(handoff === undefined ? {} : { handoff }) };
  const simulation = simulate(variant);
  if (!simulation.ok) return simulation.mistakes;
  const { answer } = simulation;
  const orders = chainOrders(variant);
  const own = ownOf(scenario);
  const runs = answer.exploration === undefined ? {} : { runs: runsOf(answer.exploration) };
  const protocol = handoff?.protocol ?? null;
  const claim = handoff?.claim ?? null;
  return {
    protocol,
    policies: [policy],
    claims: claim === null || protocol === "refcount" ? [] : [claim],
    own:
      policy === own.policy && (handoff === undefined || (claim === own.claim && protocol === own.protocol)),
    calls: answer.steps.flatMap((step, place) => {
      if (!("visited" in step)) return [];
      const members = (orders[place]?.members ?? []).map(({ callback }) => callback);
      return comparedCall(step, members, answer, protocol);
    }),
    ...runs,
  };
}

function runsOf({ runs, complete, calls }: Exploration): ComparedRuns {
  return {
    all: runs,
    complete,
    calls: calls.map(({ event, outcomes }) => ({
      event,
      outcomes: Object.fromEntries(Object.entries(outcomes).map(([name, one]) => [name, one.count])),
    })),
  };
}

/** What makes a row another one. Claims are counted by a test that may not matter; who ends a walk shows in who is told. */
function verdictOf({ calls, runs }: ComparedRow): string {
  if (runs !== undefined) return JSON.stringify(runs);
  return JSON.stringify(calls.map(({ handoff, stoppedBy: _, ...call }) => [call, { ...handoff, claims: 0 }]));
}

/** One row for all that come to the same. */
function joined(rows: readonly ComparedRow[]): ComparedRow[] {
  const byVerdict = new Map<string, ComparedRow>();
  for (const row of rows) {
    const verdict = verdictOf(row);
    const known = byVerdict.get(verdict) ?? row;
    byVerdict.set(verdict, {
      ...known,
      policies: [...new Set([...known.policies, ...row.policies])],
      claims: [...new Set([...known.claims, ...row.claims])],
      own: known.own || row.own,
    });
  }
  return [...byVerdict.values()];
}

function combinations(scenario: Scenario): ComparedRow[] | readonly Mistake[] {
  const { handoff } = scenario;
  const mistakes: Mistake[] = [];
  const row = (policy: Policy, changed?: ScenarioHandoff): ComparedRow[] => {
    const made = rowOf(scenario, policy, changed);
    if ("calls" in made) return [made];
    mistakes.push(...made);
    return [];
  };
  const own = ownOf(scenario);
  if (handoff === undefined) {
    const rows = POLICIES.flatMap((policy) => row(policy));
    return mistakes.length > 0 ? mistakes : rows;
  }
  const tests = [...new Set([...TESTS, own.claim])];
  const under = (policy: Policy, claim: string, protocol: Protocol) =>
    row(policy, { ...handoff, claim, protocol });
  const rows = [
    ...POLICIES.flatMap((policy) => tests.flatMap((claim) => under(policy, claim, "claim"))),
    // The last put frees, whatever was returned: only whom the walk reaches can differ.
    ...joined(POLICIES.flatMap((policy) => under(policy, own.claim, "refcount"))),
    // One callback is called: there is nothing that a policy could do.
    ...joined(tests.flatMap((claim) => POLICIES.flatMap((policy) => under(policy, claim, "direct")))),
  ];
  return mistakes.length > 0 ? mistakes : rows;
}

/**
 * Runs a scenario under every policy, claim test and protocol; without a handoff, under every policy. Combinations that
 * cannot differ, or that come to the same under `refcount` and `direct`, are one row.
 * @returns the rows, those of `claim` first; or the mistakes of the scenario.
 */
export function compare(scenario: Scenario): Compared {
  const made = combinations(scenario);
  const rows = made.flatMap((one) => ("calls" in one ? [one] : []));
  if (rows.length === made.length) return { ok: true, comparison: { rows } };
  const mistakes = made.flatMap((one) => ("calls" in one ? [] : [one]));
  const unique = new Map(mistakes.map((one) => [`${one.path} ${one.message}`, one]));
  return { ok: false, mistakes: [...unique.values()] };
}
