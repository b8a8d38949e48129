/** The progress bar: one line of standard error, rewritten; nothing where standard error is no terminal. */
import type { IndexProgress } from "../workspace/types";

interface Progress {
  update(progress: IndexProgress): void;
  /** Wipes the line. */
  end(): void;
}

/** The time between two drawings: a terminal shows no more than this. */
const PAUSE = 50;
const WIDTH = 24;
const WIPE = "\r\u001b[K";

/** Starts a progress bar. */
export function startProgress(quiet: boolean): Progress {
  if (quiet || !process.stderr.isTTY) return { update: () => undefined, end: () => undefined };
  let drawn = 0;
  return {
    update: ({ done, total }) => {
      const now = performance.now();
      if (drawn > 0 && now - drawn < PAUSE && done < total) return;
      drawn = now;
      process.stderr.write(`${WIPE}${bar(done, total)} reading ${done}/${total} files`);
    },
    end: () => {
      if (drawn > 0) process.stderr.write(WIPE);
      drawn = 0;
    },
  };
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? WIDTH : Math.floor((done / total) * WIDTH);
  return `[${"#".repeat(filled)}${".".repeat(WIDTH - filled)}]`;
}
