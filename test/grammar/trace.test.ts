/**
 * The grammar of the trace document. A fixture in trace/ is what the command in its first line writes, with carets: the
 * grammar cannot be right about a text that is not written any more. Beyond that, every scenario of the examples is read.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { simulationText } from "../../server/src/report/simulation";
import { readScenario } from "../../server/src/scenario/readScenario";
import { simulate, type Visit } from "../../server/src/simulator";
import { cli, REPOSITORY } from "../cli/support";
import { checkFixtures, fixturesOf, grammars } from "./fixtures";

describe("the trace document", () => checkFixtures("trace"));

describe("what the fixtures say is what is written", () => {
  test.each(fixturesOf("trace"))("$description", async ({ description, text }) => {
    const { stdout, status } = await cli(description.split(" "));
    expect(status).toBe(0);
    expect(stdout).toBe(text);
  });
});

const SCENARIOS = path.join(REPOSITORY, "examples/scenarios");
const SCOPE = ".notifier-trace";

/** The text of each token of a line, with its innermost scope; white space left out. */
async function readerOfLines(): Promise<(text: string) => Map<string, string>[]> {
  const grammar = await grammars().loadGrammar("text.notifier-trace");
  if (!grammar) throw new Error("no grammar");
  return (text) => {
    let stack: Parameters<typeof grammar.tokenizeLine>[1] = null;
    return text.split("\n").map((line) => {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
      stack = ruleStack;
      return new Map(
        tokens.map(({ startIndex, endIndex, scopes }) => [
          line.slice(startIndex, endIndex).trim(),
          (scopes.at(-1) ?? "").replace(SCOPE, ""),
        ]),
      );
    });
  };
}

/** What every run of a callback must show: its name, its event, and its value where that has a name. */
function expectVisit(tokens: Map<string, string> | undefined, { callback, event }: Visit): void {
  expect(tokens?.get(callback)).toBe("entity.name.function");
  if (String(event) !== callback) expect(tokens?.get(String(event))).toBe("variable.parameter.event");
}

describe("every visit of every example is known as one", async () => {
  const read = await readerOfLines();
  test.each(readdirSync(SCENARIOS).filter((name) => name.endsWith(".notifier.json")))("%s", (name) => {
    const document = readScenario(readFileSync(path.join(SCENARIOS, name), "utf8"));
    if (!document.ok) throw new Error(JSON.stringify(document));
    const simulation = simulate(document.scenario);
    if (!simulation.ok) throw new Error(JSON.stringify(simulation.mistakes));
    const { answer } = simulation;
    const text = simulationText({ scenario: document.scenario, answer });
    const [lines, tokens] = [text.split("\n"), read(text)];
    let at = 0;
    for (const visit of answer.steps.flatMap((step) => ("visited" in step ? step.visited : []))) {
      at = lines.findIndex(
        (line, i) => i >= at && line.startsWith(`      ${visit.callback}(${visit.event})`),
      );
      expectVisit(tokens[at], visit);
      at++;
    }
    for (const [i, line] of lines.entries())
      if (/^\[\d+\]/.test(line))
        expect([...(tokens[i]?.values() ?? [])][0]).toBe("punctuation.definition.step");
  });
});
