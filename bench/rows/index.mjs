/** The index of the command line: cold, warm, and after a change, against a plain search over the same tree. */
import path from "node:path";
import { cachedIndex, coldIndex } from "../lib/index.mjs";
import { canMeasureMemory, peakOf } from "../lib/memory.mjs";
import { scratchFolder } from "../lib/scratch.mjs";
import { notInstalled, prefilterWords } from "../lib/tools.mjs";
import { replaceFile, textOf } from "../lib/trees.mjs";

const EDIT = path.join(import.meta.dirname, "../lib/edit.mjs");
const CHANGED = "net/core/dev.c";

export function prefilter({ root, rows, tools, timed, runs }) {
  const name = "`rg -l notifier`, all .c and .h files";
  const { ripgrep } = tools;
  if (ripgrep.path === null) return rows.miss("prefilter", name, notInstalled("ripgrep", ripgrep));
  timed(
    "prefilter",
    name,
    { command: [ripgrep.path, ...prefilterWords], cwd: root, runs: 2 * runs },
    { short: "prefilter" },
  );
}

export async function cold({ root, rows, timed, runs }) {
  const against = [{ id: "prefilter", atMost: 10 }];
  timed(
    "cold_index",
    "cold index, no cache",
    { command: coldIndex(root), runs },
    { short: "cold index", against },
  );
  const name = "cold index: peak memory (PSS, all processes)";
  if (!canMeasureMemory()) return rows.miss("cold_index_memory", name, "not measurable: no /proc");
  const samples = [];
  for (let i = 0; i < Math.min(runs, 3); i++) samples.push((await peakOf(coldIndex(root))).peak);
  rows.put({ id: "cold_index_memory", name, unit: "MiB", samples, atMost: 400 });
}

/** The first run after a cold one, and again; the run that fills the cache is the warm-up. */
export function warm({ root, copy, timed, runs }) {
  const env = () => ({ XDG_CACHE_HOME: scratchFolder() });
  const against = [{ id: "prefilter", atMost: 1.5 }];
  const nothing = { command: cachedIndex(root), env: env(), runs: 2 * runs };
  timed("warm_index", "warm start, nothing changed", nothing, { against });
  const tree = copy();
  const changed = path.join(tree, CHANGED);
  const prepare = [process.execPath, EDIT, path.join(root, CHANGED), changed];
  const one = { command: cachedIndex(tree), env: env(), prepare, runs, warmup: 2 };
  timed("changed_index", `warm start, ${CHANGED} changed`, one, { against: [{ id: "prefilter" }] });
  replaceFile(changed, textOf(root, CHANGED));
}
