/**
 * The simulation panels: one for each chain, one for scenario files, kept over a reload and kept up to date with the
 * tree. Must not know notifier semantics, nor what a panel shows.
 */
import {
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  type Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { TraceParams } from "../../server/src/protocol/protocol";
import { pickScenario, readScenarioFile } from "./panelFiles";
import { fetchChain, type PanelView, panelView } from "./panelView";
import type { Remembered } from "./webview/logic/messages";

/** The view type; the editor knows the panel by it over a reload. */
const VIEW_TYPE = "notifierLens.simulation";

/** How long a text must rest before chains are read again, in milliseconds. */
const REST = 600;

/** What the panel that shows files is known by. */
const FILES = "files";

export interface SimulationPanels extends Disposable {
  /** Shows a chain, in its panel if it has one. */
  showChain(params: TraceParams): Promise<void>;
  /** Shows the scenario of a file; without one, that of the active editor, or asks which. */
  openScenario(uri: Uri | undefined): Promise<void>;
  /** A tree has been read: chains are read again, and what the person changed stays. */
  treeRead(): void;
}

export function simulationPanels(
  context: ExtensionContext,
  log: LogOutputChannel,
  client: BaseLanguageClient,
): SimulationPanels {
  const open = new Map<string, PanelView>();
  let resting: ReturnType<typeof setTimeout> | undefined;
  let isComplete = false;

  const refreshSoon = (): void => {
    clearTimeout(resting);
    resting = setTimeout(() => {
      for (const view of open.values())
        view.refresh(isComplete).catch((error: unknown) => log.error(`panel: ${String(error)}`));
    }, REST);
  };

  const adopt = (key: string, panel: WebviewPanel, remembered: TraceParams | null): PanelView => {
    const view = panelView(panel, context.extensionUri, client, remembered);
    open.set(key, view);
    panel.onDidDispose(() => {
      view.dispose();
      if (open.get(key) === view) open.delete(key);
    });
    return view;
  };

  const viewFor = (key: string, name: string): PanelView => {
    const title = `Simulation: ${name}`;
    const known = open.get(key);
    known?.panel.reveal();
    const view =
      known ??
      adopt(
        key,
        window.createWebviewPanel(VIEW_TYPE, title, ViewColumn.Beside, { enableScripts: true }),
        null,
      );
    view.panel.title = title;
    return view;
  };

  const listeners = [
    window.registerWebviewPanelSerializer(VIEW_TYPE, {
      deserializeWebviewPanel: async (panel, remembered: Remembered | undefined) => {
        const chain = (remembered?.state.home ?? remembered?.state.origin)?.chain ?? null;
        adopt(chain === null ? FILES : keyOf(chain), panel, chain?.params ?? null);
      },
    }),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (open.size > 0 && /\.[ch]$/.test(document.uri.path)) refreshSoon();
    }),
  ];

  return {
    showChain: async (params) => {
      const chain = await fetchChain(client, params);
      if (chain) viewFor(keyOf(chain), chain.title).showChain(chain);
      else await window.showInformationMessage("This chain is not in what has been read of the tree.");
    },
    openScenario: async (given) => {
      const uri = given ?? activeScenario() ?? (await pickScenario());
      if (!uri) return;
      const { name, read } = await readScenarioFile(client, uri);
      if (read.ok) viewFor(FILES, name).showFile({ name, read });
      else await window.showErrorMessage(`${name} is not a scenario. ${read.mistakes.join(" ")}`);
    },
    treeRead: () => {
      isComplete = true;
      refreshSoon();
    },
    dispose: () => {
      clearTimeout(resting);
      for (const listener of listeners) listener.dispose();
      for (const view of open.values()) view.dispose();
    },
  };
}

/** The scenario file that is being edited, if one is. */
function activeScenario(): Uri | undefined {
  const uri = window.activeTextEditor?.document.uri;
  return uri?.path.endsWith(".notifier.json") ? uri : undefined;
}

/** One panel for each chain of each folder. */
function keyOf({
  head,
  params,
}: {
  readonly head: { readonly uri: string };
  readonly params: TraceParams;
}): string {
  return `${head.uri} ${params.chain}`;
}
