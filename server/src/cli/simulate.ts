/** `simulate`: scenario files, scenarios on standard input, or a chain of a tree. */
import { readFile } from "node:fs/promises";
import { reason } from "../host/files";
import { readScenario } from "../scenario/readScenario";
import { EXIT, Failure } from "./failure";
import { print, readerGone, tell } from "./output";
import { saveWitnesses } from "./saveWitnesses";
import { simulateFromTree } from "./simulateChain";
import {
  type Outcome,
  rendered,
  type SimulateFormat,
  type SimulateOptions,
  simulateOne,
} from "./simulateOne";
import { linesOf } from "./standardInput";

/** Runs the command; answers the exit status. */
export async function simulate(files: readonly string[], options: SimulateOptions): Promise<number> {
  if (options.chain !== undefined) return simulateFromTree(options.chain, files, options);
  if (files.length === 0)
    throw new Failure("simulate: name scenario files, - for standard input, or --chain ID [PATH]");
  let failed = false;
  for (const [index, file] of files.entries()) {
    const good =
      file === "-"
        ? await simulateLines(options)
        : await simulateFile(file, options, files.length > 1, index > 0);
    failed ||= !good;
  }
  return failed ? EXIT.failed : EXIT.nothing;
}

function answer(text: string, options: SimulateOptions): Outcome {
  const read = readScenario(text);
  return read.ok ? simulateOne(read.scenario, options) : read;
}

async function simulateFile(
  file: string,
  options: SimulateOptions,
  named: boolean,
  further: boolean,
): Promise<boolean> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    tell(`${file}: ${reason(error)}`);
    return null;
  });
  if (text === null) return false;
  const outcome = answer(text, options);
  const title = named ? `${further ? "\n" : ""}${file}:\n` : "";
  await report(outcome, file, options.format ?? "text", { title, options });
  return outcome.ok;
}

/** One scenario per line; a wrong line is answered and told of, and the others still run. */
async function simulateLines(options: SimulateOptions): Promise<boolean> {
  let good = true;
  let number = 0;
  for await (const text of linesOf(process.stdin)) {
    number++;
    if (text.trim() === "") continue;
    const outcome = answer(text, options);
    good &&= outcome.ok;
    const title = `${number > 1 ? "\n" : ""}line ${number}:\n`;
    await report(outcome, `standard input:${number}`, options.format ?? "json", { title, options });
    if (readerGone()) break;
  }
  return good;
}

/** Prints an answer, in JSON always one line; tells each mistake on a line of its own. */
async function report(
  outcome: Outcome,
  where: string,
  format: SimulateFormat,
  { title, options }: { readonly title: string; readonly options: SimulateOptions },
): Promise<void> {
  if (outcome.ok) {
    await saveWitnesses(outcome.simulated, options);
    const text = rendered(outcome.simulated, format, options);
    await print(format === "text" ? `${title}${text}` : text);
    return;
  }
  for (const { path, message } of outcome.mistakes) tell(`${where}: ${path}: ${message}`);
  if (format === "json") await print(`${JSON.stringify({ schema: 1, error: outcome.mistakes })}\n`);
}
