/**
 * A client of the built language server, over standard streams, as editors are. Waits on messages, never on time; what
 * the server says unasked must be read by the test, or `end` fails. Needs `npm run build`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  type ClientCapabilities,
  type CodeLens,
  createMessageConnection,
  type Diagnostic,
  type Hover,
  type InitializeResult,
  type MessageConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import type { IndexStatus } from "../../server/src/protocol/protocol";

const SERVER = path.join(import.meta.dirname, "../../server/out/server.js");

/** What VS Code's client can, as far as this server asks. */
const CAPABLE: ClientCapabilities = {
  workspace: { workspaceFolders: true, didChangeWatchedFiles: { dynamicRegistration: true } },
  textDocument: {
    hover: { contentFormat: ["markdown", "plaintext"] },
    publishDiagnostics: { relatedInformation: true },
  },
};

export interface TestTree {
  readonly root: string;
  uri(file: string): string;
  write(file: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/** Writes a tree of files into a temporary folder. */
export async function testTree(files: ReadonlyMap<string, string>): Promise<TestTree> {
  const root = await mkdtemp(path.join(os.tmpdir(), "notifier-lens-"));
  const write = async (file: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  };
  for (const [file, text] of files) await write(file, text);
  return {
    root,
    uri: (file) => pathToFileURL(path.join(root, file)).href,
    write,
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

export interface LaunchOptions {
  readonly folders: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: object;
  /** What the client answers when it is asked for its settings, at the moment of asking. */
  readonly settings?: () => unknown;
}

/** One notification or request of the server's that the test has not read yet. */
interface Unread {
  readonly method: string;
  readonly params: unknown;
}

export interface TestClient {
  readonly connection: MessageConnection;
  readonly initialized: InitializeResult;
  open(uri: string, text: string): Promise<void>;
  /** Replaces the text of an open document. */
  change(uri: string, text: string): Promise<void>;
  close(uri: string): Promise<void>;
  /** The next unread diagnostics of a document. */
  diagnostics(uri: string): Promise<readonly Diagnostic[]>;
  /** Reads diagnostics of a document until they are of these rules. */
  rules(uri: string, rules: readonly string[]): Promise<readonly Diagnostic[]>;
  /** Reads diagnostics of a closed document until they have been cleared: without findings, of no version. */
  cleared(uri: string): Promise<void>;
  /** Waits until a folder or file is in a state. */
  status(uri: string, wanted: (status: IndexStatus) => boolean): Promise<IndexStatus>;
  /** The next unread message of a method. */
  next(method: string): Promise<unknown>;
  hover(uri: string, line: number, character: number): Promise<Hover | null>;
  lenses(uri: string): Promise<readonly CodeLens[] | null>;
  /** Shuts the server down. @throws where anything was left unread; answers the exit status. */
  end(): Promise<number | null>;
  /** The exit status, once the server has ended. */
  readonly exit: Promise<number | null>;
  readonly process: ChildProcess;
}

/** Starts the built server and opens folders in it. */
export async function launch(options: LaunchOptions): Promise<TestClient> {
  if (!existsSync(SERVER)) throw new Error(`${SERVER} is missing: npm run build`);
  const server = spawn(process.execPath, [SERVER, "--stdio"], { stdio: ["pipe", "pipe", "pipe"] });
  const exit = new Promise<number | null>((resolve) => server.on("exit", (code) => resolve(code)));
  const complaints: string[] = [];
  server.stderr.setEncoding("utf8").on("data", (text: string) => complaints.push(text));
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const inbox = inboxOf(connection, options.settings);
  connection.listen();
  const initialized = await connection.sendRequest<InitializeResult>("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: options.capabilities ?? CAPABLE,
    workspaceFolders: options.folders.map((uri) => ({ uri, name: path.basename(uri) })),
    initializationOptions: options.initializationOptions ?? {
      cacheFolder: null,
      clientRunsTraces: true,
      wantsIndexStatus: true,
    },
  });
  await connection.sendNotification("initialized", {});
  const versions = new Map<string, number>();
  const version = (uri: string): number => {
    versions.set(uri, (versions.get(uri) ?? 0) + 1);
    return versions.get(uri) ?? 0;
  };
  const published = async (uri: string): Promise<PublishDiagnosticsParams> =>
    diagnosticsOf(await inbox.take((m) => m.method === DIAGNOSTICS && diagnosticsOf(m).uri === uri));
  const diagnostics = async (uri: string): Promise<readonly Diagnostic[]> =>
    (await published(uri)).diagnostics;
  return {
    connection,
    initialized,
    process: server,
    exit,
    open: (uri, text) =>
      connection.sendNotification("textDocument/didOpen", {
        textDocument: { uri, languageId: "c", version: version(uri), text },
      }),
    change: (uri, text) =>
      connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version: version(uri) },
        contentChanges: [{ text }],
      }),
    close: (uri) => connection.sendNotification("textDocument/didClose", { textDocument: { uri } }),
    diagnostics,
    rules: async (uri, rules) => {
      for (;;) {
        const found = await diagnostics(uri);
        if (JSON.stringify(found.map((d) => d.code).sort()) === JSON.stringify([...rules].sort()))
          return found;
      }
    },
    cleared: async (uri) => {
      for (;;) {
        const { version, diagnostics: found } = await published(uri);
        if (version === undefined && found.length === 0) return;
      }
    },
    status: inbox.status,
    next: async (method) => (await inbox.take((m) => m.method === method)).params,
    hover: (uri, line, character) =>
      connection.sendRequest("textDocument/hover", { textDocument: { uri }, position: { line, character } }),
    lenses: (uri) => connection.sendRequest("textDocument/codeLens", { textDocument: { uri } }),
    end: async () => {
      // The answer comes after everything that the server has said before.
      await connection.sendRequest("shutdown");
      const left = inbox.unread();
      await connection.sendNotification("exit");
      const status = await exit;
      connection.dispose();
      const all = [...left.map((m) => JSON.stringify(m)), ...complaints];
      if (all.length > 0) throw new Error(`the test has not read:\n${all.join("\n")}`);
      return status;
    },
  };
}

const DIAGNOSTICS = "textDocument/publishDiagnostics";

function diagnosticsOf({ params }: Unread): PublishDiagnosticsParams {
  return params as PublishDiagnosticsParams;
}

interface Inbox {
  take(wanted: (message: Unread) => boolean): Promise<Unread>;
  unread(): readonly Unread[];
  status: TestClient["status"];
}

/** Keeps what the server says unasked. The status is a state, not an event: the last one of a folder counts. */
function inboxOf(connection: MessageConnection, settings: LaunchOptions["settings"]): Inbox {
  const messages: Unread[] = [];
  const statuses = new Map<string, IndexStatus>();
  const waiting = new Set<() => void>();
  const until = async <T>(find: () => T | undefined): Promise<T> => {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => waiting.add(resolve));
    }
  };
  const arrived = (method: string, params: unknown): void => {
    if (method === "notifierLens/indexStatus") {
      const status = params as IndexStatus;
      statuses.set(status.uri, status);
    } else if (isWorthReading(method, params)) messages.push({ method, params });
    for (const wake of waiting) wake();
    waiting.clear();
  };
  connection.onNotification((method, params) => arrived(method, params));
  connection.onRequest((method, params) => {
    if (method === "workspace/configuration" && settings) return [settings()];
    // Progress and registrations are granted; both are part of starting up.
    if (method !== "client/registerCapability") arrived(method, params);
    return null;
  });
  return {
    take: (wanted) =>
      until(() => {
        const index = messages.findIndex(wanted);
        return index < 0 ? undefined : messages.splice(index, 1)[0];
      }),
    unread: () => messages,
    status: (uri, wanted) =>
      until(() => {
        const status = statuses.get(uri);
        return status && wanted(status) ? status : undefined;
      }),
  };
}

/** Errors and warnings in the log must be expected; the rest of the log, and where progress stands, need not be read. */
function isWorthReading(method: string, params: unknown): boolean {
  if (method === "window/logMessage") return (params as { type: number }).type <= 2;
  return method !== "$/progress";
}
