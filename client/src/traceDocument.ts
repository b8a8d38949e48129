/**
 * Traces as read-only documents: a URI says what is simulated, the server writes the text. Shown beside the code, in a
 * language of its own.
 */
import { type Disposable, EventEmitter, languages, Uri, ViewColumn, window, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { TRACE_REQUEST, type TraceParams, type TraceResult } from "../../server/src/protocol/protocol";

/** Both the scheme of the documents and the id of their language. */
const TRACE = "notifier-trace";

export interface TraceDocuments extends Disposable {
  /** Opens the trace, or brings it up to date where it is open. */
  show(params: TraceParams): Promise<void>;
}

export function traceDocuments(client: BaseLanguageClient): TraceDocuments {
  const changed = new EventEmitter<Uri>();
  const provider = workspace.registerTextDocumentContentProvider(TRACE, {
    onDidChange: changed.event,
    provideTextDocumentContent: async (uri) => {
      const result = await client.sendRequest<TraceResult | null>(TRACE_REQUEST, paramsOf(uri));
      return result?.text ?? "This chain is no longer in the tree.\n";
    },
  });
  return {
    show: async (params) => {
      const uri = uriOf(params);
      const isOpen = workspace.textDocuments.some((d) => d.uri.toString() === uri.toString());
      if (isOpen) changed.fire(uri);
      const document = await workspace.openTextDocument(uri);
      await languages.setTextDocumentLanguage(document, TRACE);
      await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true });
    },
    dispose: () => {
      provider.dispose();
      changed.dispose();
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
