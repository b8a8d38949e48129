/**
 * The built server of the browser in a thread that looks like a web worker: no module system, no Node, messages that
 * are cloned. The test is its editor.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Worker } from "node:worker_threads";
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
} from "vscode-languageserver/node";

const BUNDLE = path.join(import.meta.dirname, "../../server/out/browser.js");
const require = createRequire(import.meta.url);

/** Takes away what a web worker does not have, then runs the bundle as a classic script. */
const WORKER = `
const { parentPort, workerData } = require("node:worker_threads");
const vm = require("node:vm");
const self = {
  postMessage: (message) => parentPort.postMessage(message),
  addEventListener: () => undefined,
  set onmessage(listener) { parentPort.on("message", (data) => listener({ data })); },
};
Object.assign(globalThis, { self, WorkerGlobalScope: Object, location: { href: "blob:worker" } });
for (const name of ["process", "Buffer", "require", "module", "setImmediate", "global"]) delete globalThis[name];
vm.runInThisContext(workerData);
`;

class ThreadReader extends AbstractMessageReader {
  constructor(private readonly worker: Worker) {
    super();
  }
  listen(callback: DataCallback): Disposable {
    this.worker.on("message", callback);
    return { dispose: () => void this.worker.off("message", callback) };
  }
}

class ThreadWriter extends AbstractMessageWriter {
  constructor(private readonly worker: Worker) {
    super();
  }
  async write(message: Message): Promise<void> {
    this.worker.postMessage(message);
  }
  end(): void {}
}

export interface BrowserServer {
  readonly connection: MessageConnection;
  /** The first error that nobody caught there. */
  readonly failed: Promise<never>;
  stop(): Promise<unknown>;
}

/** Starts the bundle and listens. It gets its parser; files are for the test to answer. */
export function startInWorker(): BrowserServer {
  const worker = new Worker(WORKER, { eval: true, workerData: readFileSync(BUNDLE, "utf8") });
  const failed = new Promise<never>((_, reject) => worker.on("error", reject));
  failed.catch(() => undefined);
  const connection = createMessageConnection(new ThreadReader(worker), new ThreadWriter(worker));
  connection.onRequest("notifierLens/parser", () => ({
    runtimeWasm: new Uint8Array(readFileSync(require.resolve("web-tree-sitter/web-tree-sitter.wasm"))),
    grammarWasm: new Uint8Array(readFileSync(require.resolve("tree-sitter-c/tree-sitter-c.wasm"))),
  }));
  connection.listen();
  return {
    connection,
    failed,
    stop: async () => {
      connection.dispose();
      await worker.terminate();
    },
  };
}
