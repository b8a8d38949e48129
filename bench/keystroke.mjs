/**
 * What a keystroke costs: the built language server over a whole Linux 6.1, its largest file full of walks open, and
 * somebody who types. From each `didChange` to the findings of that text, as the client sees it, and the steps in
 * between as the server's trace tells them. `--keys N` types N keys at each spot, `--json` prints the figures as data.
 * Needs `npm run build`; the tree is found as `npm run test:kernel` finds it.
 */
import { parseArgs } from "node:util";
import { findKernelTree } from "../scripts/kernel/tree.mjs";
import { scratchFolder } from "./lib/scratch.mjs";
import { startServer } from "./lib/server.mjs";
import { median, percentile } from "./lib/stats.mjs";
import { TYPED_FILE, typeAtSpots } from "./lib/typing.mjs";

const { values: options } = parseArgs({
  options: { keys: { type: "string", default: "100" }, json: { type: "boolean", default: false } },
});
const keys = Number(options.keys);
const server = await startServer(findKernelTree(), scratchFolder());
const figures = (await typeAtSpots(server, keys)).map(({ name, samples }) => ({
  ...{ name, keys },
  ...summaries(samples),
}));
await server.end();
if (options.json) console.log(JSON.stringify(figures, null, 2));
else print(figures);

/** Minimum, median, 95th percentile and maximum of every step, in milliseconds. */
function summaries(samples) {
  const entries = Object.keys(samples[0]).map((step) => {
    const times = samples.map((s) => s[step]);
    return [
      step,
      {
        min: Math.min(...times),
        median: median(times),
        p95: percentile(times, 0.95),
        max: Math.max(...times),
      },
    ];
  });
  return Object.fromEntries(entries);
}

function print(figures) {
  const cell = (s) =>
    [s.min, s.median, s.p95]
      .map((ms) => ms.toFixed(1))
      .join(" ")
      .padStart(18);
  const steps = Object.keys(figures[0]).filter((k) => k !== "name" && k !== "keys");
  console.log(`ms: least, median, 95th percentile of ${keys} keys in ${TYPED_FILE}`);
  console.log(["".padEnd(30), ...steps.map((s) => s.padStart(18))].join(""));
  for (const figure of figures)
    console.log([figure.name.padEnd(30), ...steps.map((s) => cell(figure[s]))].join(""));
}
