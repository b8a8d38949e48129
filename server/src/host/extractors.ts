/** From texts to facts on the thread that also answers: the same on a disk and in a browser. Must not read files. */
import { editedExtractor } from "../facts/editing";
import { extractFacts } from "../facts/extract";
import type { KernelParser } from "../syntax/tree";
import type { Host } from "../workspace/host";
import { rememberingParser } from "./remember";
import { turn } from "./turn";

/** @param parser makes the parser; called when it is first needed */
export function extractors(
  parser: () => Promise<KernelParser>,
): Required<Pick<Host, "extract" | "extractEdited">> {
  let loading: Promise<KernelParser> | null = null;
  let edited: ReturnType<typeof editedExtractor> | null = null;
  return {
    extract: async (text, wanted) => {
      loading ??= parser();
      // Extracting is synchronous: whoever asks something of this thread is answered between two files.
      await turn();
      return extractFacts(text, (await loading).parse, wanted);
    },
    extractEdited: async (text, wanted) => {
      loading ??= parser();
      await turn();
      edited ??= editedExtractor(rememberingParser(await loading).parse);
      return edited(text, wanted);
    },
  };
}
