/**
 * The nodes of the view "Notifier Chains", asked for level by level as they are unfolded. Must not know commands, nor
 * when there is something new.
 */
import {
  EventEmitter,
  MarkdownString,
  Range,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
} from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
  CHAINS_PATH_REQUEST,
  CHAINS_REQUEST,
  CHAINS_TOOLTIP_REQUEST,
  type ChainsLevel,
  type ChainsLocation,
  type ChainsNode,
  type ChainsParams,
  type ChainsPathParams,
  type ChainsView,
  type TraceParams,
} from "../../server/src/protocol/protocol";
import { contextOf, iconOf, keyOf } from "./chainsItems";

export interface ChainsProvider extends TreeDataProvider<ChainsNode> {
  /** Everything is asked for again; what is unfolded stays so. */
  changed(): void;
  /** The node of a chain, or of a callback on it, with its parents known; undefined where it is not shown. */
  find(params: TraceParams): Promise<ChainsNode | undefined>;
  dispose(): void;
}

/**
 * @param view how the tree is shown at the moment
 * @param topRead told whenever the top level has been read: how many chains are shown
 */
export function chainsProvider(
  client: BaseLanguageClient,
  view: () => ChainsView,
  topRead: (chains: number) => void,
): ChainsProvider {
  const emitter = new EventEmitter<undefined>();
  const parents = new Map<string, ChainsNode | undefined>();
  const levelOf = async (parent: ChainsNode | undefined): Promise<readonly ChainsNode[]> => {
    if (!client.isRunning()) return [];
    const at = parent && { parent: { root: parent.root, id: parent.id } };
    const params: ChainsParams = { ...view(), ...at };
    const level = await client.sendRequest<ChainsLevel | null>(CHAINS_REQUEST, params);
    const nodes = level?.nodes ?? [];
    for (const node of nodes) parents.set(keyOf(node), parent);
    if (!parent) topRead(level?.chains ?? 0);
    return nodes;
  };
  return {
    onDidChangeTreeData: emitter.event,
    changed: () => {
      parents.clear();
      emitter.fire(undefined);
    },
    getChildren: async (parent) => [...(await levelOf(parent))],
    getParent: (node) => parents.get(keyOf(node)),
    getTreeItem: itemOf,
    resolveTreeItem: async (item, { root, id }) => {
      const params: ChainsParams = { ...view(), parent: { root, id } };
      const text = await client.sendRequest<string | null>(CHAINS_TOOLTIP_REQUEST, params);
      // Without a tooltip the editor repeats the label.
      if (text) item.tooltip = new MarkdownString(text);
      return item;
    },
    find: async (params) => {
      const asked: ChainsPathParams = { ...view(), ...params };
      const path = await client.sendRequest<readonly ChainsNode[] | null>(CHAINS_PATH_REQUEST, asked);
      path?.forEach((node, index) => {
        parents.set(keyOf(node), path[index - 1]);
      });
      return path?.at(-1);
    },
    dispose: () => emitter.dispose(),
  };
}

function itemOf(node: ChainsNode): TreeItem {
  const { Collapsed, Expanded, None } = TreeItemCollapsibleState;
  const state = node.hasChildren ? (node.isExpanded ? Expanded : Collapsed) : None;
  const item = new TreeItem(node.label, state);
  const icon = iconOf(node);
  item.id = keyOf(node);
  item.description = node.description;
  item.contextValue = contextOf(node);
  if (icon)
    item.iconPath = new ThemeIcon(icon.id, icon.color === null ? undefined : new ThemeColor(icon.color));
  if (node.location)
    item.command = { command: "vscode.open", title: "Open", arguments: openArguments(node.location) };
  return item;
}

/** What the command vscode.open takes. The focus stays in the tree: the next node may be wanted. */
export function openArguments({ uri, range: { start, end } }: ChainsLocation): [Uri, object] {
  const selection = new Range(start.line, start.character, end.line, end.character);
  return [Uri.parse(uri), { selection, preserveFocus: true, preview: true }];
}
