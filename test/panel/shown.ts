/** The example tree's chains, and scenario files, as the panel is given them. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { type Action, reduce } from "../../client/src/webview/logic/reduce";
import { chainOrigin, fileOrigin, freshState, type PanelState } from "../../client/src/webview/logic/state";
import { compute, type PanelView, viewOf } from "../../client/src/webview/logic/view";
import { findingsByFile } from "../../server/src/features/diagnostics";
import { chainScenario } from "../../server/src/lsp/panel";
import type { ChainScenarioResult } from "../../server/src/protocol/panel";
import { readScenario } from "../../server/src/scenario/readScenario";
import { analyse, folder } from "../support/analyse";

const SCENARIOS = path.join(import.meta.dirname, "../../examples/scenarios");

async function exampleTree(): Promise<ReadonlyMap<string, string>> {
  const root = "examples/task-handoff/";
  const files = [...(await folder("examples/task-handoff"))].map(
    ([file, text]) => [file.replace(root, ""), text] as const,
  );
  return new Map(files.map(([file, text]) => [file.replace(/^.*task-handoff\//, ""), text]));
}

const analysed = exampleTree().then((files) =>
  analyse(new Map([...files].filter(([file]) => !file.startsWith("fixed/")))),
);

/** A chain of files, as the server answers it. */
export async function chainOfFiles(
  files: ReadonlyMap<string, string>,
  chain: string,
  callback?: string,
): Promise<ChainScenarioResult> {
  return answered(await analyse(files), chain, callback);
}

function fail(rule: string, error: unknown): never {
  throw new Error(`${rule}: ${String(error)}`);
}

function answered(
  context: Awaited<ReturnType<typeof analyse>>,
  chain: string,
  callback?: string,
): ChainScenarioResult {
  const findings = [...findingsByFile(context, { onBug: fail }).values()].flat();
  const session = { root: "file:///tree", context, allFindings: () => findings };
  const params = { uri: "file:///tree/x.c", chain, ...(callback === undefined ? {} : { callback }) };
  const result = chainScenario(session, params);
  if (result === null) throw new Error(`no chain ${chain}`);
  return result;
}

/** A chain of the example tree, as the server answers it. */
export async function exampleChain(chain: string, callback?: string): Promise<ChainScenarioResult> {
  return answered(await analysed, chain, callback);
}

/** The 2012 chain of the example tree in a fresh panel. */
export async function handoffState(): Promise<PanelState> {
  return freshState(chainOrigin(await exampleChain("kernel/profile.c:task_free_notifier")));
}

/** A scenario of examples/scenarios in a fresh panel. */
export function fileState(name: string): PanelState {
  const read = readScenario(readFileSync(path.join(SCENARIOS, `${name}.notifier.json`), "utf8"));
  if (!read.ok) throw new Error(`${name}: ${JSON.stringify(read.mistakes)}`);
  return freshState(fileOrigin(name, read.scenario));
}

export const acted = (state: PanelState, ...actions: readonly Action[]): PanelState =>
  actions.reduce(reduce, state);

export const seen = (state: PanelState): PanelView => viewOf(state, compute(state));
