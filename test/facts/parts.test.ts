/**
 * Parsing a file in parts must not change a fact. Every fixture of this folder is held to it by checkFacts;
 * here are the example tree, what the rules' specifications are made of, and files put together at random.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractFacts } from "../../server/src/facts/extract";
import { folder, testParser } from "../support/analyse";
import { parseFixture } from "../support/fixture";
import { checkParts, extractions } from "./checkFacts";
import { PIECES } from "./pieces";

const NOTHING = { watch: new Set<string>(), structs: new Set<string>(), macros: new Map(), summaries: [] };
const WANTED = { ...NOTHING, watch: new Set(["unrelated", "walk_it"]), structs: new Set(["struct holder"]) };

describe("the facts of a text parsed in parts are those of the text parsed whole", () => {
  it("in the example tree", async () => {
    const found = await extractions(await folder("examples/task-handoff"));
    expect(found.size).toBeGreaterThan(10);
    for (const { text, wanted } of found.values()) await checkParts(text, wanted);
  });

  const specs = path.join(import.meta.dirname, "../rules/specs");
  it.each(readdirSync(specs))("in the specification %s", async (name) => {
    const markdown = readFileSync(path.join(specs, name), "utf8");
    const blocks = [...markdown.matchAll(/^```c\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks)
      for (const { text, wanted } of (await extractions(parseFixture(block).files)).values())
        await checkParts(text.replace(/^\s*\/\/.*\n/gm, ""), wanted);
  });

  it("in files put together at random", () =>
    fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...PIECES]),
        fc.constantFrom(NOTHING, WANTED),
        async (pieces, wanted) => checkParts(pieces.join("\n"), wanted),
      ),
      { numRuns: 200 },
    ));
});

describe("helpers of a callback are found", () => {
  // Every helper here answers on_event; not found, it would leave the callback's value unknown.
  const HELPER = "static int reset_board(void *data)\n{\n	return -EIO;\n}\n";
  const HEAD = "static int on_event(struct notifier_block *nb, unsigned long event, void *data)";
  const CALLBACK = `${HEAD}\n{\n	return reset_board(data);\n}\n`;

  it.each<[string, string]>([
    [
      "where a comment with a parenthesis stands before a helper",
      `/* Resets the board (slowly). */\n${HELPER}${CALLBACK}`,
    ],
    ["where a macro stands before a helper", `#define BIT(n) (1 << (n))\n${HELPER}${CALLBACK}`],
    ["where the callback has its brace on the line of its head", `${HELPER}${CALLBACK.replace("\n{", " {")}`],
    [
      "where a comment stands between the callback's head and its body",
      `${HELPER}${CALLBACK.replace("\n{", "\n/* odd */\n{")}`,
    ],
    ["in plain kernel style", HELPER + CALLBACK],
  ])("%s", (_, text) => checkParts(text, NOTHING));
});

describe("a helper's name is the whole name, however long its head is", () => {
  const CALLBACK = "static int on_event(struct notifier_block *nb, unsigned long event, void *data)";

  it.each(Array.from({ length: 24 }, (_, i) => 270 + i))("%i characters of parameters", async (length) => {
    const parameters = "void *data".padEnd(length - 1).concat("x");
    const text = `static int reset_board(${parameters})\n{\n	return -EIO;\n}\n${CALLBACK}\n{\n	return reset_board(data);\n}\n`;
    const facts = extractFacts(text, (await testParser()).parse, NOTHING);
    const callback = facts.functions.find((f) => f.name === "on_event");
    expect(callback?.outcomes?.map((o) => o.value)).toEqual([{ kind: "constant", text: "-EIO" }]);
  });
});

describe("what cannot matter", () => {
  it("is not parsed", async () => {
    const { parse } = await testParser();
    const parsed: string[] = [];
    const text = `${PIECES.join("\n")}\nint idle(void)\n{\n	int x = busy();\n\n	return x;\n}\n`;
    const noted: typeof parse = (part) => {
      parsed.push(part);
      return parse(part);
    };
    extractFacts(text, noted, WANTED);
    expect(parsed.join("\n")).not.toContain("busy()");
    expect(parsed.join("\n")).toContain("return ret == NOTIFY_OK;");
  });
});
