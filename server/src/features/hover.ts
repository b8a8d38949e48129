/** What an editor shows over a word: finds what the word is about and lets one file per subject say it. */
import type { Place } from "../base/place";
import type { FeatureContext, PlaceWriter } from "./context";
import { blockHover, callbackHover, lostCallbackHover, registrationHover } from "./hoverCallback";
import { headHover, walkHover } from "./hoverChain";
import { valueHover } from "./hoverValue";
import { type Asked, type Subject, subjectAt, wordAt } from "./subject";

export interface Hover {
  /** The word. */
  readonly place: Place;
  /** Markdown: the answer in one paragraph or two, a rule, the details. */
  readonly markdown: string;
}

/**
 * The hover at a point.
 * @param at how places are written: as text, or as links in an editor that has them
 * @returns null where the word has nothing to do with notifier chains
 */
export function hoverAt(context: FeatureContext, asked: Asked, at: PlaceWriter): Hover | null {
  const word = wordAt(asked.lineText, asked.point.column);
  const subject = word && subjectAt(context, asked, word);
  if (!subject) return null;
  const { line } = asked.point;
  const place = { line, column: word.column, endLine: line, endColumn: word.endColumn };
  return { place, markdown: markdownOf(subject, at) };
}

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
