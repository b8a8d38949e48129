/**
 * Runs specs/*.md: below each heading prose, and blocks of C with carets. A block marked `c prelude` is put before every
 * block that follows it in the file.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { RULES } from "../../server/src/rules/index";
import { checkRule } from "./checkRule";

const folder = path.join(import.meta.dirname, "specs");

interface Case {
  readonly name: string;
  readonly fixture: string;
}

function casesOf(markdown: string): Case[] {
  const cases: Case[] = [];
  let heading = "";
  let prelude = "";
  for (const [, title, info, code = ""] of markdown.matchAll(/^#+ (.+)$|^```(\S.*)\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else if (info === "c prelude") prelude = code;
    else if (info === "c") cases.push({ name: heading, fixture: prelude + code });
  }
  return cases;
}

test("every rule has a specification and every specification a rule", () => {
  expect(readdirSync(folder).sort()).toEqual(RULES.map((rule) => `${rule.id}.md`).sort());
});

for (const { id } of RULES)
  describe(id, () => {
    const cases = casesOf(readFileSync(path.join(folder, `${id}.md`), "utf8"));
    test.each(cases)("$name", ({ fixture }) => checkRule(id, fixture));
    test("has cases with findings and cases without", () => {
      const annotated = cases.filter((c) => /\^+ \w+\[/.test(c.fixture)).length;
      expect(annotated).toBeGreaterThan(0);
      expect(annotated).toBeLessThan(cases.length);
    });
  });
