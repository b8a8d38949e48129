/** The language server: its memory at rest, a file that changed on disk, and keystrokes. */
import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { canMeasureMemory, memoryOf } from "../lib/memory.mjs";
import { scratchFolder } from "../lib/scratch.mjs";
import { startServer } from "../lib/server.mjs";
import { percentile } from "../lib/stats.mjs";
import { callbackText, replaceFile, textOf } from "../lib/trees.mjs";
import { TYPED_FILE, typeAtSpots } from "../lib/typing.mjs";

/** From a small file to the largest one that matters. */
const CHANGED = ["net/8021q/vlan.c", "drivers/net/bonding/bond_main.c", TYPED_FILE];
/** Threads that have nothing to do end after three seconds. */
const REST = 10_000;

export async function server({ root, copy, rows, runs, keys }) {
  const tree = copy();
  const running = await startServer(tree, scratchFolder());
  rows.put({
    id: "server_index",
    name: "server, from start to all findings",
    unit: "s",
    samples: [running.seconds],
  });
  await rest(rows, running);
  for (const file of CHANGED)
    if (existsSync(path.join(tree, file))) await changeOnDisk(rows, running, { root, tree, file, runs });
  const { pss, rss } = memoryOf(running.pid);
  console.log(`  (then PSS ${pss.toFixed(0)} MiB, RSS ${rss.toFixed(0)} MiB)`);
  keystrokes(rows, await typeAtSpots(running, keys));
  await running.end();
}

async function rest(rows, { pid }) {
  const name = "server at rest, tree read";
  if (!canMeasureMemory()) return rows.miss("server_pss", name, "not measurable: no /proc");
  await pause(REST);
  const { pss, rss } = memoryOf(pid);
  rows.put({ id: "server_pss", name: `${name}: PSS`, unit: "MiB", samples: [pss], atMost: 150 });
  rows.put({ id: "server_rss", name: `${name}: RSS`, unit: "MiB", samples: [rss] });
}

/** From the editor's word that a file has changed to the status that counts the new callback, or misses the old one. */
async function changeOnDisk(rows, running, { root, tree, file, runs }) {
  const original = textOf(root, file);
  const samples = [];
  let { callbacks } = running.status;
  // Texts that no cache has seen, by turns with one callback more and without it.
  for (let i = 0; i < 4 * runs + 2; i++) {
    const isMore = i % 2 === 0;
    const more = isMore ? callbackText(i) : `/* ${i} */\n`;
    replaceFile(path.join(tree, file), original + more);
    const sent = performance.now();
    await running.notify("workspace/didChangeWatchedFiles", {
      changes: [{ uri: running.uri(file), type: 2 }],
    });
    callbacks = running.status.callbacks + (isMore ? 1 : 0);
    for (let told = null; told !== callbacks; ) told = (await running.nextStatus()).callbacks;
    if (i >= 2) samples.push(performance.now() - sent);
    await running.findings();
  }
  const id = `server_changed_${path.basename(file, ".c")}`;
  rows.put({ id, name: `server, ${file} changed on disk`, unit: "ms", samples, atMost: 50 });
}

function keystrokes(rows, spots) {
  const name = `a key in ${TYPED_FILE}`;
  const times = (spot) => spot.samples.map((sample) => sample.server);
  const all = spots.flatMap(times);
  rows.put({ id: "keystroke", name: `${name} to findings, in the server`, unit: "ms", samples: all });
  const p95 = (samples) => [percentile(samples, 0.95)];
  rows.put({
    id: "keystroke_p95",
    name: `${name}: 95th percentile`,
    unit: "ms",
    samples: p95(all),
    atMost: 25,
  });
  const [worst] = spots.toSorted((a, b) => p95(times(b))[0] - p95(times(a))[0]);
  const told = `${name}: the same, worst spot (${worst.name})`;
  rows.put({ id: "keystroke_p95_worst", name: told, unit: "ms", samples: p95(times(worst)), atMost: 25 });
  const seen = spots.flatMap((spot) => spot.samples.map(({ client }) => client));
  rows.put({
    id: "keystroke_client_p95",
    name: `${name}: the same, as the client sees it`,
    unit: "ms",
    samples: p95(seen),
  });
}
