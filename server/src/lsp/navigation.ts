/**
 * The requests that lead from one place to others: each decodes, makes one call, encodes. Null where the place is
 * nothing of a notifier chain, so that what other servers answer stands alone.
 */
import {
  type Connection,
  type ImplementationParams,
  type Location,
  type ReferenceParams,
  type ServerCapabilities,
  SymbolKind,
  type WorkspaceSymbol,
  type WorkspaceSymbolParams,
} from "vscode-languageserver";
import { implementationsAt } from "../features/implementations";
import { referencesAt } from "../features/references";
import { symbolsNamed } from "../features/workspaceSymbols";
import { incoming, outgoing, prepare } from "./callHierarchy";
import type { Client } from "./client";
import { inlayHints } from "./inlayHints";
import { toNameLocation } from "./positions";
import { ask, type Serving } from "./serving";

/** What of this a client is told of. */
export function navigationCapabilities({ options }: Client): ServerCapabilities {
  return {
    implementationProvider: true,
    referencesProvider: true,
    workspaceSymbolProvider: true,
    inlayHintProvider: true,
    // An editor that takes one provider's answer for a file would lose the other servers' call hierarchy.
    ...(options.hasOtherCallHierarchy ? {} : { callHierarchyProvider: true }),
  };
}

/** Puts the guard around a handler. */
type On = <A extends readonly unknown[], R>(
  method: string,
  handler: (...args: A) => R | Promise<R>,
) => (...args: A) => Promise<R | null>;

export function wireNavigation(connection: Connection, serving: Serving, on: On): void {
  connection.onImplementation(on("implementation", (params) => implementation(serving, params)));
  connection.languages.inlayHint.on(on("inlayHint", (params) => inlayHints(serving, params)));
  connection.onReferences(on("references", (params) => references(serving, params)));
  connection.onWorkspaceSymbol(on("workspaceSymbol", (params) => workspaceSymbols(serving, params)));
  const { callHierarchy } = connection.languages;
  callHierarchy.onPrepare(on("prepareCallHierarchy", (params) => prepare(serving, params)));
  callHierarchy.onIncomingCalls(on("incomingCalls", (params) => incoming(serving, params)));
  callHierarchy.onOutgoingCalls(on("outgoingCalls", (params) => outgoing(serving, params)));
}

async function implementation(
  serving: Serving,
  { textDocument, position }: ImplementationParams,
): Promise<Location[] | null> {
  const asked = await ask(serving, textDocument.uri, position);
  if (!asked) return null;
  const { context, root } = asked.placed.session;
  const places = implementationsAt(context, asked.asked);
  return places?.map((place) => toNameLocation(root, place)) ?? null;
}

async function references(
  serving: Serving,
  { textDocument, position, context: { includeDeclaration } }: ReferenceParams,
): Promise<Location[] | null> {
  const asked = await ask(serving, textDocument.uri, position);
  if (!asked) return null;
  const { context, root } = asked.placed.session;
  const places = referencesAt(context, asked.asked, includeDeclaration);
  return places?.map((place) => toNameLocation(root, place)) ?? null;
}

function workspaceSymbols({ sessions }: Serving, { query }: WorkspaceSymbolParams): WorkspaceSymbol[] {
  return sessions.all().flatMap(({ context, root }) =>
    symbolsNamed(context, query).map(({ kind, name, container, ...place }) => ({
      name,
      kind: kind === "chain" ? SymbolKind.Event : SymbolKind.Function,
      containerName: container,
      location: toNameLocation(root, place),
    })),
  );
}
