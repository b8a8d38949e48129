/** From texts to facts on the thread that also answers: the same on a disk and in a browser. Must not read files. */
import { editedText } from "../facts/editing";
import { extractFacts } from "../facts/extract";
import type { KernelParser } from "../syntax/tree";
import type { Host } from "../workspace/host";
import { rememberingParser } from "./remember";
import { turn } from "./turn";

/** @param parser makes the parser; called when it is first needed */
export function extractors(
  parser: () => Promise<KernelParser>,
): Required<Pick<Host, "extract" | "editedText">> {
  let loading: Promise<KernelParser> | null = null;
  return {
    extract: async (text, wanted) => {
      loading ??= parser();
      // Extracting is synchronous: whoever asks something of this thread is answered between two files.
      await turn();
      return extractFacts(text, (await loading).parse, wanted);
    },
    editedText: async (number) => {
      loading ??= parser();
      const { extract, standing } = editedText(number, rememberingParser(await loading).parse);
      return {
        extract: async (text, wanted) => {
          await turn();
          return extract(text, wanted);
        },
        standing,
      };
    },
  };
}
