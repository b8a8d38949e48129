/**
 * The two streams: what was asked for goes to standard output, everything about the run to standard error. A reader
 * that has seen enough (`| head`) is no error; a full disk is one. This file must not know what it prints.
 */
import { Failure } from "./failure";

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

/** Whether the reader of standard output has closed it. Node keeps no record of it that could be asked. */
let gone = false;

/** Keeps a closed pipe from ending the process: {@link print} sees the error itself, {@link tell} has no use for it. */
export function guardStreams(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
}

/**
 * Writes to standard output and waits until it is written.
 * @throws Failure where the output cannot be written, but not where its reader has gone
 */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (text === "" || gone) {
      resolve();
      return;
    }
    process.stdout.write(text, (error) => {
      gone ||= codeOf(error) === "EPIPE";
      if (!error || gone) resolve();
      else reject(new Failure(`cannot write the output: ${error.message}`));
    });
  });
}

/** Whether the reader of standard output has gone. */
export function readerGone(): boolean {
  return gone;
}

/** Writes one line about the run to standard error, under the program's name; what could garble a terminal left out. */
export function tell(line: string): void {
  process.stderr.write(`notifier-lens: ${line.replace(/\p{Cc}+/gu, " ")}\n`);
}

/** A JSON document as it is printed. */
export function json(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
