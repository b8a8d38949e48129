/** What the panel wants of the editor: a place shown, a text copied, a scenario saved or read. Must not know panels. */
import { env, Range, Uri, ViewColumn, window, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
  READ_SCENARIO_REQUEST,
  type ReadScenarioParams,
  type ReadScenarioResult,
  type SourcePlace,
} from "../../server/src/protocol/panel";

const FILTERS = { "Notifier Lens scenario": ["notifier.json", "json"] };

/** Shows a place beside the panel, in the column where sources are if there is one. */
export async function openPlace(place: SourcePlace, own: ViewColumn | undefined): Promise<void> {
  const at = new Range(place.line - 1, place.column - 1, place.line - 1, place.column - 1);
  const beside = window.visibleTextEditors.find(({ viewColumn }) => viewColumn !== own)?.viewColumn;
  const viewColumn = beside ?? (own === ViewColumn.One ? ViewColumn.Beside : ViewColumn.One);
  await window.showTextDocument(Uri.parse(place.uri), { selection: at, viewColumn, preview: true });
}

export async function copyText(text: string): Promise<void> {
  await env.clipboard.writeText(text);
  window.setStatusBarMessage("Copied the simulation as text.", 3000);
}

/** Asks where, and writes. */
export async function saveText(name: string, text: string): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const defaultUri = folder === undefined ? undefined : Uri.joinPath(folder, name);
  const uri = await window.showSaveDialog({ filters: FILTERS, ...(defaultUri ? { defaultUri } : {}) });
  if (uri) await workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

export async function pickScenario(): Promise<Uri | undefined> {
  const picked = await window.showOpenDialog({ canSelectMany: false, filters: FILTERS });
  return picked?.[0];
}

export interface ReadFile {
  readonly name: string;
  readonly read: ReadScenarioResult;
}

/** Reads a scenario file as the editor has it, saved or not. */
export async function readScenarioFile(client: BaseLanguageClient, uri: Uri): Promise<ReadFile> {
  const params: ReadScenarioParams = { text: (await workspace.openTextDocument(uri)).getText() };
  const read = await client.sendRequest<ReadScenarioResult>(READ_SCENARIO_REQUEST, params);
  return { name: uri.path.slice(uri.path.lastIndexOf("/") + 1), read };
}
