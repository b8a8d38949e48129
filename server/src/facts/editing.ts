/**
 * The facts of a text that is edited: those of {@link extractFacts}, at the cost of what has changed since the text
 * before. Keeps what was made of the parts that are still there (keeping.ts). Places are anchored (moving.ts): facts of
 * a part that has only moved are the same objects as before.
 */

import { changeOf } from "../base/change";
import type { Point } from "../base/place";
import { allowancesIn } from "./allowances";
import { draftOf, extractFacts, type Wanted } from "./extract";
import { FACTS_VERSION, type FileFacts } from "./facts";
import { createKeeping } from "./keeping";
import { callbackMacroOf } from "./macros";
import { movingParts } from "./moving";
import { occurring, wordsOfVersions } from "./occurring";
import type { Parse } from "./parts";

/** One text that is edited. */
export interface EditedText {
  /** Its facts now; places may be anchored. */
  extract(text: string, wanted: Wanted): FileFacts;
  /** Where an anchored point stands now; null for one that is not of this text, or no longer. */
  standing(point: Point): Point | null;
}

/**
 * Creates the memory of one text.
 * @param number tells the texts that are edited at the same time apart: see {@link movingParts}
 * @param parse makes trees that need not be freed
 */
export function editedText(number: number, parse: Parse): EditedText {
  const words = wordsOfVersions();
  const keeping = createKeeping();
  const moving = movingParts(number, parse);
  let last = "";
  const extract = (text: string, wanted: Wanted): FileFacts => {
    const change = changeOf(last, text);
    last = text;
    const present = words(text, change);
    const parts = moving.cut(text, change);
    keeping.turn();
    // The functions that such a macro makes are no stretch of the text.
    if (parts.some(({ kind, text: written }) => kind === "define" && callbackMacroOf(written) !== null))
      return extractFacts(text, parse, wanted);
    const draft = draftOf(
      text,
      parts,
      parse,
      occurring(wanted, () => present),
      keeping,
    );
    return { version: FACTS_VERSION, ...draft, allowances: allowancesIn(text) };
  };
  return { extract, standing: moving.standing };
}
