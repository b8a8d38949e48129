/**
 * The commands "Run Simulation" and "Show Trace as Text": from a lens for its chain, from the palette for what stands at
 * the cursor.
 */
import { window } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
  CHAINS_AT_REQUEST,
  type ChainsAtParams,
  type SimulationChoice,
  type TraceParams,
} from "../../server/src/protocol/protocol";

/** The command that shows a simulation as a document of text. */
export const SHOW_TRACE = "notifierLens.showTrace";

/**
 * @param given what the lens hands over; nothing where the command comes from the palette
 * @param show what is done with the chain
 */
export async function runSimulation(
  client: BaseLanguageClient,
  given: unknown,
  show: (params: TraceParams) => Promise<void>,
): Promise<void> {
  const params = isTraceParams(given) ? given : await chainAtCursor(client, "Which chain to simulate?");
  if (params) await show(params);
}

/**
 * The chain of what stands at the cursor; undefined where there is none, which the user is told.
 * @param question asked where several chains are meant
 */
export async function chainAtCursor(
  client: BaseLanguageClient,
  question: string,
): Promise<TraceParams | undefined> {
  const editor = window.activeTextEditor;
  const choices = editor
    ? await choicesAt(client, editor.document.uri.toString(), editor.selection.active)
    : [];
  if (choices.length === 0)
    await window.showInformationMessage(
      "Put the cursor on a notifier chain's head, on one of its callbacks or on a call that walks it.",
    );
  if (choices.length < 2) return choices[0]?.params;
  const picked = await window.showQuickPick([...choices], { placeHolder: question });
  return picked?.params;
}

function choicesAt(
  client: BaseLanguageClient,
  uri: string,
  { line, character }: ChainsAtParams["position"],
): Promise<readonly SimulationChoice[]> {
  const params: ChainsAtParams = { uri, position: { line, character } };
  return client.sendRequest<readonly SimulationChoice[]>(CHAINS_AT_REQUEST, params);
}

function isTraceParams(given: unknown): given is TraceParams {
  return typeof given === "object" && given !== null && "uri" in given && "chain" in given;
}
