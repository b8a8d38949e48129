/**
 * A callback as a card of the chain: what it is, what can be chosen for it, what it has done up to a moment of the walk.
 * Must not run anything: the run is handed in.
 */
import { describeValue } from "../../../../server/src/notifier/spelling";
import type { FindingDetails, SourcePlace } from "../../../../server/src/protocol/panel";
import type { ScenarioCallback } from "../../../../server/src/simulator";
import { choiceOf, eventOf, eventsOf } from "./calls";
import { type Option, type OptionGroup, takingOptions, valueGroups } from "./options";
import { answerOf, callOf, isOn, priorityOf } from "./scenario";
import type { PanelState } from "./state";
import { type Moment, objectOf, type Run, takingOf, upVisits } from "./walk";

/** Where the walk is with a callback, at the moment that is shown. */
export type CardPhase = "off" | "waiting" | "at" | "called" | "unreached";

/** What a callback answers one event with, and what it could. */
export interface ValueView {
  readonly event: string;
  readonly value: string;
  readonly groups: readonly OptionGroup[];
}

export interface CardView {
  readonly name: string;
  readonly function: string;
  readonly place: SourcePlace | null;
  readonly registered: SourcePlace | null;
  readonly on: boolean;
  readonly priority: number;
  /** As the code writes it, where that is a name. */
  readonly priorityText: string | null;
  /** For the event of the call; for a robust one, also for the event that undoes it. */
  readonly values: readonly ValueView[];
  readonly taking: string;
  /** Null where calls hand out nothing. */
  readonly takings: readonly Option[] | null;
  readonly phase: CardPhase;
  /** What it did, one short text each: "returned NOTIFY_OK", "took the task_struct". */
  readonly did: readonly string[];
  readonly tookIt: boolean;
  readonly ended: boolean;
  /** What the code can return that nobody can tell, one sentence each. */
  readonly unknown: readonly string[];
  readonly findings: readonly FindingDetails[];
}

/** What has happened to the callbacks up to a moment of the walk. */
export interface Progress {
  readonly run: Run | null;
  readonly called: ReadonlyMap<string, readonly { readonly returned: number; readonly isUndo: boolean }[]>;
  readonly at: string | null;
  readonly isOver: boolean;
}

/** How far the walk has come at a moment. */
export function progressOf(
  { run, moments }: { readonly run: Run | null; readonly moments: readonly Moment[] },
  moment: number,
): Progress {
  const called = new Map<string, { returned: number; isUndo: boolean }[]>();
  const isOver = moment >= moments.length - 1;
  if (run === null || run.step === null) return { run, called, at: null, isOver };
  const up = upVisits(run.step).length;
  for (const [place, { callback, returned }] of run.step.visited.slice(0, moment).entries())
    called.set(callback, [...(called.get(callback) ?? []), { returned, isUndo: place >= up }]);
  return { run, called, at: moments[moment]?.callback ?? null, isOver };
}

function phaseOf(name: string, on: boolean, { called, at, isOver }: Progress): CardPhase {
  if (!on) return "off";
  if (at === name) return "at";
  if (called.has(name)) return "called";
  return isOver ? "unreached" : "waiting";
}

/** One callback at a moment of the walk. */
export function cardView(state: PanelState, callback: ScenarioCallback, progress: Progress): CardView {
  const { origin, changes } = state;
  const { name } = callback;
  const details = origin.chain?.callbacks.find((one) => one.name === name);
  const event = eventOf(callOf(state));
  const on = isOn(state, name);
  const calls = progress.called.get(name) ?? [];
  const { run } = progress;
  const tookIt =
    run !== null &&
    calls.some(
      ({ returned, isUndo }) => !isUndo && takingOf(run, { callback: name, event, returned }) !== null,
    );
  const ended =
    calls.length > 0 &&
    run?.step !== null &&
    run?.step !== undefined &&
    "stoppedBy" in run.step &&
    run.step.stoppedBy === name;
  const took = tookIt && run !== null ? [`took the ${objectOf(run.scenario)}`] : [];
  const codes = details?.unknown.filter((one) => one.event === event || one.event === "default") ?? [];
  const exact = codes.filter((one) => one.event === event);
  return {
    name,
    function: details?.function ?? name,
    place: details?.place ?? null,
    registered: details?.registered ?? null,
    on,
    priority: priorityOf(state, callback),
    priorityText: details?.priority ?? null,
    values: eventsOf(callOf(state)).map((one) => valueView(state, callback, one)),
    taking: changes.taking[name] ?? "",
    takings: origin.scenario.handoff === undefined ? null : takingOptions(callback, origin.chain !== null),
    phase: phaseOf(name, on, progress),
    did: [
      ...calls.map(
        ({ returned, isUndo }) => `${isUndo ? "undone, returned" : "returned"} ${describeValue(returned)}`,
      ),
      ...took,
      ...(ended ? ["ended the walk"] : []),
    ],
    ...{ tookIt, ended },
    unknown: (exact.length > 0 ? exact : codes).map(unknownText),
    findings: origin.chain?.findings.filter((finding) => finding.callback === name) ?? [],
  };
}

function valueView({ origin, changes }: PanelState, callback: ScenarioCallback, event: string): ValueView {
  const open = origin.open.callbacks.find(({ name }) => name === callback.name);
  const value = answerOf({ changes }, callback, event);
  const own = choiceOf(open?.returns ?? {}, event);
  return { event, value, groups: valueGroups(own, value, origin.chain !== null) };
}

function unknownText({ value, why }: { readonly value: string; readonly why: string | null }): string {
  const what = value === "?" ? "a value that could not be read" : value;
  return `The code can also return ${what}${why === null ? "" : `: ${why}`}.`;
}
