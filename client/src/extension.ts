/**
 * The extension: starts the language server, shows how far it is, opens traces. Everything that knows about notifier
 * chains is in the server; this file must not look at C.
 */
import path from "node:path";
import { commands, type ExtensionContext, env, type LogOutputChannel, window } from "vscode";
import { LanguageClient, type LanguageClientOptions, TransportKind } from "vscode-languageclient/node";
import { INDEX_STATUS, type IndexStatus, RUN_SIMULATION } from "../../server/src/protocol/protocol";
import { initializationOptions } from "./options";
import { runSimulation } from "./runSimulation";
import { SHOW_LOG, statusItem } from "./statusItem";
import { traceDocuments } from "./traceDocument";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("Notifier Lens", { log: true });
  const started = createClient(context, log);
  client = started;
  const status = statusItem();
  const traces = traceDocuments(started);
  context.subscriptions.push(
    ...[log, status, traces],
    commands.registerCommand(SHOW_LOG, () => log.show()),
    commands.registerCommand(RUN_SIMULATION, (params: unknown) => runSimulation(started, traces, params)),
    started.onNotification(INDEX_STATUS, (news: IndexStatus) => status.update(news)),
  );
  try {
    await started.start();
  } catch (error) {
    log.error(`the language server does not start: ${String(error)}`);
    status.failed("the language server does not start");
  }
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

function createClient(context: ExtensionContext, outputChannel: LogOutputChannel): LanguageClient {
  const module = context.asAbsolutePath(path.join("server", "out", "server.js"));
  const server = { module, transport: TransportKind.ipc };
  const options: LanguageClientOptions = {
    // The editor takes .h files for C++ unless told otherwise.
    documentSelector: [
      { scheme: "file", language: "c" },
      { scheme: "file", language: "cpp", pattern: "**/*.h" },
    ],
    initializationOptions: initializationOptions(env.appRoot),
    outputChannel,
  };
  return new LanguageClient("notifierLens", "Notifier Lens", { run: server, debug: server }, options);
}
