/**
 * How the result of a walk is handed on by the functions it passes: converted, tested, negated, or consumed on the way.
 * Knows single uses only; the way through the tree is callers.ts' work.
 */
import type { Use, UseFact } from "../facts/facts";
import { prints } from "../notifier/naming";

/** What happened to a result on its way out of a function. */
export interface Handed {
  readonly errno: boolean;
  /** A test that was made and whose truth is handed on. */
  readonly test: { readonly use: Use; readonly text: string } | null;
  readonly negated: boolean;
}

/** A result as the walk gives it. */
export const RAW: Handed = { errno: false, test: null, negated: false };

/**
 * Whether a function acts on a result itself: it tests it, and does more in an arm of the branch than write to the log.
 * Then it has consumed the result, even if it goes on to return it;
 * unless it returns the very result there: then its callers decide.
 */
export function consumes(uses: readonly UseFact[]): boolean {
  const acts = (effects: UseFact["whenTrue"]): boolean => effects.some((e) => !prints(e.callee));
  return uses.some(
    (u) => !u.returnedAs && u.use !== "ignored" && (acts(u.whenTrue) || (acts(u.whenFalse) && !passesOn(u))),
  );
}

/** `if (ret & NOTIFY_STOP_MASK) return ret;`: whoever gets the result decides what the stop bit means. */
export function passesOn({ use, arm }: Pick<UseFact, "use" | "arm">): boolean {
  return use === "stop_mask" && arm === "passes";
}

/** A result after a use that returns it. */
export function through(handed: Handed, use: UseFact): Handed {
  const tested = use.returnedAs === "test" ? { use: use.use, text: testText(use) ?? "!= 0" } : null;
  return {
    errno: handed.errno || use.returnedAs === "errno",
    test: handed.test ?? tested,
    negated: handed.negated !== (use.returnedAs === "test" && use.negated),
  };
}

/** A use's comparison as text: `== NOTIFY_OK`. */
export function testText(use: UseFact): string | null {
  return use.test ? `${use.test.operator} ${use.test.value}` : null;
}
