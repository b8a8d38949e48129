/**
 * The extension in an editor that runs in a browser: the language server runs in a web worker, and reads files through
 * the editor.
 */
import { type ExtensionContext, type LogOutputChannel, Uri, window, workspace } from "vscode";
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type LanguageClientOptions,
  type MessageTransports,
} from "vscode-languageclient/browser";
import { type InitializationOptions, RUN_SIMULATION } from "../../server/src/protocol/protocol";
import { answerFor } from "./editorFiles";
import { showsCallsElsewhere } from "./otherServers";
import { start } from "./start";

let client: LanguageClient | undefined;
let worker: Worker | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("Notifier Lens", { log: true });
  // Not the worker itself: the editor's own kind of worker is none that the client knows.
  const startWorker = async (): Promise<MessageTransports> => {
    // The one before has ended its work, and does not end itself.
    worker?.terminate();
    worker = await workerOf(Uri.joinPath(context.extensionUri, "server/out/browser.js"));
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  client = new LanguageClient("notifierLens", "Notifier Lens", startWorker, optionsWith(log));
  answerFor(client, context.extensionUri);
  await start(context, log, client);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
  worker?.terminate();
}

function optionsWith(outputChannel: LogOutputChannel): LanguageClientOptions {
  const initializationOptions: InitializationOptions = {
    clientRunsTraces: true,
    wantsIndexStatus: true,
    hasOtherCallHierarchy: showsCallsElsewhere(),
  };
  return {
    // Of whatever scheme the editor reads; it takes .h files for C++ unless told otherwise.
    documentSelector: [{ language: "c" }, { language: "cpp", pattern: "**/*.h" }],
    initializationOptions,
    // Links of hovers may run these, and nothing else.
    markdown: { isTrusted: { enabledCommands: [RUN_SIMULATION] } },
    outputChannel,
  };
}

/** From the text, not from its address: editors refuse workers from an extension that lies on another machine. */
async function workerOf(script: Uri): Promise<Worker> {
  const bytes = new Uint8Array(await workspace.fs.readFile(script));
  const address = URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));
  return new Worker(address, { name: "Notifier Lens" });
}
