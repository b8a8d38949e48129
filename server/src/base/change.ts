/**
 * What has changed from one text to the next, as one stretch. Must not know what the texts say.
 */

/** The stretch of a text outside of which it is the text before. */
export interface Change {
  readonly start: number;
  readonly end: number;
}

/** So much is compared at once, as long as it is the same. */
const CHUNK = 4096;

/** What has changed from one text to the next. */
export function changeOf(before: string, after: string): Change {
  const most = Math.min(before.length, after.length);
  const start = alike(most, (from, to) => before.slice(from, to) === after.slice(from, to));
  const same = alike(
    most - start,
    (from, to) =>
      before.slice(before.length - to, before.length - from) ===
      after.slice(after.length - to, after.length - from),
  );
  return { start, end: after.length - same };
}

/** How much from 0 is alike; beyond a stretch that is not, nothing is. */
function alike(most: number, isAlike: (from: number, to: number) => boolean): number {
  let at = 0;
  for (let step = CHUNK; step >= 1; step /= 2) while (at + step <= most && isAlike(at, at + step)) at += step;
  return at;
}
