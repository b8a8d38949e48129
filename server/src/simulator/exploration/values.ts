/**
 * The values that an exploration branches over, in the order that a scenario lists them. What has no single value stands
 * for a few that behave in every way a value can behave; which these are is part of the answer. This file must not know
 * programs.
 */
import { parseSpelling, spellValue } from "../../notifier/spelling";
import { NOTIFY_BAD, NOTIFY_DONE, NOTIFY_OK, NOTIFY_STOP } from "../../notifier/values";
import { readValue } from "../choice";
import type { ReturnValue, Taking } from "../types";
import type { Assumed } from "./types";

/** One thing that a callback can do when it is called. */
export interface Effect {
  readonly value: number;
  /** As a scenario would spell it. */
  readonly written: ReturnValue;
  /** Whether the walk ends here. */
  readonly stops: boolean;
  readonly taking: Taking | null;
}

const EINVAL = 22;

/**
 * What `?` stands for: don't care, content, content and stop, veto, a raw errno (which stops and reads as success), and
 * a positive errno (which goes on and reads as failure). Whatever else C could return does to a walk what one of these
 * does, unless the caller or a callback looks for a particular value: those join them.
 */
const ANYTHING: readonly number[] = [NOTIFY_DONE, NOTIFY_OK, NOTIFY_STOP, NOTIFY_BAD, -EINVAL, EINVAL];

/** Reads the spellings of one scenario. */
export interface ValueReader {
  read(spelling: ReturnValue, particular: readonly number[]): readonly Omit<Effect, "stops" | "taking">[];
  assumed(): Assumed[];
}

/** The texts that an unknown spelling can be meant as: `?` and the argument of a conversion replaced by values. */
function meanings(text: string, particular: readonly number[]): string[] {
  const anything = [...new Set([...ANYTHING, ...particular])];
  if (text.includes("?")) return anything.map((value) => text.replaceAll("?", `(${value})`));
  if (/notifier_to_errno\s*\(\s*\.\.\.\s*\)/.test(text))
    return anything.map((value) => text.replaceAll("...", String(value)));
  return [text.replaceAll("...", String(-EINVAL))];
}

/**
 * @param fromErrno the notifier_from_errno() of the kernel at hand.
 * @param tested the values that the caller's claim test names.
 */
export function valueReader(fromErrno: (errno: number) => number, tested: readonly number[]): ValueReader {
  const assumed = new Map<string, Set<string>>();
  const known = new Map<string, readonly { value: number; written: ReturnValue }[]>();
  const readUnknown = (text: string, particular: readonly number[]) => {
    const values = meanings(text, [...tested, ...particular]).flatMap((meant) => {
      const spelled = parseSpelling(meant, fromErrno);
      return spelled.kind === "value" ? [spelled.value] : [];
    });
    const unique = [...new Set(values)];
    const told = assumed.get(text) ?? new Set();
    assumed.set(text, told);
    for (const value of unique) told.add(spellValue(value));
    return unique.map((value) => ({ value, written: spellValue(value) }));
  };
  const readAnew = (spelling: ReturnValue, particular: readonly number[]) => {
    const spelled = readValue(spelling, fromErrno);
    if (spelled.kind === "value") return [{ value: spelled.value, written: spelling }];
    return readUnknown(String(spelling), particular);
  };
  return {
    read(spelling, particular) {
      const key = `${typeof spelling} ${spelling} ${particular.join()}`;
      const found = known.get(key) ?? readAnew(spelling, particular);
      known.set(key, found);
      return found;
    },
    assumed: () => [...assumed].map(([spelling, values]) => ({ spelling, values: [...values] })),
  };
}
