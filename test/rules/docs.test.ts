/** What the rules say about themselves: executed examples, complete pages, ids in style. */
import { describe, expect, test } from "vitest";
import { findRule, RULES, type Rule, renderPage, renderTable } from "../../server/src/rules/index";
import { HEADINGS } from "../../server/src/rules/page";
import { errorsIn } from "../support/analyse";
import { parseFixture } from "../support/fixture";
import { findingsOf } from "./checkRule";

describe.each(RULES.map((rule): [string, Rule] => [rule.id, rule]))("%s", (id, rule) => {
  const bad = parseFixture(rule.docs.bad).files;
  const good = parseFixture(rule.docs.good).files;

  test("the example has findings", async () => {
    expect(await findingsOf(id, bad)).not.toEqual([]);
  });

  test("what stands instead has none", async () => {
    expect(await findingsOf(id, good)).toEqual([]);
  });

  test("both are good C", async () => {
    for (const text of [...bad.values(), ...good.values()]) expect(await errorsIn(text)).toBe(0);
  });

  test("the page has every heading in order, each with a text", () => {
    const page = renderPage(rule);
    expect([...page.matchAll(/^## (.+)$/gm)].map((m) => m[1])).toEqual(HEADINGS);
    for (const section of page.split(/^## .+$/m).slice(1)) expect(section.trim()).not.toBe("");
    expect(page).toContain(`# ${id}`);
    expect(page).not.toMatch(/^\/\/- /m);
  });

  test("the id is kebab-case and findable", () => {
    expect(id).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(findRule(id)).toBe(rule);
  });
});

test("ids are unique and the table names them all", () => {
  const ids = RULES.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  const table = renderTable(RULES, "docs/rules");
  for (const id of ids) expect(table).toContain(`docs/rules/${id}.md`);
});
