/** `simulate`: scenario files, scenarios on standard input, or a chain of a tree. */
import { readFile } from "node:fs/promises";
import { reason } from "../host/files";
import { renderTrace } from "../report/trace";
import { readScenario } from "../scenario/readScenario";
import { type Answer, type Mistake, simulate as run, type Scenario } from "../simulator";
import { EXIT, Failure, notSupported } from "./failure";
import type { CommonOptions } from "./options";
import { print, readerGone, tell } from "./output";
import { simulateFromTree } from "./simulateChain";
import { linesOf } from "./standardInput";

interface SimulateOptions extends CommonOptions<"text" | "json"> {
  readonly chain?: string;
  readonly explore?: true;
  readonly compare?: true;
}

/** Runs the command; answers the exit status. */
export async function simulate(files: readonly string[], options: SimulateOptions): Promise<number> {
  if (options.explore) notSupported("--explore; a scenario with one value for each event has one run");
  if (options.compare)
    notSupported("--compare; set policy and handoff.protocol in the scenario, one at a time");
  if (options.chain !== undefined) return simulateFromTree(options.chain, files, options);
  if (files.length === 0)
    throw new Failure("simulate: name scenario files, - for standard input, or --chain ID [PATH]");
  let failed = false;
  for (const [index, file] of files.entries()) {
    const good =
      file === "-"
        ? await simulateLines(options.format ?? "json")
        : await simulateFile(file, options.format ?? "text", files.length > 1, index > 0);
    failed ||= !good;
  }
  return failed ? EXIT.failed : EXIT.nothing;
}

type Outcome =
  | { readonly ok: true; readonly scenario: Scenario; readonly answer: Answer }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

function answer(text: string): Outcome {
  const read = readScenario(text);
  if (!read.ok) return read;
  const simulation = run(read.scenario);
  return simulation.ok ? { ok: true, scenario: read.scenario, answer: simulation.answer } : simulation;
}

async function simulateFile(
  file: string,
  format: string,
  named: boolean,
  further: boolean,
): Promise<boolean> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    tell(`${file}: ${reason(error)}`);
    return null;
  });
  if (text === null) return false;
  const outcome = answer(text);
  const title = named ? `${further ? "\n" : ""}${file}:\n` : "";
  await report(outcome, file, format, title);
  return outcome.ok;
}

/** One scenario per line; a wrong line is answered and told of, and the others still run. */
async function simulateLines(format: string): Promise<boolean> {
  let good = true;
  let number = 0;
  for await (const text of linesOf(process.stdin)) {
    number++;
    if (text.trim() === "") continue;
    const outcome = answer(text);
    good &&= outcome.ok;
    const title = `${number > 1 ? "\n" : ""}line ${number}:\n`;
    await report(outcome, `standard input:${number}`, format, title);
    if (readerGone()) break;
  }
  return good;
}

/** Prints an answer, in JSON always one line; tells each mistake on a line of its own. */
async function report(outcome: Outcome, where: string, format: string, title: string): Promise<void> {
  if (!outcome.ok) for (const { path, message } of outcome.mistakes) tell(`${where}: ${path}: ${message}`);
  if (format === "json") {
    const document = outcome.ok ? outcome.answer : { schema: 1, error: outcome.mistakes };
    await print(`${JSON.stringify(document)}\n`);
  } else if (outcome.ok) await print(`${title}${renderTrace(outcome.scenario, outcome.answer)}`);
}
