/**
 * "What can go wrong": every way that the call can end, over all values that the code can return and all orders that
 * equal priorities allow; the call without one of its callbacks, as when a module is not loaded; and what the rules have
 * found. Each with a scenario that shows it. The exploring is the simulator's.
 */
import { spellErrno } from "../../../../server/src/notifier/errno";
import { spellValue } from "../../../../server/src/notifier/spelling";
import type { FindingDetails } from "../../../../server/src/protocol/panel";
import { roughly, share } from "../../../../server/src/report/exploration";
import {
  type Exploration,
  type ExplorationFindingKind,
  type ExploredCall,
  explore,
  type OutcomeName,
  type Scenario,
} from "../../../../server/src/simulator";
import { callsOf, choiceOf, eventOf } from "./calls";
import { type Action, reduce } from "./reduce";
import { callOf, isOn, isPlain, openScenario, orderOf } from "./scenario";
import type { PanelState } from "./state";
import type { Tone } from "./verdict";
import { verdictOf } from "./verdict";
import { callList, count, runOf } from "./walk";

export interface Possibility {
  readonly key: string;
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
  readonly scenario: Scenario;
}

export interface WhatCanGoWrong {
  /** What was asked: how many runs, over what. */
  readonly summary: string;
  readonly outcomes: readonly Possibility[];
  readonly fewer: readonly Possibility[];
  readonly toKnow: readonly Possibility[];
  readonly toKnowLeftOut: number;
}

const OUTCOMES: readonly (readonly [OutcomeName, Tone, string])[] = [
  ["double-free", "bad", "Double free"],
  ["leak", "bad", "Leak: never freed"],
  ["endless", "bad", "Never returns"],
  ["failed", "note", "Everybody is called, and an error comes back"],
  ["stopped", "note", "Cut short, and no error comes back"],
  ["vetoed", "note", "Cut short with an error: a veto"],
  ["ok", "good", "Freed once"],
  ["completed", "good", "Everybody is called, no error"],
];

const KINDS: Readonly<Record<Exclude<ExplorationFindingKind, "untold">, readonly [Tone, string]>> = {
  dangling: ["bad", "Use after free in waiting"],
  "rolled-back-with-success": ["bad", "Undone, and success reported"],
  "stopped-with-success": ["note", "Cut short, and success reported"],
};

const TONES: readonly Tone[] = ["bad", "note", "good"];

/** Findings that are offered; more are counted. */
const MOST_TO_KNOW = 12;

/** With more callbacks only those runs are looked at that lack one of them. */
const MOST_SUBSETS = 8;

/** Which callbacks could be missing: the fewest first, at least one stays. */
function missing(names: readonly string[]): string[][] {
  if (names.length > MOST_SUBSETS) return names.map((name) => [name]);
  const subsets = Array.from({ length: 2 ** names.length - 1 }, (_, bits) =>
    names.filter((__, place) => (bits & (1 << place)) !== 0),
  );
  return subsets.filter(({ length }) => length > 0).sort((a, b) => a.length - b.length);
}

/**
 * Other ends that the call has when some callbacks are not there, as when a module is not loaded: each once, with as few
 * missing as possible. Only where an object is handed out: there the others rely on who is there.
 */
function withFewer(state: PanelState): Possibility[] {
  const on = orderOf(state).filter(({ name }) => isOn(state, name));
  if (state.origin.scenario.handoff === undefined || !isPlain(state.origin.scenario)) return [];
  const now = runOf(state);
  const found = new Map<string, Possibility>();
  const known = now.ok ? verdictOf(now.run).kind : null;
  for (const gone of missing(on.map(({ name }) => name))) {
    const off = gone.map((callback): Action => ({ type: "on", callback, on: false }));
    const result = runOf(off.reduce(reduce, state));
    if (!result.ok) continue;
    const { kind, tone, headline, sentence } = verdictOf(result.run);
    if (kind === known || found.has(kind)) continue;
    const title = `${headline}, without ${callList(gone)}`;
    const { scenario } = result.run;
    found.set(kind, { key: `fewer ${kind}`, tone, title, detail: sentence, scenario });
  }
  return [...found.values()].sort((a, b) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone));
}

type Findings = Exploration["findings"];

/** What harms somebody, one by one. */
function graveFindings(findings: Findings): Possibility[] {
  const kinds = Object.keys(KINDS);
  const grave = findings.flatMap(({ kind, callback, event, message, witness }) => {
    if (kind === "untold") return [];
    const [tone, words] = KINDS[kind];
    const one = {
      key: `${kind} ${callback} ${event}`,
      tone,
      title: `${words}: ${callback}()`,
      scenario: witness,
    };
    return [{ kind, possibility: { ...one, detail: message } }];
  });
  grave.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
  return grave.map(({ possibility }) => possibility);
}

/** The values that can end the walk, and who can answer them. */
function endings(call: ExploredCall | undefined): Possibility[] {
  return (call?.results ?? []).flatMap(({ result, errno, stoppedBy, witness }): Possibility[] => {
    if (stoppedBy.length === 0) return [];
    const read = errno === 0 ? "success" : spellErrno(errno);
    const title = `Ended with ${spellValue(result)}, read as ${read}`;
    return [
      {
        key: `result ${result}`,
        tone: "note",
        title,
        detail: `By ${callList(stoppedBy, 6)}.`,
        scenario: witness,
      },
    ];
  });
}

/** Who may not be told, in one sentence: nearly everybody, as soon as one callback can end the walk. */
function untold(findings: Findings): Possibility[] {
  const all = findings.filter(({ kind }) => kind === "untold");
  const [first] = all;
  if (first === undefined) return [];
  const names = callList(
    all.map(({ callback }) => callback),
    8,
  );
  const title = `${count(all.length, "callback")} may not be told`;
  return [
    {
      key: "untold",
      tone: "note",
      title,
      detail: `${names}, if another one ends the walk before.`,
      scenario: first.witness,
    },
  ];
}

/** Whether the person gave a callback a value that is not among those of the code. */
function hasOwnValues(state: PanelState): boolean {
  const { origin, changes } = state;
  const event = eventOf(callOf(state));
  return origin.open.callbacks.some(({ name, returns }) => {
    const value = changes.values[name]?.[event];
    return value !== undefined && !choiceOf(returns, event).includes(value);
  });
}

/** Explores what a state leaves open; null where the scenario is not a right one. */
export function whatCanGoWrong(state: PanelState): WhatCanGoWrong | null {
  const simulation = explore(openScenario(state));
  if (!simulation.ok || simulation.answer.exploration === undefined) return null;
  const { runs, calls, complete, bound, findings, findingsLeftOut = 0 } = simulation.answer.exploration;
  const place =
    state.origin.chain === null ? callsOf(state.origin).findIndex(({ key }) => key === state.call) : 0;
  const call = calls[place];
  const outcomes = OUTCOMES.flatMap(([name, tone, title]): Possibility[] => {
    const found = call?.outcomes[name];
    if (found === undefined) return [];
    const many =
      found.count === null
        ? "not counted"
        : found.count === runs
          ? "every run"
          : `${roughly(found.count)} of ${roughly(runs)} runs, ${share(found.count, runs)}`;
    return [{ key: `outcome ${name}`, tone, title, detail: many, scenario: found.witness }];
  });
  const toKnow = [...graveFindings(findings), ...endings(call), ...untold(findings)];
  const over = isPlain(state.origin.scenario)
    ? "every order that equal priorities allow"
    : "the order of the program";
  const values = state.origin.chain === null ? "the scenario lists" : "the code can return";
  const held = hasOwnValues(state) ? " Values that you set beyond those are kept." : "";
  const limit = complete ? "" : ` Not complete: ${bound ?? "a bound was met"}.`;
  return {
    summary: `${roughly(runs)} ${runs === "1" ? "run" : "runs"}: ${over}, every value that ${values}.${held}${limit}`,
    outcomes,
    fewer: withFewer(state),
    toKnow: toKnow.slice(0, MOST_TO_KNOW),
    toKnowLeftOut: findingsLeftOut + Math.max(0, toKnow.length - MOST_TO_KNOW),
  };
}

/** The rules' findings on the chain that come with a scenario that shows them. */
export function shownFindings(
  findings: readonly FindingDetails[],
): (FindingDetails & { readonly scenario: Scenario | null })[] {
  return findings.map((finding) => ({ ...finding, scenario: finding.witness as Scenario | null }));
}
