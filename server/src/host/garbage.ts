/**
 * Gives memory back after much work: V8 collects garbage when it needs room, and a server that has nothing to do needs
 * none for hours. Must not be called where somebody waits.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Host } from "../workspace/host";

/** Collects garbage once, all of it: a tenth of a second for the facts of a kernel. */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}

/**
 * V8 keeps the room for new objects, 32 MB, while many of them were made in the last five seconds, and gives pages back
 * only when it has shrunk it. After so many milliseconds it does.
 */
const QUIET = 6_000;

/** The second time, after half of that, what the first one found goes back to the system. */
const TIMES = 2;

/** A host that collects garbage when nothing has been read or typed for a while after a tree was. */
export function givingBack(host: Host, collect = collectGarbage, quiet = QUIET): Host {
  let timer: NodeJS.Timeout | null = null;
  let times = 0;
  const afterWork = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = times === 0 ? null : setTimeout(collectOnce, times === TIMES ? quiet : quiet / 2).unref();
  };
  const collectOnce = (): void => {
    times--;
    collect();
    afterWork();
  };
  const afterMuchWork = (): void => {
    times = TIMES;
    afterWork();
  };
  const { extractFiles, editedText, recall, remember } = host;
  return {
    ...host,
    ...(extractFiles && { extractFiles: (reading) => extractFiles(reading).finally(afterMuchWork) }),
    ...(recall && { recall: (root) => recall(root).finally(afterMuchWork) }),
    ...(remember && {
      remember: (...all) => {
        remember(...all);
        afterMuchWork();
      },
    }),
    ...(editedText && {
      editedText: async (number) => {
        const { extract, ...edited } = await editedText(number);
        return { ...edited, extract: (...all) => extract(...all).finally(afterWork) };
      },
    }),
  };
}
