/** The requests of a call hierarchy: each decodes, makes one call, encodes. Must not decide who calls whom. */
import {
  type CallHierarchyIncomingCall,
  type CallHierarchyIncomingCallsParams,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type CallHierarchyOutgoingCallsParams,
  type CallHierarchyPrepareParams,
  SymbolKind,
} from "vscode-languageserver";
import {
  type Call,
  hierarchyAt,
  type Item,
  type ItemKey,
  incomingCalls,
  outgoingCalls,
} from "../features/callHierarchy";
import { toRange } from "./positions";
import { ask, type Serving } from "./serving";
import type { Session } from "./session";
import { toUri } from "./uris";

export async function prepare(
  serving: Serving,
  { textDocument, position }: CallHierarchyPrepareParams,
): Promise<CallHierarchyItem[] | null> {
  const asked = await ask(serving, textDocument.uri, position);
  if (!asked) return null;
  const { session } = asked.placed;
  const items = hierarchyAt(session.context, asked.asked);
  return items.length > 0 ? items.map((item) => encode(item, session)) : null;
}

export function incoming(
  serving: Serving,
  { item }: CallHierarchyIncomingCallsParams,
): CallHierarchyIncomingCall[] | null {
  return calls(serving, item, incomingCalls, (from, fromRanges) => ({ from, fromRanges }));
}

export function outgoing(
  serving: Serving,
  { item }: CallHierarchyOutgoingCallsParams,
): CallHierarchyOutgoingCall[] | null {
  return calls(serving, item, outgoingCalls, (to, fromRanges) => ({ to, fromRanges }));
}

function calls<T>(
  { sessions }: Serving,
  { uri, data }: CallHierarchyItem,
  find: typeof incomingCalls,
  encoded: (item: CallHierarchyItem, ranges: CallHierarchyIncomingCall["fromRanges"]) => T,
): T[] | null {
  const session = sessions.find(uri)?.session;
  const key = decode(data);
  const found = session && key ? find(session.context, key) : null;
  if (!session || !found) return null;
  return found.map(({ item, places }: Call) => encoded(encode(item, session), places.map(toRange)));
}

function encode({ key, name, detail, place, whole }: Item, { root }: Session): CallHierarchyItem {
  return {
    name,
    detail,
    kind: key.kind === "chain" ? SymbolKind.Event : SymbolKind.Function,
    uri: toUri(root, place.file),
    range: toRange(whole),
    selectionRange: toRange(place),
    data: key,
  };
}

/** Items of other servers have other data, or none. */
function decode(data: unknown): ItemKey | null {
  const read = (name: string): unknown =>
    typeof data === "object" && data !== null ? Reflect.get(data, name) : undefined;
  const [kind, id, file, name] = ["kind", "id", "file", "name"].map(read);
  if (kind === "chain" && typeof id === "string") return { kind, id };
  if (kind === "function" && typeof file === "string" && typeof name === "string")
    return { kind, file, name };
  return null;
}
