/** How cost grows: a cold index of an eighth, a quarter, a half and all of the tree. */
import { rmSync } from "node:fs";
import { coldIndex } from "../lib/index.mjs";
import { canMeasureMemory, peakOf } from "../lib/memory.mjs";
import { scratchFolder } from "../lib/scratch.mjs";
import { figureText, median, rounded } from "../lib/stats.mjs";
import { tableText } from "../lib/table.mjs";
import { linkShare } from "../lib/trees.mjs";

const SHARES = [1 / 8, 1 / 4, 1 / 2, 1];

/** @returns {Promise<{ share: number, files: number, seconds: number, cpu: number, memory: number }[]>} */
export async function growth({ root, time, runs }) {
  const steps = [];
  for (const share of SHARES) {
    const tree = scratchFolder();
    try {
      const files = linkShare(root, tree, share);
      const { samples, cpu } = time({ command: coldIndex(tree), runs: Math.min(runs, 3) });
      const memory = canMeasureMemory() ? (await peakOf(coldIndex(tree))).peak : Number.NaN;
      steps.push({ share, files, seconds: median(samples), cpu, memory });
      console.log(`  1/${1 / share} of the tree, ${files} files: ${figureText(median(samples), "s")}`);
    } finally {
      rmSync(tree, { recursive: true, force: true });
    }
  }
  return steps;
}

/** @param {Awaited<ReturnType<typeof growth>>} steps */
export function growthText(steps) {
  const heads = [
    "share of the tree",
    "C files",
    "index",
    "user+sys",
    "ms per 1000 files",
    "peak memory",
    "MiB per 1000 files",
  ];
  const table = tableText(
    heads,
    steps.map(({ share, files, seconds, cpu, memory }) => [
      ...[
        share === 1 ? "all" : `1/${1 / share}`,
        String(files),
        figureText(seconds, "s"),
        figureText(cpu, "s"),
      ],
      ...[
        ((1e6 * seconds) / files).toFixed(0),
        figureText(memory, "MiB"),
        ((1000 * memory) / files).toFixed(1),
      ],
    ]),
  );
  const verdict = (name) =>
    `${name} grows ${growsFaster(steps, name) ? "FASTER than" : "no faster than"} the tree`;
  return `${table}\n${verdict("seconds")}; ${verdict("memory")}`;
}

/** Whether a file costs more in the whole tree than it does in the smallest share. */
function growsFaster(steps, name) {
  const [first, last] = [steps[0], steps.at(-1)];
  return last[name] / last.files > first[name] / first.files;
}

export const growthData = (steps) =>
  steps.map(({ share, files, seconds, cpu, memory }) => ({
    ...{ share, files, seconds: rounded(seconds), cpu_seconds: rounded(cpu) },
    ...(Number.isFinite(memory) ? { peak_mib: rounded(memory) } : {}),
  }));
