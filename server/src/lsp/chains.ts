/**
 * The requests of the view "Notifier Chains": each decodes, asks the tree of one session, encodes. They are answered
 * from what was last judged, so they wait for nothing. Must not decide what stands in the tree.
 */
import { ErrorCodes, ResponseError } from "vscode-languageserver";
import type { FilePlace } from "../base/finding";
import type { TreeNode } from "../features/chainBranch";
import { type ChainsTree, chainsTree } from "../features/chainsTree";
import type {
  ChainsLevel,
  ChainsLocation,
  ChainsNode,
  ChainsOrder,
  ChainsParams,
  ChainsView,
} from "../protocol/protocol";
import { placeWriter, traceParams } from "./encode";
import type { Judgement } from "./judgement";
import { toRange } from "./positions";
import type { Serving } from "./serving";
import type { Session } from "./session";
import { rootText, toUri } from "./uris";

/** @throws ResponseError where the parameters are not {@link ChainsParams} */
export function chains({ sessions }: Serving, params: unknown): ChainsLevel | null {
  const { parent, ...view } = decode(params);
  const all = sessions.all();
  if (parent === undefined) {
    const [only, ...others] = all;
    if (only && others.length === 0) return levelOf(only, null, view);
    // A file outside the folders is worth a node only if there is something in it.
    const roots = all.filter((s) => s.isFolder || s.judgement.model.chains.length > 0);
    const nodes = roots.map((session) => rootNode(session, view));
    return { nodes, chains: roots.reduce((sum, session) => sum + treeOf(session, view).chains, 0) };
  }
  const session = all.find(({ uri }) => uri === parent.root);
  return session ? levelOf(session, parent.id === "" ? null : parent.id, view) : null;
}

/** @throws ResponseError where the parameters are not {@link ChainsParams} with a parent */
export function chainsTooltip({ client, sessions }: Serving, params: unknown): string | null {
  const { parent, ...view } = decode(params);
  const session = sessions.all().find(({ uri }) => uri === parent?.root);
  if (!session || parent === undefined) return null;
  return treeOf(session, view).tooltip(parent.id, placeWriter(session.root, client));
}

/** @throws ResponseError where the parameters are not those of a chain and a view */
export function chainsPath({ sessions }: Serving, params: unknown): ChainsNode[] | null {
  const [uri, chain, callback] = [textOf(params, "uri"), textOf(params, "chain"), field(params, "callback")];
  const view = decode(params);
  const session = sessions.find(uri)?.session;
  const path = session && treeOf(session, view).path(chain, typeof callback === "string" ? callback : null);
  if (!session || !path) return null;
  const roots = sessions.all().length > 1 ? [rootNode(session, view)] : [];
  return [...roots, ...path.map((node) => encode(node, session))];
}

function levelOf(session: Session, id: string | null, view: ChainsView): ChainsLevel | null {
  const tree = treeOf(session, view);
  const nodes = tree.children(id);
  return nodes && { nodes: nodes.map((node) => encode(node, session)), chains: tree.chains };
}

/** The last tree of each judgement: one level after the other is asked for. */
const TREES = new WeakMap<Judgement, { readonly key: string; readonly tree: ChainsTree }>();

function treeOf({ judgement }: Session, view: ChainsView): ChainsTree {
  const key = `${view.order} ${view.filter}`;
  const known = TREES.get(judgement);
  if (known?.key === key) return known.tree;
  const tree = chainsTree(judgement, view);
  TREES.set(judgement, { key, tree });
  return tree;
}

function rootNode(session: Session, view: ChainsView): ChainsNode {
  const { chains: count } = treeOf(session, view);
  const path = rootText(session.uri);
  return {
    ...{ root: session.uri, id: "", kind: "root", label: path.slice(path.lastIndexOf("/") + 1) },
    ...{ description: `${count}`, severity: null, hasChildren: count > 0, isExpanded: true },
    ...{ location: null, registration: null, simulation: null, copies: path },
  };
}

function encode({ place, registration, simulation, ...node }: TreeNode, { root, uri }: Session): ChainsNode {
  const locationOf = (at: FilePlace | null): ChainsLocation | null =>
    at && { uri: toUri(root, at.file), range: toRange(at) };
  const traced = simulation && traceParams(simulation, toUri(root, place?.file ?? ""));
  return {
    ...{ ...node, root: uri, location: locationOf(place), registration: locationOf(registration) },
    simulation: traced,
  };
}

const ORDERS: readonly ChainsOrder[] = ["name", "callbacks", "findings"];

function decode(params: unknown): ChainsParams {
  const filter = textOf(params, "filter");
  const order = ORDERS.find((one) => one === field(params, "order"));
  if (order === undefined) throw wrong();
  const parent = field(params, "parent");
  if (parent === undefined) return { filter, order };
  return { filter, order, parent: { root: textOf(parent, "root"), id: textOf(parent, "id") } };
}

function field(params: unknown, name: string): unknown {
  return typeof params === "object" && params !== null ? Reflect.get(params, name) : undefined;
}

function textOf(params: unknown, name: string): string {
  const value = field(params, name);
  if (typeof value !== "string") throw wrong();
  return value;
}

function wrong(): ResponseError<void> {
  const wanted =
    "{ filter: string, order: name | callbacks | findings, parent?: { root: string, id: string } }";
  return new ResponseError(ErrorCodes.InvalidParams, `wanted: ${wanted}`);
}
