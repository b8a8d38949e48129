/**
 * What a keystroke costs: the built language server over a whole Linux 6.1, its largest file full of walks open, and
 * somebody who types. From each `didChange` to the findings of that text, as the client sees it, and the steps in
 * between as the server's trace tells them. `--keys N` types N keys at each spot, `--json` prints the figures as data.
 * Needs `npm run build`; the tree is found as `npm run test:kernel` finds it.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { findKernelTree } from "../scripts/kernel/tree.mjs";

const require = createRequire(import.meta.url);
const { createMessageConnection, StreamMessageReader, StreamMessageWriter } = require("vscode-jsonrpc/node");

const SERVER = path.join(path.dirname(fileURLToPath(import.meta.url)), "../server/out/server.js");
const FILE = "net/core/dev.c";

/** A callback with a finding, laid below the file's text: what is typed above moves it, what is typed in it changes it. */
const CALLBACK = `
static int bench_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	if (event == NETDEV_PRE_UP)
		return -EBUSY;
	/* here */
	return NOTIFY_DONE;
}

static struct notifier_block bench_nb = { .notifier_call = bench_event };

static int __init bench_init(void)
{
	return register_netdevice_notifier(&bench_nb);
}
`;

/** Where is typed: after the text `at`; \`text\` is typed over and over. */
const SPOTS = [
  {
    name: "a comment",
    at: "DECLARE_RWSEM(devnet_rename_sem);",
    text: "\n/* to be put in order by and by */",
  },
  {
    name: "a function without notifiers",
    at: "void dev_add_pack(struct packet_type *pt)\n{",
    text: "\n\tint more = 1;",
  },
  {
    name: "a function that walks",
    at: "int register_netdevice_notifier(struct notifier_block *nb)\n{",
    text: "\n\tif (!nb)\n\t\treturn 0;",
  },
  { name: "a callback", at: "/* here */", text: "\n\tif (event == NETDEV_UP)\n\t\treturn -EINVAL;" },
  {
    name: "a new walk",
    at: "void dev_close(struct net_device *dev)\n{",
    text: "\n\tcall_netdevice_notifiers(NETDEV_UP, dev);",
  },
  { name: "line breaks at the top", at: "", text: "\n" },
];

const { values: options } = parseArgs({
  options: { keys: { type: "string", default: "100" }, json: { type: "boolean", default: false } },
});
const keys = Number(options.keys);
const server = await startServer(findKernelTree());
const figures = [];
for (const spot of SPOTS) figures.push(await type(server, spot));
await server.end();
if (options.json) console.log(JSON.stringify(figures, null, 2));
else print(figures);

/** Types at one spot of the fresh text, key by key, each after the findings of the one before. */
async function type({ root, change, findings }, { name, at, text }) {
  const fresh = readFileSync(path.join(root, FILE), "utf8") + CALLBACK;
  if (!fresh.includes(at)) throw new Error(`${FILE} has no such text: ${at}`);
  const start = fresh.indexOf(at) + at.length;
  await change({ text: fresh });
  await findings();
  const before = fresh.slice(0, start).split("\n");
  let [line, character] = [before.length - 1, before.at(-1).length];
  const samples = [];
  for (let i = 0; i < keys; i++) {
    const key = text[i % text.length];
    const position = { line, character };
    const sent = performance.now();
    await change({ range: { start: position, end: position }, text: key });
    const steps = await findings();
    samples.push({ client: performance.now() - sent, ...steps });
    [line, character] = key === "\n" ? [line + 1, 0] : [line, character + 1];
  }
  return { name, keys, ...summaries(samples) };
}

/** Median, 95th percentile and maximum of every step, in milliseconds. */
function summaries(samples) {
  const entries = Object.keys(samples[0]).map((step) => {
    const sorted = samples.map((s) => s[step]).sort((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
    return [step, { median: at(0.5), p95: at(0.95), max: sorted.at(-1) }];
  });
  return Object.fromEntries(entries);
}

function print(figures) {
  const cell = (s) => `${s.median.toFixed(1)} / ${s.p95.toFixed(1)}`.padStart(16);
  const steps = Object.keys(figures[0]).filter((k) => k !== "name" && k !== "keys");
  console.log(`ms, median / 95th percentile of ${keys} keys in ${FILE}`);
  console.log(["".padEnd(30), ...steps.map((s) => s.padStart(16))].join(""));
  for (const figure of figures)
    console.log([figure.name.padEnd(30), ...steps.map((s) => cell(figure[s]))].join(""));
}

/** The server with the tree read and the file open. */
async function startServer(root) {
  const child = spawn(process.execPath, [SERVER, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const traces = channel();
  const ready = channel();
  connection.onNotification("$/logTrace", ({ message }) => {
    const steps = stepsOf(message);
    if (steps) traces.put(steps);
  });
  connection.onNotification("notifierLens/indexStatus", ({ state }) => {
    if (state === "ready") ready.put(state);
  });
  connection.onNotification("window/logMessage", ({ message, type }) => {
    if (type <= 2) console.error(message);
  });
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  const uri = pathToFileURL(path.join(root, FILE)).href;
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: pathToFileURL(root).href,
    capabilities: { textDocument: { publishDiagnostics: { relatedInformation: true } } },
    trace: "messages",
    initializationOptions: { wantsIndexStatus: true, clientRunsTraces: true },
  });
  await connection.sendNotification("initialized", {});
  await ready.take();
  await traces.take();
  let version = 1;
  const text = readFileSync(path.join(root, FILE), "utf8");
  const textDocument = { uri, languageId: "c", version, text };
  await connection.sendNotification("textDocument/didOpen", { textDocument });
  await traces.take();
  return {
    root,
    change: (contentChange) =>
      connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version: ++version },
        contentChanges: [contentChange],
      }),
    findings: traces.take,
    end: async () => {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      connection.dispose();
    },
  };
}

/** The steps that a trace message tells, or null where it tells something else. */
function stepsOf(message) {
  const told = /^findings in ([\d.]+) ms: (.*)$/.exec(message);
  if (!told) return null;
  const steps = told[2].split(", ").map((step) => step.split(" "));
  return { server: Number(told[1]), ...Object.fromEntries(steps.map(([word, ms]) => [word, Number(ms)])) };
}

/** What has been put and not taken yet; `take` waits for it. */
function channel() {
  const items = [];
  let wake = () => undefined;
  return {
    put: (item) => {
      items.push(item);
      wake();
    },
    take: async () => {
      while (items.length === 0) await new Promise((resolve) => (wake = resolve));
      return items.shift();
    },
  };
}
