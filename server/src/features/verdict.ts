/**
 * What the simulator says of a chain as the code stands, in one sentence: what becomes of the object, who is no longer
 * called, who is not told how something ended. Every callback answers what it ordinarily does; of one callback the
 * answer that ends a walk is taken. Must not judge beyond what the run shows.
 */
import type { Chain } from "../model/model";
import { describeValue } from "../notifier/spelling";
import { type Answer, type HandoffOutcome, type Step, simulate } from "../simulator";
import type { FeatureContext } from "./context";
import { call, code } from "./markdown";
import { scenarioOf } from "./simulations";

type Walk = Extract<Step, { visited: unknown }>;
type Finished = Exclude<Walk, { endless: true }>;

/**
 * The sentence, as Markdown; "" where the chain cannot be simulated or nobody walks it.
 * @param callback a callback's function, or null for the chain as it ordinarily runs
 */
export function verdictText(context: FeatureContext, chain: Chain, callback: string | null): string {
  const named = scenarioOf(context, { chain: chain.id, callback });
  const simulation = named && simulate(named.scenario);
  if (!simulation?.ok) return "";
  const { answer } = simulation;
  if (answer.endless) return "**Simulated:** a walk never ends.";
  const walks = answer.steps.filter((step): step is Finished => "visited" in step && !("endless" in step));
  const said = handoffText(chain, answer, walks) ?? stopText(walks) ?? untoldText(answer);
  return said === null ? "" : `**Simulated:** ${said}`;
}

function handoffText(chain: Chain, answer: Answer, walks: readonly Finished[]): string | null {
  if (!chain.handoff) return null;
  const outcomes = walks.flatMap((walk): [Finished, HandoffOutcome][] => {
    const outcome = walk.handoff ?? (walk === walks.at(-1) ? answer.handoff : undefined);
    return outcome ? [[walk, outcome]] : [];
  });
  const [first] = outcomes.filter(([, { outcome }]) => outcome !== "ok").concat(outcomes);
  if (!first) return null;
  const [walk, { outcome, owners, callerFrees }] = first;
  const object = chain.handoff.object.replace(/_struct$/, "");
  const last = walk.visited.at(-1);
  const by = last ? `${code(named(last.returned))} by ${call(last.callback)}` : "nobody's answer";
  if (outcome === "leak") return `${by} is read as taken although nobody took the ${object}: it leaks.`;
  if (outcome === "double-free") return twiceText(by, object, owners, callerFrees);
  const who = callerFrees ? `by ${call(chain.handoff.release)}` : "by the callback that took it";
  return `the ${object} is freed once, ${who}.`;
}

function twiceText(by: string, object: string, owners: number, callerFrees: boolean): string {
  return callerFrees
    ? `${by} is read as not taken although a callback took the ${object}: it is freed twice.`
    : `${owners} callbacks take the ${object}: it is freed more than once.`;
}

/** A walk that somebody ends before all have been called. */
function stopText(walks: readonly Finished[]): string | null {
  const walk = walks.find(({ stoppedBy, unreached = [] }) => stoppedBy !== null && unreached.length > 0);
  if (!walk?.stoppedBy) return null;
  const { stoppedBy, unreached = [], visited } = walk;
  const event = walk.op === "callRobust" ? walk.events[0] : walk.event;
  const returned = visited.find((visit) => visit.callback === stoppedBy)?.returned;
  const value = returned === undefined ? "" : ` with ${code(named(returned))}`;
  const at = typeof event === "string" ? ` of ${code(event)}` : "";
  const [first = ""] = unreached;
  const more = unreached.length > 1 ? ` and ${unreached.length - 1} more` : "";
  return `${call(stoppedBy)} ends the walk${at}${value}; ${call(first)}${more} ${unreached.length > 1 ? "are" : "is"} not called.`;
}

function untoldText({ unclosed = [] }: Answer): string | null {
  const [first] = unclosed;
  if (!first) return null;
  return `${call(first.callback)} is told ${code(String(first.event))} and never how that ended.`;
}

/** A value in the chains' own words, without its number. */
function named(value: number): string {
  return describeValue(value).replace(/ \(0x\w+\)$/, "");
}
