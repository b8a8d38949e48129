/**
 * What an exploration found, for a reader: how many runs there are, how each call can end in how many of them, the
 * shortest way there in words, and what to know. 80 columns, plain text. This file must not explore; a witness it replays
 * to put it into words.
 */
import { spellErrno } from "../notifier/errno";
import { describeValue } from "../notifier/spelling";
import {
  type Answer,
  type Exploration,
  type Explored,
  type ExploredCall,
  type OutcomeName,
  type Scenario,
  type Step,
  simulate,
  type Visit,
} from "../simulator";
import { count, line } from "./traceText";

/** Findings of a kind, and results of a call, that are told; the JSON answer lists more. */
const MOST_TOLD = 8;

/** A witness with more calls is told by what is unusual in it. */
const MOST_VISITS = 5;

const MEANING: Readonly<Record<OutcomeName, string>> = {
  ok: "ok: freed once",
  leak: "LEAK: never freed",
  "double-free": "DOUBLE FREE",
  completed: "completed: all called, no error",
  failed: "failed: all called, an error comes back",
  stopped: "stopped: cut short, no error comes back",
  vetoed: "vetoed: cut short, an error comes back",
  endless: "ENDLESS: never returns",
};

const ORDER: readonly OutcomeName[] = [
  ...(["double-free", "leak", "ok"] as const),
  ...(["endless", "failed", "vetoed", "stopped", "completed"] as const),
];

/** A number that is read at a glance: all digits of a short one, else as a power of ten. */
export function roughly(exact: string): string {
  if (exact.length <= 9) return exact;
  return `${exact[0]}.${exact.slice(1, 3)}e${exact.length - 1}`;
}

const runCount = (exact: string): string => `${roughly(exact)} run${exact === "1" ? "" : "s"}`;

/** How much of all runs this is, in percent; not how likely it is. */
export function share(part: string, all: string): string {
  const [some, whole] = [BigInt(part), BigInt(all)];
  if (whole === 0n || some === whole) return "all runs";
  const permille = Number((some * 10_000n) / whole) / 100;
  if (permille === 0) return "under 0.01 %";
  return permille > 99.99 ? "over 99.99 %" : `${permille.toFixed(permille < 1 ? 2 : 1)} %`;
}

type WalkStep = Extract<Step, { visited: readonly Visit[] }>;

const walksOf = (answer: Answer): WalkStep[] =>
  answer.steps.flatMap((step) => ("visited" in step ? step : []));

function upVisits(step: WalkStep): readonly Visit[] {
  return "endless" in step ? step.visited : step.visited.slice(0, step.nrCalls);
}

const told = ({ callback, returned }: Visit): string => `${callback} = ${describeValue(returned)}`;

/** The call of a witness in words: every callback of a short walk; of a long one what differs from the run shown. */
function witnessWords(witness: Scenario, place: number, shown: WalkStep | undefined): string {
  const replay = simulate(witness);
  const step = replay.ok ? walksOf(replay.answer)[place] : undefined;
  if (step === undefined) return "";
  const visits = upVisits(step);
  if (visits.length === 0) return "nobody is called";
  if (visits.length <= MOST_VISITS) return visits.map(told).join(", then ");
  const usual = new Map(
    shown === undefined ? [] : upVisits(shown).map((one) => [one.callback, one.returned]),
  );
  const last = visits.at(-1);
  const unusual = visits.filter((visit) => visit !== last && usual.get(visit.callback) !== visit.returned);
  const some = unusual.slice(0, MOST_VISITS).map(told);
  const more = unusual.length > some.length ? [`${unusual.length - some.length} more`] : [];
  const before = [...some, ...more].join(", ");
  const end =
    last === undefined ? "" : `${told(last)} comes ${"endless" in step ? "last once round" : "last"}`;
  return `${visits.length} calls: ${before === "" ? "" : `${before}; `}${end}`;
}

interface Context {
  readonly runs: string;
  readonly shown: readonly WalkStep[];
}

function outcomeLines(context: Context, name: OutcomeName, found: Explored, place: number): string[] {
  const { count: number, witness } = found;
  const many = number === null ? "not counted" : `${runCount(number)}, ${share(number, context.runs)}`;
  const words = witnessWords(witness, place, context.shown[place]);
  return [...line(4, `${MEANING[name]} (${many})`), ...(words === "" ? [] : line(6, `e.g. ${words}`))];
}

/** Which results end in an error, and who can bring it about: what a caller has to reckon with. */
function resultLines({ results, resultsLeftOut = 0 }: ExploredCall): string[] {
  const errors = results.filter(({ stoppedBy }) => stoppedBy.length > 0);
  const lines = errors.slice(0, MOST_TOLD).flatMap(({ result, errno, stoppedBy }) => {
    const who = stoppedBy.slice(0, MOST_TOLD).join(", ");
    const more = stoppedBy.length > MOST_TOLD ? ` and ${stoppedBy.length - MOST_TOLD} more` : "";
    const read = errno === 0 ? "read as success" : spellErrno(errno);
    return line(4, `ended with ${describeValue(result)}, ${read}: by ${who}${more}`);
  });
  const left = Math.max(0, errors.length - MOST_TOLD) + resultsLeftOut;
  return left === 0 ? lines : [...lines, ...line(4, `and ${count(left, "result")} more`)];
}

function callLines(context: Context, call: ExploredCall, place: number): string[] {
  const on = call.on === undefined ? "" : ` on ${call.on}`;
  const names = ORDER.filter((name) => call.outcomes[name] !== undefined);
  return [
    ...line(
      2,
      `[${call.step + 1}] call, ${typeof call.event === "number" ? `event ${call.event}` : call.event}${on}`,
    ),
    ...names.flatMap((name) => {
      const found = call.outcomes[name];
      return found === undefined ? [] : outcomeLines(context, name, found, place);
    }),
    ...resultLines(call),
  ];
}

const KINDS = {
  dangling: "use after free in waiting",
  "rolled-back-with-success": "rolled back, and success reported",
  "stopped-with-success": "cut short, and success reported",
  untold: "may not be told, because another callback can end the walk before",
} as const;

/** Who may be left out, by event: the sentences of the findings would say it once for each callback. */
function untoldLines(findings: Exploration["findings"]): string[] {
  const byEvent = new Map<string, string[]>();
  for (const { event, callback } of findings)
    byEvent.set(String(event), [...(byEvent.get(String(event)) ?? []), callback]);
  return [...byEvent].flatMap(([event, callbacks]) => {
    const some = callbacks.slice(0, MOST_TOLD).join(", ");
    const more = callbacks.length > MOST_TOLD ? ` and ${callbacks.length - MOST_TOLD} more` : "";
    return line(4, `${event}: ${some}${more}`);
  });
}

/** Findings by kind, the gravest first. */
function findingLines({ findings, findingsLeftOut = 0 }: Exploration): string[] {
  const lines: string[] = [];
  for (const kind of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
    const these = findings.filter((finding) => finding.kind === kind);
    if (these.length === 0) continue;
    lines.push(...line(2, `${KINDS[kind]}:`));
    if (kind === "untold") {
      lines.push(...untoldLines(these));
      continue;
    }
    for (const { message } of these.slice(0, MOST_TOLD)) lines.push(...line(4, message));
    if (these.length > MOST_TOLD) lines.push(...line(4, `and ${these.length - MOST_TOLD} more`));
  }
  if (findingsLeftOut > 0) lines.push(...line(2, `and ${count(findingsLeftOut, "finding")} more`));
  return lines;
}

/**
 * The report under a trace.
 * @param answer the one that the exploration is part of: its run is the one that witnesses are told against.
 */
export function explorationText(scenario: Scenario, answer: Answer, exploration: Exploration): string {
  const { runs, complete, bound, calls, assumed = [] } = exploration;
  const context: Context = { runs, shown: walksOf(answer) };
  const ordered = scenario.program !== undefined && scenario.order !== "any";
  const over = ordered ? "every choice of value" : "every order of equal priorities, every choice of value";
  const findings = findingLines(exploration);
  const lines = [
    ...line(0, `Explored: ${runCount(runs)}, ${over}`),
    ...(complete ? [] : line(2, `NOT COMPLETE: ${bound ?? "a bound was met"}`)),
    ...assumed.flatMap(({ spelling, values }) => line(2, `${spelling} stands for ${values.join(", ")}`)),
    ...calls.flatMap((call, place) => callLines(context, call, place)),
    ...(findings.length === 0 ? [] : ["To know:", ...findings]),
  ];
  return `${lines.join("\n")}\n`;
}
