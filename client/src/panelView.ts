/**
 * One simulation panel in the extension: hands it what it is to show, once it listens, and does what it asks for. What is
 * shown is decided in the webview. Must not know other panels.
 */
import { type Disposable, Uri, type WebviewPanel } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { type ChainScenarioResult, SCENARIO_REQUEST } from "../../server/src/protocol/panel";
import type { TraceParams } from "../../server/src/protocol/protocol";
import { copyText, openPlace, pickScenario, type ReadFile, readScenarioFile, saveText } from "./panelFiles";
import { panelHtml } from "./panelHtml";
import type { FromPanel, ToPanel } from "./webview/logic/messages";

export interface PanelView extends Disposable {
  readonly panel: WebviewPanel;
  showChain(chain: ChainScenarioResult): void;
  showFile(file: ReadFile): void;
  /**
   * Reads its chain again; what the person changed stays.
   * @param isComplete whether the whole tree has been read, so that a chain that is not there is gone
   */
  refresh(isComplete: boolean): Promise<void>;
}

export function fetchChain(
  client: BaseLanguageClient,
  params: TraceParams,
): Promise<ChainScenarioResult | null> {
  return client.sendRequest<ChainScenarioResult | null>(SCENARIO_REQUEST, params);
}

/**
 * Fills a panel that the editor has made, or kept over a reload.
 * @param extension the extension's folder
 * @param remembered the chain that it shows by itself, because it was kept
 */
export function panelView(
  panel: WebviewPanel,
  extension: Uri,
  client: BaseLanguageClient,
  remembered: TraceParams | null,
): PanelView {
  const out = Uri.joinPath(extension, "client", "out");
  const waiting: ToPanel[] = [];
  let isListening = false;
  let params = remembered;
  let sent = "";

  const tell = (message: ToPanel): void => {
    if (isListening) void panel.webview.postMessage(message);
    else waiting.push(message);
  };
  const listens = (): void => {
    isListening = true;
    for (const message of waiting.splice(0)) tell(message);
  };
  const showFile = ({ name, read }: ReadFile): void => {
    if (read.ok) tell({ type: "scenario", name, scenario: read.scenario });
    else tell({ type: "problem", title: `${name} is not a scenario:`, lines: read.mistakes });
  };
  const refresh = async (isComplete: boolean): Promise<void> => {
    if (params === null || !panel.visible) return;
    const chain = await fetchChain(client, params);
    const text = JSON.stringify(chain);
    if (text === sent || (chain === null && !isComplete)) return;
    sent = text;
    if (chain !== null) tell({ type: "chain", chain, keep: true });
    else tell({ type: "problem", title: "This chain is no longer in the tree.", lines: [] });
  };

  const answer = async (message: FromPanel): Promise<void> => {
    switch (message.type) {
      case "ready":
        listens();
        return sent === "" ? refresh(false) : undefined;
      case "open":
        return openPlace(message.place, panel.viewColumn);
      case "copy":
        return copyText(message.text);
      case "save":
        return saveText(message.name, message.text);
      case "openScenario": {
        const uri = await pickScenario();
        return uri && showFile(await readScenarioFile(client, uri));
      }
    }
  };

  const listeners = [
    // A hidden webview is thrown away and starts anew, from what it remembers.
    panel.onDidChangeViewState(() => {
      if (panel.visible) return;
      isListening = false;
      sent = "";
    }),
    panel.webview.onDidReceiveMessage((message: FromPanel) => {
      answer(message).catch((error: unknown) =>
        tell({ type: "problem", title: "That could not be done.", lines: [String(error)] }),
      );
    }),
  ];
  panel.webview.options = { enableScripts: true, localResourceRoots: [out] };
  panel.webview.html = panelHtml(panel.webview, out);

  return {
    panel,
    showFile,
    showChain: (chain) => {
      params = chain.params;
      sent = JSON.stringify(chain);
      tell({ type: "chain", chain, keep: false });
    },
    refresh,
    dispose: () => {
      for (const listener of listeners) listener.dispose();
    },
  };
}
