/** `explain [RULE]`: the page of a rule, or the list of rules. */
import { RULES, renderPage } from "../rules";
import { EXIT } from "./failure";
import type { CommonOptions } from "./options";
import { json, print } from "./output";
import { ruleNamed } from "./ruleNames";

/** Runs the command; answers the exit status. @throws Failure for an unknown rule */
export async function explain(
  id: string | undefined,
  options: CommonOptions<"text" | "json">,
): Promise<number> {
  const rules = id === undefined ? RULES : [ruleNamed(id)];
  if (options.format === "json") {
    const described = rules.map((rule) => ({ id: rule.id, severity: rule.severity, docs: rule.docs }));
    await print(json({ schema: 1, rules: described }));
  } else if (id === undefined) await print(rules.map(listed).join(""));
  else await print(rules.map(renderPage).join("\n"));
  return EXIT.nothing;
}

function listed({ id, severity, docs }: (typeof RULES)[number]): string {
  return `${id} (${severity}): ${docs.summary.trim()}\n`;
}
