/**
 * The facts of texts that are edited: those of {@link extractFacts}, at the cost of what has changed since the text
 * before. Keeps what was made of the parts that are still there (keeping.ts), and puts it where they stand (moving.ts).
 */
import { allowancesIn } from "./allowances";
import { draftOf, extractFacts, type Wanted } from "./extract";
import { FACTS_VERSION, type FileFacts } from "./facts";
import { createKeeping } from "./keeping";
import { callbackMacroOf } from "./macros";
import { movingParts } from "./moving";
import { occurring, wordsOfVersions } from "./occurring";
import { type Parse, partsOf } from "./parts";

/**
 * Creates an extractor with a memory of the latest texts.
 * @param parse makes trees that need not be freed
 */
export function editedExtractor(parse: Parse): (text: string, wanted: Wanted) => FileFacts {
  const words = wordsOfVersions();
  const keeping = createKeeping();
  const moving = movingParts(parse);
  return (text, wanted) => {
    const parts = moving.cut(text);
    // The functions that such a macro makes are no stretch of the text.
    if (parts.some(({ kind, text: written }) => kind === "define" && callbackMacroOf(written) !== null))
      return extractFacts(text, parse, wanted, partsOf, words);
    const draft = draftOf(
      text,
      parts,
      parse,
      occurring(wanted, () => words(text)),
      keeping,
    );
    const { placed } = moving;
    return {
      version: FACTS_VERSION,
      heads: placed(draft.heads),
      structs: placed(draft.structs),
      blocks: placed(draft.blocks),
      assignments: placed(draft.assignments),
      functions: placed(draft.functions),
      summaries: draft.summaries,
      calls: placed(draft.calls),
      constants: draft.constants,
      macros: draft.macros,
      tableEntries: draft.tableEntries,
      stores: placed(draft.stores),
      contexts: placed(draft.contexts),
      sleepers: draft.sleepers,
      allowances: allowancesIn(text),
    };
  };
}
