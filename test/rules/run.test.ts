/** Running rules: order, choice, and that the answer does not depend on the order in which files were read. */
import { expect, test } from "vitest";
import { RULES, runRules } from "../../server/src/rules/index";
import { analyse, folder } from "../support/analyse";

test("findings carry their rule's id and are sorted by file, line, column and rule", async () => {
  const findings = runRules(await analyse(await folder("examples/task-handoff")));
  const key = (f: (typeof findings)[number]): string =>
    [f.file, ...[f.line, f.column].map((n) => String(n).padStart(6, "0")), f.rule].join(" ");
  expect(findings.map(key)).toEqual(findings.map(key).sort());
  for (const { rule } of findings) expect(RULES.map((r) => r.id)).toContain(rule);
});

test.each(RULES.map((rule) => rule.id))("only %s", async (id) => {
  const context = await analyse(await folder("examples/task-handoff"));
  const all = runRules(context);
  expect(runRules(context, { only: [id] })).toEqual(all.filter((f) => f.rule === id));
});

test("the order of the files does not matter, and findings are plain data", async () => {
  const files = await folder("examples/task-handoff");
  const backwards = new Map([...files].reverse());
  const findings = runRules(await analyse(files));
  expect(runRules(await analyse(backwards))).toEqual(findings);
  expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
});

test("no rule chosen, no finding; no file, no finding", async () => {
  expect(runRules(await analyse(await folder("examples/task-handoff")), { only: [] })).toEqual([]);
  expect(runRules(await analyse(new Map()))).toEqual([]);
});
