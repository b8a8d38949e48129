/**
 * Traces as read-only documents: a URI says what is simulated, the server writes the text. Shown beside the code, in a
 * language of its own.
 */
import { type Disposable, EventEmitter, languages, Uri, ViewColumn, window, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
  type IndexStatus,
  TRACE_REQUEST,
  type TraceLink,
  type TraceParams,
  type TraceResult,
} from "../../server/src/protocol/protocol";
import { traceStructure } from "./traceStructure";

/** Both the scheme of the documents and the id of their language. */
const TRACE = "notifier-trace";

export interface TraceDocuments extends Disposable {
  /** Opens the trace, or brings it up to date where it is open. */
  show(params: TraceParams): Promise<void>;
  /** Brings the open traces up to date once a tree has been read: the editor opens them again with itself. */
  update(news: IndexStatus): void;
}

export function traceDocuments(client: BaseLanguageClient): TraceDocuments {
  const changed = new EventEmitter<Uri>();
  const links = new Map<string, readonly TraceLink[]>();
  /** Traces of chains that the server did not know. */
  const missing = new Set<string>();
  const provider = workspace.registerTextDocumentContentProvider(TRACE, {
    onDidChange: changed.event,
    provideTextDocumentContent: async (uri) => {
      const result = await client.sendRequest<TraceResult | null>(TRACE_REQUEST, paramsOf(uri));
      const key = uri.toString();
      links.set(key, result?.links ?? []);
      if (result) missing.delete(key);
      else missing.add(key);
      return result?.text ?? "This chain is not in the tree, as far as the tree has been read.\n";
    },
  });
  const structure = traceStructure(TRACE, ({ uri }) => links.get(uri.toString()) ?? []);
  return {
    show: async (params) => {
      const uri = uriOf(params);
      const isOpen = workspace.textDocuments.some((d) => d.uri.toString() === uri.toString());
      if (isOpen) changed.fire(uri);
      const document = await workspace.openTextDocument(uri);
      if (document.languageId !== TRACE) await languages.setTextDocumentLanguage(document, TRACE);
      await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true });
    },
    update: ({ state }) => {
      if (state === "ready") for (const uri of missing) changed.fire(Uri.parse(uri));
    },
    dispose: () => {
      for (const each of [provider, structure, changed]) each.dispose();
    },
  };
}

/** The tab's name is the last part of the path. */
function uriOf(params: TraceParams): Uri {
  const chain = params.chain.slice(params.chain.lastIndexOf(":") + 1);
  const name = params.callback === undefined ? chain : `${params.callback} on ${chain}`;
  return Uri.from({ scheme: TRACE, path: `/${name}.${TRACE}`, query: JSON.stringify(params) });
}

/** The query is what {@link uriOf} wrote; the server refuses anything else. */
function paramsOf(uri: Uri): unknown {
  try {
    return JSON.parse(uri.query);
  } catch {
    return null;
  }
}
