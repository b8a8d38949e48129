/**
 * What changed in kernel/notifier.c from version to version, as data. Walks are the same in every version; the check
 * at registration, the functions there are and notifier_from_errno(0) are not. This file must not run anything.
 */
import type { ChainType } from "../notifier/kernelApi";
import { notifierFromErrno, notifierFromErrnoBefore2635 } from "../notifier/values";

/** What registering a block does when the search for its place meets the block itself. */
export type DoubleRegistration =
  /** Nothing: the block is linked in again, whatever that does to the list. */
  | "unchecked"
  /** Warns, the first time since boot only, and links it in all the same. */
  | "warn-once"
  /** Warns, does not link it in, reports success. */
  | "ignore"
  /** Warns, does not link it in, reports -EEXIST. */
  | "refuse";

/** The rules of one kernel version. */
export interface KernelRules {
  readonly version: string;
  readonly doubleRegistration: DoubleRegistration;
  readonly fromErrno: (errno: number) => number;
  /** Whether this kernel has `…_notifier_chain_register_unique_prio()` for a type of chain. */
  hasUniquePriority(type: ChainType): boolean;
  /** Whether this kernel has `…_notifier_call_chain_robust()` for a type of chain. */
  hasRobustCall(type: ChainType): boolean;
}

type Version = readonly number[];

/** The kernel whose rules apply where a scenario names none: nothing here has changed since 5.19. */
export const NEWEST_KERNEL = "6.1";

/** First version of each check, newest first. 5.4 stands for its stable series, which got the check of 5.5. */
const CHECKS: readonly (readonly [since: Version, rule: DoubleRegistration])[] = [
  [[5, 17], "refuse"],
  [[5, 4], "ignore"],
  [[4, 20], "warn-once"],
  [[0], "unchecked"],
];

const UNIQUE_PRIORITY_SINCE: Version = [5, 19];
const ROBUST_SINCE: Version = [5, 10];
/** The version that dropped the atomic robust call, whose two walks RCU cannot keep on the same blocks. */
const ATOMIC_ROBUST_UNTIL: Version = [5, 14];
const FROM_ERRNO_ZERO_IS_OK_SINCE: Version = [2, 6, 35];

function atLeast(version: Version, since: Version): boolean {
  for (const [index, wanted] of since.entries()) {
    const part = version[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}

/** Reads "6.1", "v4.19.88", "5.5-rc1" or "6.1.0-18-amd64" as numbers; null for anything else. */
function parseVersion(text: string): Version | null {
  const match = /^v?(\d{1,5}(?:\.\d{1,5}){1,3})(?:[-+.][\w.+~-]*)?$/.exec(text);
  return match?.[1] === undefined ? null : match[1].split(".").map(Number);
}

/**
 * The rules of a kernel version.
 * @returns null if `version` is not a version: major and minor number at least.
 */
export function kernelRules(version: string = NEWEST_KERNEL): KernelRules | null {
  const parsed = parseVersion(version);
  if (parsed === null) return null;
  const check = CHECKS.find(([since]) => atLeast(parsed, since));
  return {
    version,
    doubleRegistration: check?.[1] ?? "unchecked",
    fromErrno: atLeast(parsed, FROM_ERRNO_ZERO_IS_OK_SINCE) ? notifierFromErrno : notifierFromErrnoBefore2635,
    hasUniquePriority: (type) =>
      (type === "atomic" || type === "blocking") && atLeast(parsed, UNIQUE_PRIORITY_SINCE),
    hasRobustCall: (type) =>
      type !== "srcu" &&
      atLeast(parsed, ROBUST_SINCE) &&
      (type !== "atomic" || !atLeast(parsed, ATOMIC_ROBUST_UNTIL)),
  };
}
