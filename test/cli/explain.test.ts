/** `explain`: a page for every rule. */
import { expect, it } from "vitest";
import { RULES } from "../../server/src/rules";
import { HEADINGS } from "../../server/src/rules/page";
import { cli } from "./support";

it.each(RULES.map((rule) => rule.id))("%s has a page with all headings", async (id) => {
  const run = await cli(["explain", id]);
  expect(run).toMatchObject({ status: 0, stderr: "" });
  expect(run.stdout.startsWith(`# ${id}\n`)).toBe(true);
  for (const heading of HEADINGS) expect(run.stdout).toContain(`\n## ${heading}\n`);
  const json = JSON.parse((await cli(["explain", id, "--format", "json"])).stdout);
  expect(json).toMatchObject({ schema: 1, rules: [{ id }] });
});

it("lists the rules where none is named", async () => {
  const run = await cli(["explain"]);
  expect(
    run.stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ")[0]),
  ).toEqual(RULES.map((rule) => rule.id));
});
