/**
 * Many small requests for the same work as few large ones: a branch switch tells of thousands of files in many
 * messages, and the tree is to be read and linked once. Must not know what the work is.
 */
import { turn } from "../host/turn";

/**
 * Hands on what it is given, all of it that has come since the last run began in one run, never two runs at a time.
 * @param run must not reject
 * @returns takes things in; resolves when they have been through a run
 */
export function gathered<T>(
  run: (things: readonly T[]) => Promise<void>,
): (things: readonly T[]) => Promise<void> {
  const waiting = new Set<T>();
  let running: Promise<void> | null = null;
  const drain = async (): Promise<void> => {
    while (waiting.size > 0) {
      // Messages that have already arrived are read first.
      await turn();
      const things = [...waiting];
      waiting.clear();
      await run(things);
    }
    running = null;
  };
  return (things) => {
    for (const thing of things) waiting.add(thing);
    running ??= drain();
    return running;
  };
}
