/** Rule ids and levels of a command line, checked. */
import { SEVERITIES } from "../base/finding";
import { isLevel, type Level, RULES } from "../rules";
import { Failure } from "./failure";
import { suggestion } from "./nearest";

/** The rule with an id. @throws Failure, with the nearest ids and all of them, for one that does not exist */
export function ruleNamed(id: string): (typeof RULES)[number] {
  const rule = RULES.find((r) => r.id === id);
  if (rule) return rule;
  const ids = RULES.map((r) => r.id);
  throw new Failure(`unknown rule ${id}${suggestion(id, ids) || ";"} there are ${ids.join(", ")}`);
}

const LEVELS: readonly Level[] = [...SEVERITIES, "off"];

/**
 * Levels by rule, from `RULE=LEVEL`; a later one wins.
 * @throws Failure for what is no such text, no rule or no level
 */
export function levelsOf(written: readonly string[]): Map<string, Level> {
  return new Map(
    written.map((text) => {
      const [id = "", wanted, ...more] = text.split("=");
      const level = isLevel(wanted) ? wanted : undefined;
      if (level === undefined || more.length > 0)
        throw new Failure(`--level ${text}: write RULE=LEVEL with a level of ${LEVELS.join(", ")}`);
      return [ruleNamed(id).id, level];
    }),
  );
}
