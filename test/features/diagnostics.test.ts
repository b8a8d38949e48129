/** Findings by file, and that a bug in one rule costs only its own. */
import { expect, test } from "vitest";
import { findingsByFile } from "../../server/src/features/diagnostics";
import { analyse, folder } from "../support/analyse";

test("every rule's findings stand under their files; a rule that throws costs only its own", async () => {
  const context = await analyse(await folder("examples/task-handoff"));
  const bugs: string[] = [];
  const onBug = (rule: string): void => void bugs.push(rule);
  const rulesOf = (byFile: ReturnType<typeof findingsByFile>) =>
    [...byFile.values()].flatMap((list) => list.map((f) => f.rule)).sort();

  const all = findingsByFile(context, { onBug });
  expect(bugs).toEqual([]);
  for (const [file, list] of all) for (const finding of list) expect(finding.file).toBe(file);
  const rules = rulesOf(all);
  expect(rules).toContain("raw-errno");
  expect(rules).toContain("phantom-claim");

  // Few rules look at callbacks without a chain, raw-errno among them.
  const broken: typeof context.model = {
    ...context.model,
    get unresolved(): never {
      throw new Error("a bug");
    },
  };
  const rest = findingsByFile({ ...context, model: broken }, { onBug });
  expect(bugs).toContain("raw-errno");
  expect(bugs).not.toContain("phantom-claim");
  expect(rulesOf(rest)).toEqual(rules.filter((rule) => !bugs.includes(rule)));
});
