/** The scenarios under examples/scenarios: each does what its row in the README there promises. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderTrace } from "../../server/src/report/trace";
import { readScenario } from "../../server/src/scenario/readScenario";
import { simulate } from "../../server/src/simulator";

const FOLDER = "examples/scenarios";
const SUFFIX = ".notifier.json";

const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);

/** The rows of the README's tables: the file, and what its trace must say. */
const ROWS = readFileSync(`${FOLDER}/README.md`, "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => {
    const [, file = "", , outcome = ""] = line.split(/(?<!\\)\|/);
    return { file: quoted(file)[0] ?? "", promises: quoted(outcome) };
  });

const oneLine = (text: string): string => text.replace(/\s+/g, " ");

function checkPromises(file: string, promises: readonly string[]): void {
  const read = readScenario(readFileSync(`${FOLDER}/${file}${SUFFIX}`, "utf8"));
  if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
  const simulation = simulate(read.scenario);
  if (!simulation.ok) throw new Error(JSON.stringify(simulation.mistakes));
  const trace = oneLine(renderTrace(read.scenario, simulation.answer));
  expect(promises).not.toEqual([]);
  for (const promise of promises) expect(trace).toContain(oneLine(promise));
}

describe("the scenarios of the README", () => {
  it.each(ROWS)("$file: $promises", ({ file, promises }) => {
    checkPromises(file, promises);
  });

  it("are all the scenarios that there are, each once", () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith(SUFFIX));
    const listed = ROWS.map(({ file }) => `${file}${SUFFIX}`);
    expect(listed.sort()).toEqual(files.sort());
  });
});
