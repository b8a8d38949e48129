/**
 * A run as a Mermaid sequence diagram: the caller, the callbacks in the order of the walk, each value, what ended a walk,
 * the rollback and the verdict. Syntax as mermaid.js.org documents it: `#35;` and the like stand for characters that the
 * language takes for itself. This file must not simulate.
 */
import { spellErrno } from "../notifier/errno";
import { describeValue } from "../notifier/spelling";
import {
  type Answer,
  type ChainOrder,
  chainOrders,
  planOf,
  type Scenario,
  type Step,
  type Visit,
} from "../simulator";
import { agreementOf, handoffLines, takingClause } from "./traceHandoff";
import { count } from "./traceText";

type WalkStep = Extract<Step, { visited: readonly Visit[] }>;
type ReturnedStep = Extract<WalkStep, { result: number }>;

/** With more callbacks than this, those that always answer what most answer share one lifeline. */
const MOST_LIFELINES = 12;

/** So many names are written where callbacks share a lifeline. */
const MOST_NAMES = 3;

const CALLER = "caller";
const OTHERS = "others";

interface Diagram {
  readonly scenario: Scenario;
  readonly answer: Answer;
  /** Lifeline by callback. */
  readonly lifelines: ReadonlyMap<string, string>;
  readonly lines: string[];
}

/** Text as Mermaid prints it: its own characters as entities, one line. */
function escaped(text: string): string {
  const entities = text.replace(/[#;<>"$%\\{}`]/g, (character) => `#${character.charCodeAt(0)};`);
  const line = entities.replace(/[\p{Cc}\s\u2028\u2029]+/gu, " ").trim();
  if (line === "") return "(blank)";
  // A label of only this word would end the diagram.
  return /^end$/i.test(line) ? `(${line})` : line;
}

function note(diagram: Diagram, over: string, texts: readonly string[]): void {
  if (texts.length > 0) diagram.lines.push(`Note over ${over}: ${texts.map(escaped).join("<br/>")}`);
}

const walksOf = ({ steps }: Answer): WalkStep[] => steps.flatMap((step) => ("visited" in step ? step : []));

/** The value that most calls of a run return. */
function commonValue(answer: Answer): number | null {
  const counts = new Map<number, number>();
  for (const { returned } of walksOf(answer).flatMap(({ visited }) => visited))
    counts.set(returned, (counts.get(returned) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

/** Callbacks in the order in which walks find them, then those that no walk finds. */
function inOrder(scenario: Scenario, orders: readonly ChainOrder[]): string[] {
  const found = orders.flatMap(({ members }) => members.map(({ callback }) => callback));
  const longest = orders.reduce<readonly string[]>((best, { members }) => {
    return members.length > best.length ? members.map(({ callback }) => callback) : best;
  }, []);
  return [...new Set([...longest, ...found, ...scenario.callbacks.map(({ name }) => name)])];
}

/** Which callbacks have a lifeline of their own. */
function notable(scenario: Scenario, answer: Answer, names: readonly string[]): Set<string> {
  if (names.length <= MOST_LIFELINES) return new Set(names);
  const common = commonValue(answer);
  const takers = scenario.callbacks.filter(({ handoff }) => handoff !== undefined).map(({ name }) => name);
  const visits = walksOf(answer).flatMap((walk) => walk.visited);
  const unusual = visits.filter(({ returned }) => returned !== common).map(({ callback }) => callback);
  return new Set([...takers, ...unusual]);
}

function newDiagram(scenario: Scenario, answer: Answer): Diagram {
  const names = inOrder(scenario, chainOrders(scenario));
  const own = notable(scenario, answer, names);
  const lifelines = new Map(names.map((name, place) => [name, own.has(name) ? `c${place}` : OTHERS]));
  const others = names.filter((name) => !own.has(name)).length;
  const lines = [`participant ${CALLER}`];
  for (const name of names)
    if (own.has(name)) lines.push(`participant ${lifelines.get(name)} as ${escaped(name)}`);
  if (others > 0) lines.push(`participant ${OTHERS} as ${others} others`);
  return { scenario, answer, lifelines, lines };
}

const lifelineOf = ({ lifelines }: Diagram, callback: string): string => lifelines.get(callback) ?? OTHERS;

/** Visits cut where the lifeline changes: runs of those that share one are drawn as one call. */
function drawn(diagram: Diagram, visits: readonly Visit[]): Visit[][] {
  const groups: Visit[][] = [];
  for (const visit of visits) {
    const last = groups.at(-1);
    const shared = lifelineOf(diagram, visit.callback) === OTHERS;
    if (shared && last?.[0] && lifelineOf(diagram, last[0].callback) === OTHERS) last.push(visit);
    else groups.push([visit]);
  }
  return groups;
}

function visitLines(diagram: Diagram, visits: readonly Visit[], stoppedBy: string | null): void {
  const plan = planOf(diagram.scenario);
  const agreement = agreementOf(diagram.scenario.handoff);
  const groups = drawn(diagram, visits);
  for (const [place, group] of groups.entries()) {
    const [visit] = group;
    if (visit === undefined) continue;
    const lifeline = lifelineOf(diagram, visit.callback);
    const shown = group.slice(0, MOST_NAMES).map(({ callback }) => callback);
    const more = group.length > shown.length ? ` and ${group.length - shown.length} more` : "";
    const whom = lifeline === OTHERS ? ` to ${shown.join(", ")}${more}` : "";
    const stops = stoppedBy !== null && place === groups.length - 1;
    const value = `${describeValue(visit.returned)}${stops ? ", ends the walk" : ""}`;
    const said = `${value}${takingClause(plan, agreement, visit)}`;
    diagram.lines.push(`${CALLER}->>${lifeline}: ${escaped(`${visit.event}${whom}`)}`);
    diagram.lines.push(`${lifeline}${stops ? "--x" : "-->>"}${CALLER}: ${escaped(said)}`);
  }
}

function untoldLines(diagram: Diagram, step: ReturnedStep, order: ChainOrder | undefined): void {
  const told = new Set(step.visited.slice(0, step.nrCalls).map(({ callback }) => callback));
  const untold = (order?.members ?? []).map(({ callback }) => callback).filter((name) => !told.has(name));
  for (const name of untold)
    if (lifelineOf(diagram, name) !== OTHERS) note(diagram, lifelineOf(diagram, name), ["never told"]);
  const others = untold.filter((name) => lifelineOf(diagram, name) === OTHERS).length;
  if (others > 0) note(diagram, OTHERS, [`${others} never told`]);
}

function returnedLines(diagram: Diagram, step: ReturnedStep, order: ChainOrder | undefined): void {
  const visits = step.visited.slice(0, step.nrCalls);
  visitLines(diagram, visits, step.stoppedBy);
  untoldLines(diagram, step, order);
  if (step.op === "callRobust" && step.rolledBack) {
    note(diagram, CALLER, [`rolled back with ${step.events[1]}`]);
    visitLines(diagram, step.visited.slice(step.nrCalls), step.rollbackStoppedBy);
  }
  const agreement = agreementOf(diagram.scenario.handoff);
  const handoff = step.handoff ?? diagram.answer.handoff;
  const fate =
    agreement === null || handoff === undefined
      ? []
      : handoffLines(planOf(diagram.scenario), agreement, visits, step.result, handoff);
  const errno = step.errno === 0 ? "0" : `${step.errno} (${spellErrno(step.errno)})`;
  note(diagram, CALLER, [
    `result ${describeValue(step.result)}`,
    `notifier_to_errno() = ${errno}`,
    ...unfolded(fate),
  ]);
}

/** Lines that were folded for 80 columns as whole sentences again. */
function unfolded(lines: readonly string[]): string[] {
  const whole: string[] = [];
  for (const line of lines) {
    if (line.startsWith("        ")) whole.push(`${whole.pop() ?? ""} ${line.trim()}`);
    else whole.push(line.trim());
  }
  return whole;
}

function stepLines(diagram: Diagram, step: Step, order: ChainOrder | undefined): void {
  const where = step.on === undefined ? "" : ` on ${step.on}`;
  if (!("visited" in step)) {
    const returned = step.returned === undefined ? "never returns" : spellErrno(step.returned);
    const damage = (step.damage ?? []).map(({ chain }) => `${chain} is CORRUPTED`);
    if (step.returned === 0 && step.op === "register" && step.warning === undefined && damage.length === 0)
      return;
    const warning = step.warning === undefined ? [] : [step.warning];
    note(diagram, CALLER, [`${step.op} ${step.callback}${where}: ${returned}`, ...warning, ...damage]);
    return;
  }
  const events =
    step.op === "call" ? `call ${step.event}` : `robust call ${step.events.join(", undone with ")}`;
  note(diagram, CALLER, [`${events}${where}`]);
  if ("endless" in step) {
    visitLines(diagram, step.visited, null);
    note(diagram, CALLER, [`ENDLESS: ${[...step.cycle, step.cycle[0]].join(" -> ")}`]);
  } else returnedLines(diagram, step, order);
}

/**
 * Draws an answer.
 * @param scenario the scenario that {@link answer} answers.
 * @returns the diagram's source; registrations that just succeeded are the order of the lifelines.
 */
export function renderMermaid(scenario: Scenario, answer: Answer): string {
  const diagram = newDiagram(scenario, answer);
  const orders = chainOrders(scenario);
  const chains = planOf(scenario).chains.map(({ name, type }) => `${name} (${type})`);
  note(diagram, CALLER, [chains.join(", "), count(scenario.callbacks.length, "callback")]);
  for (const [place, step] of answer.steps.entries()) stepLines(diagram, step, orders[place]);
  return ["sequenceDiagram", ...diagram.lines.map((line) => `    ${line}`), ""].join("\n");
}
