/**
 * Comments that speak to this program: a maintainer's word that a finding is known and why it stays. Read from the text
 * itself, because comments are no part of what is parsed. Must not know which rules there are.
 */
import type { Place } from "../base/place";
import { lineIndex } from "../base/text";

/** A comment that allows a rule's finding on its line or the next: `notifier-lens: allow RULE - reason`. */
export interface AllowanceFact {
  readonly rule: string;
  /** "" where none is given. */
  readonly reason: string;
  readonly place: Place;
  /** What goes when the comment is removed: its blanks, or its whole line. */
  readonly removal: Place;
}

/** Every such comment begins with this: other texts are not searched further. */
const MARK = "notifier-lens:";

const ALLOW =
  /\/\*[\s*]*notifier-lens:\s*allow\s+([\w-]+)((?:(?!\*\/)[\s\S])*)\*\/|\/\/[^\S\n]*notifier-lens:[^\S\n]*allow[^\S\n]+([\w-]+)([^\n]*)/g;

/** The comments of a text that allow a rule's finding, in the order of the text. */
export function allowancesIn(text: string): AllowanceFact[] {
  if (!text.includes(MARK)) return [];
  const index = lineIndex(text);
  return [...text.matchAll(ALLOW)].map((match) => {
    const [written, inBlock, blockReason, inLine, lineReason] = match;
    const start = match.index;
    const end = start + written.replace(/\r$/, "").length;
    return {
      rule: inBlock ?? inLine ?? "",
      reason: reasonOf(blockReason ?? lineReason ?? ""),
      place: index.place(start, end),
      removal: index.place(...removalOf(text, start, end)),
    };
  });
}

/** What stands after the dash, on one line. */
function reasonOf(written: string): string {
  return (
    /^\s*[-–—:]+\s*([\s\S]*)$/
      .exec(written)?.[1]
      ?.replace(/[\s*]+/g, " ")
      .trim() ?? ""
  );
}

/** The comment with the blanks before it; its whole line where nothing else stands there. */
function removalOf(text: string, start: number, end: number): [number, number] {
  let from = start;
  while (from > 0 && (text[from - 1] === " " || text[from - 1] === "\t")) from--;
  const after = /[^\S\n]*(?:\n|$)/y;
  after.lastIndex = end;
  const alone = from === 0 || text[from - 1] === "\n";
  const rest = after.exec(text)?.[0];
  return [from, alone && rest !== undefined ? end + rest.length : end];
}
