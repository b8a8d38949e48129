/** The options of the conformance suite, for the two commands that run it. */
import { PROGRAMS } from "./conformance.mjs";

/** For node:util's parseArgs. */
export const OPTIONS = { seed: { type: "string" }, programs: { type: "string" } };

/**
 * @returns {{ seed: number, programs: number }} a seed of the day's own where none is given
 * @throws {Error} for what is no number
 */
export function conformanceOptions({ seed, programs }) {
  const number = (name, text, most) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw new Error(`--${name} ${text}: an integer from 1 to ${most} is expected`);
    return value;
  };
  return {
    seed: number("seed", seed ?? 1 + Math.floor(Math.random() * 0xfffffffe), 0xffffffff),
    programs: number("programs", programs ?? PROGRAMS, 100_000_000),
  };
}
