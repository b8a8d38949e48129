/** A client of the built language server, over standard streams, as editors are. Waits on messages, never on time. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} = require("vscode-languageserver/node");

const SERVER = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../server/out/server.js");
/** A server that says nothing for so long, in milliseconds, will not. */
const LONGEST = 5 * 60 * 1000;

/**
 * Starts a server over a tree and does not wait for anything but its first answer.
 * @param {string} root
 * @param {string} cacheFolder where it keeps facts; a fresh one for a cold start
 */
export async function connect(root, cacheFolder) {
  const begun = performance.now();
  const child = spawn(process.execPath, [SERVER, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const traces = channel("findings");
  const statuses = channel("status");
  const diagnostics = channel("diagnostics");
  connection.onNotification("textDocument/publishDiagnostics", diagnostics.put);
  connection.onNotification("$/logTrace", ({ message }) => {
    const steps = stepsOf(message);
    if (steps) traces.put(steps);
  });
  connection.onNotification("notifierLens/indexStatus", (status) => {
    if (status.state === "ready") statuses.put(status);
  });
  connection.onNotification("window/logMessage", ({ message, type }) => {
    if (type <= 2) console.error(message);
  });
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  await connection.sendRequest("initialize", initialization(root, cacheFolder));
  await connection.sendNotification("initialized", {});
  return {
    ...{ root, pid: child.pid, begun },
    /** The next times of the way to findings, after a change of an open text. */
    findings: traces.take,
    /** The next state of the model that differs from the one before. */
    nextStatus: statuses.take,
    /** What the server next shows of an open file. */
    nextDiagnostics: diagnostics.take,
    notify: (method, params) => connection.sendNotification(method, params),
    uri: (file) => uriOf(root, file),
    end: async () => {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      connection.dispose();
    },
  };
}

const uriOf = (root, file) => pathToFileURL(path.join(root, file)).href;

function initialization(root, cacheFolder) {
  return {
    processId: process.pid,
    rootUri: pathToFileURL(root).href,
    capabilities: { textDocument: { publishDiagnostics: { relatedInformation: true } } },
    trace: "messages",
    initializationOptions: { wantsIndexStatus: true, clientRunsTraces: true, cacheFolder },
  };
}

/** Starts a server over a tree and waits until it has read it. */
export async function startServer(root, cacheFolder) {
  const server = await connect(root, cacheFolder);
  const status = await server.nextStatus();
  const seconds = (performance.now() - server.begun) / 1000;
  await server.findings();
  return { ...server, status, seconds };
}

/** Opens a file, and waits for its findings. Answers what changes its text. */
export async function openFile(server, file) {
  let version = 1;
  const uri = server.uri(file);
  const text = readFileSync(path.join(server.root, file), "utf8");
  await server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "c", version, text } });
  await server.findings();
  return (contentChange) =>
    server.notify("textDocument/didChange", {
      textDocument: { uri, version: ++version },
      contentChanges: [contentChange],
    });
}

/** The steps that a trace message tells, or null where it tells something else. */
function stepsOf(message) {
  const told = /^findings in ([\d.]+) ms: (.*)$/.exec(message);
  if (!told) return null;
  const steps = told[2].split(", ").map((step) => step.split(" "));
  return { server: Number(told[1]), ...Object.fromEntries(steps.map(([word, ms]) => [word, Number(ms)])) };
}

/** What has been put and not taken yet; `take` waits for it. */
function channel(name) {
  const items = [];
  let wake = () => undefined;
  const next = (resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server sends no ${name}`)), LONGEST);
    // Of a server that has ended nothing is waited for.
    timer.unref();
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  };
  return {
    put: (item) => {
      items.push(item);
      wake();
    },
    take: async () => {
      while (items.length === 0) await new Promise(next);
      return items.shift();
    },
  };
}
