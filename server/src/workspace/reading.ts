/**
 * From a file's text to the answer about it: the same on every thread and in every host. Must not know where texts come
 * from.
 */
import { NOTHING_WANTED, type Wanted } from "../facts/extract";
import type { FileFacts } from "../facts/facts";
import type { FileAnswer, FileRequest, Host, Reading, ReadResult } from "./host";
import { mentions } from "./query";

/** Text to facts; may throw, or reject, where the analysis itself fails. */
export type Extract = (text: string, wanted: Wanted) => FileFacts | Promise<FileFacts>;

/** Answers requests from texts. Never rejects. */
export function answerer({ wanted, worth }: Pick<Reading, "wanted" | "worth">, extract: Extract) {
  const isWorth = worth === null ? null : mentions(worth);
  return async (request: FileRequest, read: ReadResult): Promise<FileAnswer> => {
    const answer = { file: request.file, facts: null, problem: null, gone: false };
    if (!read.ok) return { ...answer, problem: read.problem, gone: read.gone === true };
    if (isWorth && !isWorth(read.text)) return answer;
    try {
      return { ...answer, facts: await extract(read.text, wantedOf(wanted, request)) };
    } catch (error) {
      return { ...answer, problem: failureIn(error) };
    }
  };
}

/** Reads files one after another: what every host can do. Rejects with the signal's reason when it is aborted. */
export async function readOneByOne(
  host: Pick<Host, "readFile" | "extract">,
  reading: Reading,
): Promise<void> {
  const answer = answerer(reading, host.extract);
  for (const request of reading.requests) {
    reading.signal?.throwIfAborted();
    reading.onAnswer(await answer(request, await host.readFile(reading.root, request.file)));
  }
}

/** A file over which the analysis itself fails: it must not take away what is known of the others. */
function failureIn(error: unknown): string {
  // Code nested thousands deep exhausts the stack: that is the text's fault.
  if (error instanceof RangeError) return "not analysed: nested too deeply";
  return `not analysed: ${error instanceof Error ? error.message : String(error)}`;
}

function wantedOf(wanted: Wanted, { watch, more }: FileRequest): Wanted {
  if (more)
    return { ...NOTHING_WANTED, structs: new Set(more.structs), summaries: more.summaries, isMore: true };
  return watch.length === 0 ? wanted : { ...wanted, watch: new Set([...wanted.watch, ...watch]) };
}
