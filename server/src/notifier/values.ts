/**
 * What a callback's return value means to a walk, as include/linux/notifier.h of Linux 6.1 defines it: C `int`
 * arithmetic, so every number here is a signed 32-bit integer. This file must not know spellings or chains.
 */

/** The event does not concern the callback. Also the result of a walk that calls nobody. */
export const NOTIFY_DONE = 0x0000;
/** The callback is content. The walk goes on. */
export const NOTIFY_OK = 0x0001;
/** Bit 15, the flag that ends a walk. */
export const NOTIFY_STOP_MASK = 0x8000;
/** A veto. notifier_to_errno() reads it as -EPERM. */
export const NOTIFY_BAD = NOTIFY_STOP_MASK | 0x0002;
/** Dealt with: nobody else need be called. */
export const NOTIFY_STOP = NOTIFY_STOP_MASK | NOTIFY_OK;

/** The constants by the name that C sources use. */
export const NOTIFY_VALUES: ReadonlyMap<string, number> = new Map([
  ["NOTIFY_DONE", NOTIFY_DONE],
  ["NOTIFY_OK", NOTIFY_OK],
  ["NOTIFY_STOP_MASK", NOTIFY_STOP_MASK],
  ["NOTIFY_BAD", NOTIFY_BAD],
  ["NOTIFY_STOP", NOTIFY_STOP],
]);

/** Brings an integer into the range of a C `int`, as an assignment in the kernel does (two's complement). */
export function toInt(value: number): number {
  return value | 0;
}

/**
 * Whether a walk ends after a callback that returned `value`. Bit 15 is set in every raw errno from -1 to -4095, so
 * those end it too.
 */
export function endsWalk(value: number): boolean {
  return (value & NOTIFY_STOP_MASK) !== 0;
}

/** notifier_from_errno(): wraps a negative errno (or 0) as a callback's return value. */
export function notifierFromErrno(errno: number): number {
  return errno === 0 ? NOTIFY_OK : NOTIFY_STOP_MASK | (NOTIFY_OK - errno);
}

/**
 * notifier_from_errno() before 2.6.35, which had no case for 0: success ended the walk.
 * Akinobu Mita's change of May 2010 made it what {@link notifierFromErrno} is.
 */
export function notifierFromErrnoBefore2635(errno: number): number {
  return NOTIFY_STOP_MASK | (NOTIFY_OK - errno);
}

/** notifier_to_errno(): the negative errno that a result carries, or 0. */
export function notifierToErrno(result: number): number {
  const bare = result & ~NOTIFY_STOP_MASK;
  return bare > NOTIFY_OK ? NOTIFY_OK - bare : 0;
}
