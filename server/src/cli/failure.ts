/** Why a run cannot go on, in words for the user. Everything else that is thrown is a defect of this program. */

/** Ends the run with exit status 2. Each line is one sentence without the program's name: what, where, what to do. */
export class Failure extends Error {
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "Failure";
    this.lines = lines;
  }
}

/** What contract.md documents about the exit status. */
export const EXIT = { nothing: 0, findings: 1, failed: 2 } as const;
