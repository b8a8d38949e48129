/**
 * The two streams: what was asked for goes to standard output, everything about the run to standard error. A reader
 * that has seen enough (`| head`) is no error; a full disk is one. This file must not know what it prints.
 */
import { Failure } from "./failure";

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

/** Keeps a closed pipe from ending the process: {@link print} and {@link tell} see the error themselves. */
export function guardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
}

/**
 * Writes to standard output and waits until it is written.
 * @throws Failure where the output cannot be written, but not where its reader has gone
 */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (text === "" || process.stdout.errored) {
      resolve();
      return;
    }
    process.stdout.write(text, (error) => {
      if (!error || codeOf(error) === "EPIPE" || codeOf(error) === "ERR_STREAM_DESTROYED") resolve();
      else reject(new Failure(`cannot write the output: ${error.message}`));
    });
  });
}

/** Whether the reader of standard output has gone. */
export function readerGone(): boolean {
  return process.stdout.errored !== null;
}

/** Writes one line about the run to standard error, under the program's name. */
export function tell(line: string): void {
  process.stderr.write(`notifier-lens: ${line.replace(/[\r\n]+/g, " ")}\n`);
}

/** A JSON document as it is printed. */
export function json(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
