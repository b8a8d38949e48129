/** How cost grows: a cold index of an eighth, a quarter, a half and all of the tree. */
import { spawnSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import path from "node:path";
import { coldIndex } from "../lib/index.mjs";
import { canMeasureMemory, peakOf } from "../lib/memory.mjs";
import { scratchFolder } from "../lib/scratch.mjs";
import { figureText, median, rounded } from "../lib/stats.mjs";
import { tableText } from "../lib/table.mjs";
import { prefilterWords } from "../lib/tools.mjs";
import { linkShare } from "../lib/trees.mjs";

const SHARES = [1 / 8, 1 / 4, 1 / 2, 1];

/**
 * @returns {Promise<{ share: number, files: number, saying: number, seconds: number, cpu: number, memory: number }[]>}
 *   `saying`: the size of the files that say "notifier", in MB: folders have more or less of them, and they are what
 *   costs
 */
export async function growth({ root, time, runs, tools }) {
  const steps = [];
  for (const share of SHARES) {
    const tree = scratchFolder();
    try {
      const files = linkShare(root, tree, share);
      const { samples, cpu } = time({ command: coldIndex(tree), runs: Math.min(runs, 3) });
      const memory = canMeasureMemory() ? (await peakOf(coldIndex(tree))).peak : Number.NaN;
      steps.push({ share, files, saying: saying(tools, tree), seconds: median(samples), cpu, memory });
      console.log(`  1/${1 / share} of the tree, ${files} files: ${figureText(median(samples), "s")}`);
    } finally {
      rmSync(tree, { recursive: true, force: true });
    }
  }
  return steps;
}

function saying({ ripgrep }, tree) {
  if (ripgrep.path === null) return Number.NaN;
  const { stdout } = spawnSync(ripgrep.path, prefilterWords, { cwd: tree, encoding: "utf8" });
  const files = stdout.split("\n").filter((file) => file !== "");
  return files.reduce((sum, file) => sum + statSync(path.join(tree, file)).size, 0) / 1e6;
}

/** @param {Awaited<ReturnType<typeof growth>>} steps */
export function growthText(steps) {
  const heads = [
    "share of the tree",
    "C files",
    'MB that say "notifier"',
    "index",
    "user+sys",
    "ms per 1000 files",
    "ms per MB that says it",
    "peak memory",
    "MiB per 1000 files",
  ];
  const table = tableText(
    heads,
    steps.map(({ share, files, saying: size, seconds, cpu, memory }) => [
      ...[
        share === 1 ? "all" : `1/${1 / share}`,
        String(files),
        size.toFixed(1),
        figureText(seconds, "s"),
        figureText(cpu, "s"),
      ],
      ...[
        ((1e6 * seconds) / files).toFixed(0),
        ((1e3 * seconds) / size).toFixed(0),
        figureText(memory, "MiB"),
        ((1000 * memory) / files).toFixed(1),
      ],
    ]),
  );
  const verdict = (name, of, words) =>
    `${name} grows ${growsFaster(steps, name, of) ? "FASTER than" : "no faster than"} ${words}`;
  const verdicts = [
    verdict("seconds", "files", "the tree"),
    verdict("seconds", "saying", "what says it"),
    verdict("memory", "files", "the tree"),
  ];
  return `${table}\n${verdicts.join("; ")}`;
}

/** Whether a file costs more in the whole tree than it does in the smallest share. */
function growsFaster(steps, name, of) {
  const [first, last] = [steps[0], steps.at(-1)];
  return last[name] / last[of] > first[name] / first[of];
}

export const growthData = (steps) =>
  steps.map(({ share, files, saying: size, seconds, cpu, memory }) => ({
    ...{
      share,
      files,
      ...(Number.isFinite(size) ? { mb_saying_notifier: rounded(size) } : {}),
      seconds: rounded(seconds),
      cpu_seconds: rounded(cpu),
    },
    ...(Number.isFinite(memory) ? { peak_mib: rounded(memory) } : {}),
  }));
