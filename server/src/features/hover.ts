/** What an editor shows over a word: finds what the word is about and lets one file per subject say it. */
import type { Finding } from "../base/finding";
import type { Place } from "../base/place";
import type { FeatureContext, PlaceWriter } from "./context";
import { blockHover, callbackHover, lostCallbackHover, registrationHover } from "./hoverCallback";
import { headHover, walkHover } from "./hoverChain";
import { chainsOfEvent, eventHover } from "./hoverEvent";
import { valueHover } from "./hoverValue";
import { code, RULE } from "./markdown";
import type { Simulation } from "./simulations";
import { type Asked, type Subject, subjectAt, wordAt } from "./subject";
import { verdictText } from "./verdict";

export interface Hover {
  /** The word. */
  readonly place: Place;
  /** Markdown: the answer in one paragraph or two, a rule, the details. */
  readonly markdown: string;
  /** What can be simulated of it. */
  readonly simulations: readonly Simulation[];
}

/**
 * The hover at a point.
 * @param at how places are written: as text, or as links in an editor that has them
 * @returns null where the word has nothing to do with notifier chains
 */
export function hoverAt(context: FeatureContext, asked: Asked, at: PlaceWriter): Hover | null {
  const word = wordAt(asked.lineText, asked.point.column);
  if (!word) return null;
  const { line } = asked.point;
  const place = { line, column: word.column, endLine: line, endColumn: word.endColumn };
  const subject = subjectAt(context, asked, word);
  if (subject) return { place, markdown: markdownOf(subject, at), simulations: simulationsOf(subject) };
  const chains = chainsOfEvent(context, asked, word);
  return chains.length === 0 ? null : { place, markdown: eventHover(word.text, chains, at), simulations: [] };
}

/** What can be simulated of a subject, each once. */
function simulationsOf(subject: Subject): Simulation[] {
  if (subject.kind === "head" || subject.kind === "walk")
    return [{ chain: subject.chain.id, callback: null }];
  if (subject.kind !== "callback") return [];
  const each = subject.on.map(
    ({ chain, callback }) => [chain.id, { chain: chain.id, callback: callback.function }] as const,
  );
  return [...new Map(each).values()];
}

/**
 * The hover with what the simulator says of it, and with the findings on it, before the details.
 * @param findings of the file
 * @param run writes a link that runs a simulation; "" where the editor has none
 */
export function judgedHover(
  context: FeatureContext,
  hover: Hover,
  findings: readonly Finding[],
  run: (simulation: Simulation) => string,
): string {
  const { chains } = context.model;
  const lines = hover.simulations.slice(0, MOST_SIMULATED).map((simulation) => {
    const chain = chains.find((c) => c.id === simulation.chain);
    const verdict = chain ? verdictText(context, chain, simulation.callback) : "";
    return [verdict, run(simulation)].filter((text) => text !== "").join(" ");
  });
  const here = findings.filter((f) => f.line <= hover.place.line && hover.place.line <= f.endLine);
  const rules = [...new Set(here.map(({ rule }) => code(rule)))];
  const [short = "", ...details] = hover.markdown.split(RULE);
  const found = rules.length === 0 ? "" : `**Findings here:** ${rules.join(", ")}.`;
  const shown = [short, ...lines, found].filter((text) => text !== "").join("\n\n");
  return [shown, ...details].join(RULE);
}

/** Each is a run of a whole chain. */
const MOST_SIMULATED = 2;

function markdownOf(subject: Subject, at: PlaceWriter): string {
  switch (subject.kind) {
    case "callback":
      return callbackHover(subject.on, at);
    case "lost callback":
      return lostCallbackHover(subject.callback);
    case "block":
      return blockHover(subject.on, at);
    case "head":
      return headHover(subject.chain, at);
    case "walk":
      return walkHover(subject, at);
    case "registration":
      return registrationHover(subject.on, subject.undo, at);
    case "value":
      return valueHover(subject.word, subject.returning, at);
  }
}
