/**
 * `npm run bench`: every figure of speed and memory in one run over a whole Linux 6.1, with the same work by others
 * beside it. `--only GROUP,…` measures some of them, `--runs N` and `--keys N` change how often, `--write` puts the
 * figures into bench/baseline.json. The page cache is warm: every command runs once before it is timed.
 */
import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { updateBaseline } from "../scripts/kernel/baselineFile.mjs";
import { findKernelTree, NoTree } from "../scripts/kernel/tree.mjs";
import { timed as timedBy } from "./lib/hyperfine.mjs";
import { createRows, rowsData, rowsText } from "./lib/rows.mjs";
import { scratchFolder } from "./lib/scratch.mjs";
import { findTools, machineText, notInstalled } from "./lib/tools.mjs";
import { linkShare } from "./lib/trees.mjs";
import { editor } from "./rows/editor.mjs";
import { explore } from "./rows/explore.mjs";
import { growth, growthData, growthText } from "./rows/growth.mjs";
import { cold, prefilter, warm } from "./rows/index.mjs";
import { others } from "./rows/others.mjs";
import { server } from "./rows/server.mjs";

const GROUPS = { prefilter, cold, others, warm, server, editor, explore, growth };
/** A machine with more than this to do, per core, gives no figures to rely on. */
const BUSY = 0.3;

/** The command line says something that cannot be done. */
class Misuse extends Error {}

try {
  await main(optionsOf(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof NoTree || error instanceof Misuse)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = 2;
}

async function main(options) {
  const bench = prepare(options);
  let steps = [];
  for (const name of options.only) {
    console.log(`${name}:`);
    if (name === "growth") steps = await grow(bench);
    else await GROUPS[name](bench);
  }
  const rows = bench.rows.all();
  console.log(`\n${rowsText(rows)}`);
  if (steps.length > 0) console.log(`\n${growthText(steps)}`);
  if (options.write && process.exitCode === undefined) write(bench, rows, steps);
  else if (options.write) console.error("bench: something failed: bench/baseline.json is left as it was");
}

function optionsOf(args) {
  const all = Object.keys(GROUPS);
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string", default: all.join(",") },
      runs: { type: "string", default: "5" },
      keys: { type: "string", default: "100" },
      write: { type: "boolean", default: false },
    },
  });
  const only = values.only.split(",");
  const unknown = only.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Misuse(`no group ${unknown}: there are ${all.join(", ")}`);
  if (values.write && all.some((name) => !only.includes(name)))
    throw new Misuse("--write keeps the figures of a whole run: leave out --only");
  return { only, runs: Number(values.runs), keys: Number(values.keys), write: values.write };
}

/** What every group works with. */
function prepare({ runs, keys }) {
  const root = findKernelTree();
  const [tools, rows, scratch] = [findTools(), createRows(), scratchFolder()];
  const load = os.loadavg()[0] / os.cpus().length;
  console.log(`machine: ${machineText()}\nkernel tree: ${root}, Linux ${versionOf(root)}`);
  for (const [name, { path: file, version }] of Object.entries(tools))
    console.log(`${name}: ${file === null ? `not installed (${version})` : version}`);
  if (load > BUSY)
    console.log(`BUSY: load ${load.toFixed(1)} per core before the run; the figures are worth little`);
  const { hyperfine } = tools;
  const time = (run) => timedBy({ hyperfine: hyperfine.path, scratch, ...run });
  const timed = (id, name, run, row = {}) => {
    if (hyperfine.path === null) return rows.miss(id, name, notInstalled("hyperfine", hyperfine));
    try {
      rows.put({ id, name, unit: "s", ...time(run), ...row });
    } catch (error) {
      // One program that fails takes the others' figures with it no more than one that is not there.
      rows.miss(id, name, `failed: ${error.message}`);
      process.exitCode = 1;
    }
  };
  return { ...{ root, tools, rows, runs, keys, load, time, timed }, copy: once(() => copyOf(root)) };
}

/** A tree in which files may be replaced. */
function copyOf(root) {
  const tree = scratchFolder();
  linkShare(root, tree, 1);
  return tree;
}

async function grow(bench) {
  if (bench.tools.hyperfine.path !== null) return growth(bench);
  bench.rows.miss("growth", "growth", notInstalled("hyperfine", bench.tools.hyperfine));
  return [];
}

function once(make) {
  let made;
  return () => (made ??= make());
}

function versionOf(root) {
  const text = readFileSync(path.join(root, "Makefile"), "utf8");
  const part = (name) => new RegExp(`^${name} = (.*)$`, "m").exec(text)?.[1] ?? "";
  return `${part("VERSION")}.${part("PATCHLEVEL")}.${part("SUBLEVEL")}`;
}

function write({ root, tools, load }, rows, steps) {
  const versions = Object.entries(tools).map(([name, { path: file, version }]) => [
    name,
    file ? version : null,
  ]);
  updateBaseline({
    bench: {
      machine: machineText(),
      ...(load > BUSY ? { busy: Math.round(load * 10) / 10 } : {}),
      kernel: versionOf(root),
      tools: Object.fromEntries(versions),
      rows: rowsData(rows),
      growth: growthData(steps),
    },
  });
}
