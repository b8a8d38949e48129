/** The extension in an editor on Node: the language server runs in a process of its own. */
import path from "node:path";
import { type ExtensionContext, env, type LogOutputChannel, window } from "vscode";
import { LanguageClient, type LanguageClientOptions, TransportKind } from "vscode-languageclient/node";
import { RUN_SIMULATION } from "../../server/src/protocol/protocol";
import { initializationOptions } from "./options";
import { start } from "./start";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("Notifier Lens", { log: true });
  client = createClient(context, log);
  await start(context, log, client);
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
    // Links of hovers may run these, and nothing else.
    markdown: { isTrusted: { enabledCommands: [RUN_SIMULATION] } },
    outputChannel,
  };
  return new LanguageClient("notifierLens", "Notifier Lens", { run: server, debug: server }, options);
}
