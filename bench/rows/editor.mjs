/** What a person waits for in the editor: activation, the first findings of an opened file, keys while the tree is read. */
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { scratchFolder } from "../lib/scratch.mjs";
import { connect, startServer } from "../lib/server.mjs";
import { percentile } from "../lib/stats.mjs";
import { TYPED_FILE } from "../lib/typing.mjs";

const ACTIVATE = path.join(import.meta.dirname, "../lib/activate.cjs");
const ROOT = path.join(import.meta.dirname, "../..");
/** A driver with a callback that has a finding whatever the rest of the tree is like: it answers raw errnos. */
const OPENED = "drivers/acpi/battery.c";
const MIB = 2 ** 20;

export async function editor({ root, rows, runs, keys }) {
  activation(rows, runs);
  packed(rows);
  const cacheFolder = scratchFolder();
  const cold = [];
  for (let i = 0; i < runs; i++) cold.push(await firstFindings(root, scratchFolder()));
  put(rows, "first_findings_cold", `server start to findings of ${OPENED}, nothing kept`, cold);
  await (await startServer(root, cacheFolder)).end();
  const warm = [];
  for (let i = 0; i < runs; i++) warm.push(await firstFindings(root, cacheFolder));
  put(rows, "first_findings_warm", `server start to findings of ${OPENED}, with a cache`, warm);
  await whileIndexing(root, rows, keys);
}

function put(rows, id, name, samples) {
  rows.put({ id, name, unit: "s", samples, atMost: 1 });
}

function activation(rows, runs) {
  const samples = Array.from({ length: 2 * runs }, () =>
    Number(execFileSync(process.execPath, [ACTIVATE], { encoding: "utf8" })),
  );
  const name = "activation, until the server is started (the editor's part left out)";
  rows.put({ id: "activation", name, unit: "ms", samples, atMost: 100 });
}

function packed(rows) {
  const file = path.join(scratchFolder(), "notifier-lens.vsix");
  const options = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links"];
  const vsce = path.join(ROOT, "node_modules/@vscode/vsce/vsce");
  execFileSync(process.execPath, [vsce, "package", ...options, "--out", file], { cwd: ROOT, stdio: "pipe" });
  rows.put({
    id: "vsix",
    name: "the packed extension",
    unit: "MiB",
    samples: [statSync(file).size / MIB],
    atMost: 3,
  });
}

/** Seconds from the start of the server to the first findings of a file that is opened at once. */
async function firstFindings(root, cacheFolder) {
  const server = await connect(root, cacheFolder);
  const uri = server.uri(OPENED);
  const text = readFileSync(path.join(root, OPENED), "utf8");
  await server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "c", version: 1, text } });
  for (;;) {
    const shown = await server.nextDiagnostics();
    if (shown.uri === uri && shown.diagnostics.length > 0) break;
  }
  const seconds = (performance.now() - server.begun) / 1000;
  await server.end();
  return seconds;
}

/** Keys in a large file, each after the findings of the one before, as long as the tree is read. */
async function whileIndexing(root, rows, keys) {
  const server = await connect(root, scratchFolder());
  const uri = server.uri(TYPED_FILE);
  const text = readFileSync(path.join(root, TYPED_FILE), "utf8");
  let version = 1;
  let isRead = false;
  void server.nextStatus().then(() => (isRead = true));
  await server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "c", version, text } });
  await server.findings();
  const samples = [];
  while (!isRead && samples.length < keys) {
    const start = { line: 0, character: 0 };
    const contentChanges = [{ range: { start, end: start }, text: "/" }];
    const sent = performance.now();
    await server.notify("textDocument/didChange", {
      textDocument: { uri, version: ++version },
      contentChanges,
    });
    await server.findings();
    samples.push(performance.now() - sent);
  }
  await server.end();
  const name = `a key in ${TYPED_FILE} while the tree is read, to findings: 95th percentile of ${samples.length}`;
  rows.put({
    id: "keystroke_indexing_p95",
    name,
    unit: "ms",
    samples: [percentile(samples, 0.95)],
    atMost: 250,
  });
  rows.put({
    id: "keystroke_indexing_worst",
    name: "the same, the longest",
    unit: "ms",
    samples: [Math.max(...samples)],
  });
}
