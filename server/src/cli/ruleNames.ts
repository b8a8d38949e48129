/** Rule ids of a command line, checked. */
import { RULES } from "../rules";
import { Failure } from "./failure";
import { suggestion } from "./nearest";

/** The rule with an id. @throws Failure, with the nearest ids and all of them, for one that does not exist */
export function ruleNamed(id: string): (typeof RULES)[number] {
  const rule = RULES.find((r) => r.id === id);
  if (rule) return rule;
  const ids = RULES.map((r) => r.id);
  throw new Failure(`unknown rule ${id}${suggestion(id, ids) || ";"} there are ${ids.join(", ")}`);
}
