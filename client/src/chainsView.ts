/**
 * The view "Notifier Chains": what it says about itself (counts, badge, progress), when it is brought up to date, and
 * its commands. What stands in it comes from the server by way of chainsProvider.
 */
import { commands, type Disposable, type ExtensionContext, env, window } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type {
  ChainsLocation,
  ChainsNode,
  ChainsOrder,
  ChainsView,
  IndexStatus,
} from "../../server/src/protocol/protocol";
import { RUN_SIMULATION } from "../../server/src/protocol/protocol";
import { chainsProvider, openArguments } from "./chainsProvider";
import { counted, countsText, totalsOf } from "./indexTotals";
import { chainAtCursor } from "./runSimulation";

const VIEW = "notifierLens.chains";
const ORDER = "notifierLens.chains.order";

/** Between a change and the next look at it: half a word that is typed changes a chain as well as a whole one. */
const PAUSE_MS = 400;

export interface ChainsViewControl extends Disposable {
  /** What a folder says about itself. */
  update(news: IndexStatus): void;
  /** The server has ended: nothing of what it said counts any more. */
  forget(): void;
}

export function chainsView(context: ExtensionContext, client: BaseLanguageClient): ChainsViewControl {
  const folders = new Map<string, IndexStatus>();
  let shown: ChainsView = { filter: "", order: orderOf(context.workspaceState.get(ORDER)) };
  let chainsShown = 0;
  let revision = "";
  let pause: ReturnType<typeof setTimeout> | undefined;
  const progress = progressIn(VIEW);

  const provider = chainsProvider(
    client,
    () => shown,
    (chains) => {
      chainsShown = chains;
      tell();
    },
  );
  const view = window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });

  /** Says beside the tree what is in it. Without chains the view's welcome speaks. */
  const tell = (): void => {
    const totals = totalsOf([...folders.values()]);
    const { state, chains, errors } = totals;
    const matches = `${chainsShown} of ${counted(chains, "chain")} match “${shown.filter}”`;
    view.message = chainsShown === 0 ? "" : shown.filter === "" ? countsText(totals) : matches;
    view.badge = errors === 0 ? undefined : { value: errors, tooltip: counted(errors, "error") };
    progress.show(state === "indexing");
    void commands.executeCommand("setContext", "notifierLens.state", state);
    void commands.executeCommand("setContext", "notifierLens.hasChains", chains > 0);
  };

  const show = (next: Partial<ChainsView>): void => {
    shown = { ...shown, ...next };
    void context.workspaceState.update(ORDER, shown.order);
    void commands.executeCommand("setContext", "notifierLens.order", shown.order);
    void commands.executeCommand("setContext", "notifierLens.filtered", shown.filter !== "");
    provider.changed();
  };

  const later = (): void => {
    clearTimeout(pause);
    pause = setTimeout(provider.changed, PAUSE_MS);
  };

  const reveal = async (): Promise<void> => {
    const at = await chainAtCursor(client, "Which chain to show?");
    if (!at) return;
    if (shown.filter !== "" && !(await provider.find(at))) show({ filter: "" });
    const node = await provider.find(at);
    if (node) await view.reveal(node, { select: true, focus: true, expand: true });
  };

  const registered = commandsOf({
    filter: async () => {
      const filter = await askForFilter(shown.filter);
      if (filter !== undefined) show({ filter });
    },
    clearFilter: () => show({ filter: "" }),
    sortByName: () => show({ order: "name" }),
    sortByCallbacks: () => show({ order: "callbacks" }),
    sortByFindings: () => show({ order: "findings" }),
    reveal,
    simulate: (node) => commands.executeCommand(RUN_SIMULATION, node?.simulation),
    copyName: (node) => env.clipboard.writeText(node?.copies ?? ""),
    goToRegistration: (node) => node?.registration && open(node.registration),
  });

  show({});
  tell();
  return {
    update: (news) => {
      if (news.state === "closed") folders.delete(news.uri);
      else folders.set(news.uri, news);
      const all = [...folders.values()].map((s) => `${s.uri} ${s.revision} ${s.state === "indexing"}`);
      const next = all.join("\n");
      if (next !== revision) later();
      revision = next;
      tell();
    },
    forget: () => {
      folders.clear();
      revision = "";
      tell();
    },
    dispose: () => {
      clearTimeout(pause);
      progress.show(false);
      for (const one of [view, provider, ...registered]) one.dispose();
    },
  };
}

/** Registers commands below the view's name; those of a menu on a node get the node. */
function commandsOf(
  handlers: Readonly<Record<string, (node: ChainsNode | undefined) => unknown>>,
): Disposable[] {
  return Object.entries(handlers).map(([name, handler]) =>
    commands.registerCommand(`${VIEW}.${name}`, handler),
  );
}

function askForFilter(value: string): Thenable<string | undefined> {
  return window.showInputBox({
    title: "Filter Notifier Chains",
    prompt: "Words of names: of chains, callbacks, events, functions, files. Empty shows all chains.",
    placeHolder: "pm suspend",
    value,
  });
}

async function open(location: ChainsLocation): Promise<void> {
  const [uri, options] = openArguments(location);
  await commands.executeCommand("vscode.open", uri, { ...options, preserveFocus: false });
}

function orderOf(value: unknown): ChainsOrder {
  return value === "callbacks" || value === "findings" ? value : "name";
}

/** The bar that runs along the top of a view while there is something to wait for. */
function progressIn(viewId: string): { show(isRunning: boolean): void } {
  let end: (() => void) | undefined;
  return {
    show: (isRunning) => {
      if (!isRunning) {
        end?.();
        end = undefined;
      } else if (!end)
        void window.withProgress(
          { location: { viewId } },
          () => new Promise<void>((resolve) => (end = resolve)),
        );
    },
  };
}
