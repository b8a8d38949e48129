/** The words of the rules about contexts. Must not decide anything. */
import type { DoneFact, ReachedFact } from "../facts/facts";
import { called } from "./words";

/** `calls pci_test_init(), which leads to mutex_lock() in pci_set_bar()`. */
export function leadingTo(
  { callee }: Pick<DoneFact, "callee">,
  { call, in: inside }: ReachedFact,
  by: string,
): string {
  const what = /^[A-Z]/.test(call) ? `an allocation with ${call}` : called(call);
  if (inside === by) return callee === call && what === called(call) ? `calls ${what}` : `makes ${what}`;
  return callee === inside
    ? `calls ${called(callee)}, which comes to ${what}`
    : `calls ${called(callee)}, which comes to ${what} in ${called(inside)}`;
}
