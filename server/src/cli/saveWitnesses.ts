/** `--save-witness`: the shortest run to each outcome that an exploration found, as files that `simulate` replays. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { reason } from "../host/files";
import type { Simulated } from "../report/simulation";
import { Failure } from "./failure";
import { tell } from "./output";
import type { SimulateOptions } from "./simulateOne";

/**
 * Writes `DIR/CHAIN.EVENT.OUTCOME.notifier.json` for every call and outcome; nothing without the option.
 * @throws Failure where a file cannot be written, or where nothing was explored
 */
export async function saveWitnesses({ answer }: Simulated, options: SimulateOptions): Promise<void> {
  const { saveWitness: folder, quiet } = options;
  if (folder === undefined) return;
  if (answer.exploration === undefined)
    throw new Failure("--save-witness: nothing was explored; add --explore");
  const { chain, exploration } = answer;
  const files = new Map<string, string>();
  for (const { event, on, outcomes } of exploration.calls)
    for (const [outcome, found] of Object.entries(outcomes)) {
      const name = [on ?? chain ?? "chain", event, outcome].map((part) => plain(String(part))).join(".");
      let file = `${name}.notifier.json`;
      for (let again = 2; files.has(file); again++) file = `${name}.${again}.notifier.json`;
      files.set(file, `${JSON.stringify(found.witness, null, 2)}\n`);
    }
  try {
    await mkdir(folder, { recursive: true });
    for (const [file, text] of files) await writeFile(path.join(folder, file), text);
  } catch (error) {
    throw new Failure(`--save-witness ${folder}: ${reason(error)}`);
  }
  if (!quiet) tell(`${files.size} witnesses written to ${folder}`);
}

/** A part of a file name, whatever characters the scenario's name has. */
function plain(text: string): string {
  return text.replace(/[^\w-]+/g, "_").slice(0, 80);
}
