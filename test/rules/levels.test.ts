/** Which rules run, and as what: levels, rules that are off by default, and a rule that throws. */
import { expect, test } from "vitest";
import type { Rule } from "../../server/src/rules/rule";
import { type Level, runAll } from "../../server/src/rules/run";
import { analyse } from "../support/analyse";

const docs = {
  summary: "",
  reports: "",
  why: "",
  bad: "",
  good: "",
  fixSafety: "",
  whenNotToWorry: "",
  pastFixes: "",
};
const place = { file: "a.c", line: 1, column: 1, endLine: 1, endColumn: 2 };
const found = { ...place, message: "m", chain: null, related: [], witness: null, fix: null };

const RULES: readonly Rule[] = [
  { id: "on", severity: "warning", docs, checkRest: () => [found, { ...found, line: 2, severity: "info" }] },
  { id: "idle", severity: "info", off: "2 of 9 are right.", docs, checkRest: () => [found] },
];

async function checkLevels(expected: string, only?: readonly string[], levels: Record<string, Level> = {}) {
  const options = { levels: new Map(Object.entries(levels)), ...(only ? { only } : {}) };
  const findings = runAll(RULES, await analyse(new Map()), options);
  expect(findings.map((f) => `${f.rule}:${f.line} ${f.severity}`).join(", ")).toBe(expected);
}

test("a finding may be less severe than its rule; what is off by default does not run", () =>
  checkLevels("on:1 warning, on:2 info"));

test("a rule that is off runs where it is named or given a level", async () => {
  await checkLevels("idle:1 info", ["idle"]);
  await checkLevels("idle:1 error, on:1 warning, on:2 info", undefined, { idle: "error" });
});

test("a level is the severity of all findings of a rule, and off silences it, named or not", async () => {
  await checkLevels("on:1 error, on:2 error", undefined, { on: "error" });
  await checkLevels("", undefined, { on: "off" });
  await checkLevels("", ["on"], { on: "off" });
});

test("a rule that throws costs its own findings where somebody is told, else the run", async () => {
  const broken: Rule = {
    ...{ id: "broken", severity: "error", docs },
    checkRest: () => {
      throw new Error("bug");
    },
  };
  const bugs: string[] = [];
  const context = await analyse(new Map());
  const findings = runAll([broken, ...RULES], context, {
    onBug: (rule, error) => bugs.push(`${rule} ${error}`),
  });
  expect(findings).toHaveLength(2);
  expect(bugs).toEqual(["broken Error: bug"]);
  expect(() => runAll([broken], context)).toThrow("bug");
});

test("what was found of a chain or a file is kept while these stay the same objects", async () => {
  const asked: string[] = [];
  const rule: Rule = {
    ...{ id: "curious", severity: "info", docs },
    checkChain: (chain) => {
      asked.push(chain.id);
      return [];
    },
    checkFile: (_, file) => {
      asked.push(file);
      return [];
    },
  };
  const text =
    "static RAW_NOTIFIER_HEAD(h);\nint go(void) { return raw_notifier_call_chain(&h, 1, NULL); }\n";
  const context = await analyse(new Map([["k.c", text]]));
  runAll([rule], context);
  runAll([rule], { ...context });
  expect(asked).toEqual(["k.c:h", "k.c"]);
});

test("the rules of another kernel can be asked for, whatever the tree is", async () => {
  const rule: Rule = {
    ...{ id: "versioned", severity: "info", docs },
    checkChain: (_, kernelVersion) => [{ ...found, message: String(kernelVersion) }],
    checkRest: ({ model }) => [{ ...found, line: 2, message: String(model.kernelVersion) }],
  };
  const text =
    "static RAW_NOTIFIER_HEAD(h);\nint go(void) { return raw_notifier_call_chain(&h, 1, NULL); }\n";
  const context = await analyse(new Map([["k.c", text]]));
  const told = (options: object) => runAll([rule], context, options).map(({ message }) => message);
  expect(told({})).toEqual(["null", "null"]);
  expect(told({ kernelVersion: "4.19" })).toEqual(["4.19", "4.19"]);
  expect(told({})).toEqual(["null", "null"]);
});
