/**
 * The language server: one table that wires messages to what answers them, one guard around each. Works for any client
 * of the Language Server Protocol; what only this project's own client understands is sent to it alone.
 */
import {
  type CancellationToken,
  CodeActionKind,
  type CodeLens,
  CodeLensRefreshRequest,
  type Connection,
  DidChangeWatchedFilesNotification,
  type ExecuteCommandParams,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
  type WorkspaceFoldersChangeEvent,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { CHECK_WORKSPACE, CLEAR_WORKSPACE, FIX_CHANGES } from "../protocol/findings";
import { READ_SCENARIO_REQUEST, type ReadScenarioParams, SCENARIO_REQUEST } from "../protocol/panel";
import {
  CHAINS_AT_REQUEST,
  CHAINS_PATH_REQUEST,
  CHAINS_REQUEST,
  CHAINS_TOOLTIP_REQUEST,
  type InitializationOptions,
  TRACE_REQUEST,
} from "../protocol/protocol";
import type { Host } from "../workspace/host";
import { chains, chainsPath, chainsTooltip } from "./chains";
import { changesOf } from "./changes";
import { checkWorkspace, clearWorkspace } from "./checking";
import { type Client, clientOf } from "./client";
import { FIX_ALL } from "./codeActions";
import { encodeDiagnostic } from "./encode";
import { guarded, type Log } from "./guard";
import { hintsRefresher } from "./inlayHints";
import { codeLens, resolveLens } from "./lenses";
import { navigationCapabilities, wireNavigation } from "./navigation";
import { readScenarioText } from "./panel";
import { COMMANDS, chainsAt, codeAction, executeCommand, hover, scenario, trace } from "./requests";
import type { Serving } from "./serving";
import { createSession, type Session } from "./session";
import { createSessions, type Sessions } from "./sessions";
import { type Settings, type SettingsReader, settingsOf } from "./settings";
import { statusTeller } from "./status";
import { toUri } from "./uris";

/** What files are read with, where the server runs. */
export interface Platform {
  /** Makes the host, once the client has said what it hands over. Roots are URIs to it. */
  readonly hostFor: (options: InitializationOptions) => Host;
  /** Whether the host may find something behind a URI; documents of others are left alone. */
  readonly canRead: (uri: string) => boolean;
}

/** Answers a connection until its client ends it. */
export function serve(connection: Connection, { hostFor, canRead }: Platform): void {
  const log: Log = {
    error: (message) => connection.console.error(message),
    info: (message) => connection.console.info(message),
    trace: (message) => connection.tracer.log(message),
  };
  const documents = new TextDocuments(TextDocument);
  connection.onInitialize((params) => {
    const client = clientOf(params);
    const refreshLenses = lensRefresher(connection, client);
    const refreshHints = hintsRefresher(connection, client, () => settings.current);
    const refresh = (): void => {
      refreshLenses();
      refreshHints();
    };
    const settings = settingsOf(connection, client, log, () => {
      sessions.again();
      refresh();
    });
    const host = hostFor(client.options);
    const make = sessionMaker(connection, client, log, host, () => settings.current, refresh);
    const sessions = createSessions(make, canRead);
    wire(
      connection,
      { client, documents, sessions, settings: () => settings.current },
      log,
      settings,
      foldersOf(params),
    );
    return capabilities(client);
  });
  documents.listen(connection);
  connection.listen();
}

/** The wiring table. */
function wire(
  connection: Connection,
  serving: Serving,
  log: Log,
  settings: SettingsReader,
  folders: readonly string[],
): void {
  const { client, documents, sessions } = serving;
  const on = <A extends readonly unknown[], R>(method: string, handler: (...args: A) => R | Promise<R>) =>
    guarded(log, method, handler);
  const told = <A extends readonly unknown[]>(
    method: string,
    handler: (...args: A) => void | Promise<void>,
  ) => {
    const handle = on(method, handler);
    return (...args: A): void => void handle(...args);
  };
  const moved = told("didChangeWorkspaceFolders", ({ added, removed }: WorkspaceFoldersChangeEvent) =>
    sessions.foldersChanged(urisOf(added), urisOf(removed), documents.all()),
  );
  connection.onInitialized(
    told("initialized", async () => {
      // A client that is slow to answer must not keep the tree from being read.
      void settings.start();
      sessions.foldersChanged(folders, [], documents.all());
      await listenToChanges(connection, client, moved);
    }),
  );
  connection.onHover(on("hover", (params) => hover(serving, params)));
  wireNavigation(connection, serving, on);
  connection.onCodeLens(on("codeLens", (params) => codeLens(serving, params)));
  const resolve = on("codeLens/resolve", (lens: CodeLens) => resolveLens(serving, lens));
  connection.onCodeLensResolve(async (lens) => (await resolve(lens)) ?? lens);
  connection.onCodeAction(on("codeAction", (params) => codeAction(serving, params)));
  const execute = (params: ExecuteCommandParams, token: CancellationToken): unknown =>
    executeCommand(serving, params, token);
  connection.onExecuteCommand(on("executeCommand", execute));
  connection.onRequest(
    TRACE_REQUEST,
    on(TRACE_REQUEST, (params: unknown) => trace(serving, params)),
  );
  connection.onRequest(
    SCENARIO_REQUEST,
    on(SCENARIO_REQUEST, (params: unknown) => scenario(serving, params)),
  );
  connection.onRequest(
    READ_SCENARIO_REQUEST,
    on(READ_SCENARIO_REQUEST, (params: ReadScenarioParams) => readScenarioText(params)),
  );
  connection.onRequest(
    CHAINS_AT_REQUEST,
    on(CHAINS_AT_REQUEST, (params) => chainsAt(serving, params)),
  );
  connection.onRequest(
    CHECK_WORKSPACE,
    on(CHECK_WORKSPACE, (_: unknown, token: CancellationToken) => checkWorkspace(serving, token)),
  );
  connection.onRequest(
    CLEAR_WORKSPACE,
    on(CLEAR_WORKSPACE, () => clearWorkspace(serving)),
  );
  connection.onRequest(
    FIX_CHANGES,
    on(FIX_CHANGES, (params: unknown) => changesOf(serving, params)),
  );
  const treeRequests: readonly [string, (params: unknown) => unknown][] = [
    [CHAINS_REQUEST, (params) => chains(serving, params)],
    [CHAINS_TOOLTIP_REQUEST, (params) => chainsTooltip(serving, params)],
    [CHAINS_PATH_REQUEST, (params) => chainsPath(serving, params)],
  ];
  for (const [method, handler] of treeRequests) connection.onRequest(method, on(method, handler));
  connection.onDidChangeWatchedFiles(
    told("didChangeWatchedFiles", ({ changes }) => sessions.refresh(changes.map(({ uri }) => uri))),
  );
  documents.onDidChangeContent(told("didChange", ({ document }) => sessions.changed(document)));
  documents.onDidClose(told("didClose", ({ document }) => close(connection, sessions, document.uri)));
  connection.onShutdown(told("shutdown", () => sessions.dispose()));
}

async function close(connection: Connection, sessions: Sessions, uri: string): Promise<void> {
  // Cleared before anything is awaited: the document may be opened again meanwhile.
  const isShown = sessions.find(uri)?.session.showsAll ?? false;
  const closed = sessions.closed(uri);
  if (!isShown) await connection.sendDiagnostics({ uri, diagnostics: [] });
  await closed;
}

function capabilities(client: Client): InitializeResult {
  const { options, workspaceFolders } = client;
  return {
    serverInfo: { name: "notifier-lens" },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      hoverProvider: true,
      ...navigationCapabilities(client),
      codeLensProvider: { resolveProvider: true },
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL] },
      ...(options.clientRunsTraces ? {} : { executeCommandProvider: { commands: [...COMMANDS] } }),
      ...(workspaceFolders
        ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
        : {}),
    },
  };
}

/** The folders that the client has open; older clients know only one. */
function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  if (workspaceFolders && workspaceFolders.length > 0) return urisOf(workspaceFolders);
  return rootUri ? [rootUri] : [];
}

function sessionMaker(
  connection: Connection,
  client: Client,
  log: Log,
  host: Host,
  settings: () => Settings,
  complete: () => void,
) {
  return ({ root, only }: { root: string; only: string | null }): Session =>
    createSession({
      root,
      only,
      uri: toUri(root, only ?? ""),
      host,
      log,
      settings,
      complete,
      tellStatus: statusTeller(connection, client),
      encode: (finding) => encodeDiagnostic(finding, root, client),
      publish: (file, version, diagnostics) =>
        void connection
          .sendDiagnostics({
            uri: toUri(root, file),
            ...(version === null ? {} : { version }),
            diagnostics: [...diagnostics],
          })
          .catch(() => undefined),
    });
}

/** Has the client ask for its lenses again, where it can. */
function lensRefresher(connection: Connection, { refreshesLenses }: Client): () => void {
  return () => {
    if (refreshesLenses) void connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
  };
}

/** Asks to be told of changes on disk and of folders that come and go, where the client can. */
async function listenToChanges(
  connection: Connection,
  client: Client,
  moved: (event: WorkspaceFoldersChangeEvent) => void,
): Promise<void> {
  if (client.workspaceFolders) connection.workspace.onDidChangeWorkspaceFolders(moved);
  if (client.watchedFilesRegistration)
    await connection.client.register(DidChangeWatchedFilesNotification.type, {
      watchers: [{ globPattern: "**/*.{c,h}" }],
    });
}

function urisOf(folders: readonly { readonly uri: string }[]): string[] {
  return folders.map(({ uri }) => uri);
}
