/**
 * Draws a random sample of a kernel tree for labelling by hand: places that assign `.notifier_call`, and places that
 * call a walk primitive. It looks at text alone, so that nothing the analyser misses can fall out of the sample. It
 * prints the places as JSON and must not print what any of them means.
 *
 * node test/corpus/draw.mjs TREE SEED CALLBACKS CALLSITES [LABELS.json…]   (places of those files are left out)
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const [tree, seedText, callbacks, callSites, ...known] = process.argv.slice(2);
if (tree === undefined || callSites === undefined) {
  console.error("usage: draw.mjs TREE SEED CALLBACKS CALLSITES [LABELS.json...]");
  process.exit(2);
}

const drawn = new Set(
  known.flatMap((file) => {
    const labels = JSON.parse(readFileSync(file, "utf8"));
    return [...labels.callbacks, ...labels.callSites].map((label) => label.at);
  }),
);

/** Lines of the tree's code that match, as "file:line" with their text; comments are left out. */
function lines(pattern, leaveOut) {
  const folders = ["Documentation", "tools", "samples"].flatMap((folder) => ["-g", `!/${folder}/**`]);
  const args = [
    "-n",
    "--no-heading",
    "--no-ignore",
    "-g",
    "*.c",
    "-g",
    "*.h",
    ...folders,
    "-e",
    pattern,
    ".",
  ];
  const output = execFileSync("rg", args, { cwd: tree, encoding: "utf8", maxBuffer: 1 << 26 });
  return output
    .split("\n")
    .map((line) => /^(?:\.\/)?([^:]+):(\d+):(.*)$/.exec(line))
    .filter((match) => match !== null && !/^\s*(?:\*|\/\*|\/\/)/.test(match[3]) && !leaveOut.test(match[3]))
    .map((match) => `${match[1]}:${match[2]}`)
    .filter((at) => !drawn.has(at))
    .sort();
}

/** Numbers in [0, 1) from a seed (mulberry32): the same sample on every machine. */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function sample(all, count, random) {
  const left = [...all];
  const taken = [];
  while (taken.length < count && left.length > 0)
    taken.push(...left.splice(Math.floor(random() * left.length), 1));
  return taken.sort();
}

const random = randomNumbers(Number(seedText));
const assignments = lines("\\bnotifier_call\\s*=", /=\s*NULL|==/);
const calls = lines(
  "\\b(?:atomic|blocking|raw|srcu)_notifier_call_chain(?:_robust)?\\s*\\(",
  /^\s*(?:extern\s+)?(?:int|EXPORT)\b(?!.*=)|^#define/,
);
console.log(
  JSON.stringify(
    {
      seed: Number(seedText),
      of: { callbacks: assignments.length, callSites: calls.length },
      callbacks: sample(assignments, Number(callbacks), random),
      callSites: sample(calls, Number(callSites), random),
    },
    null,
    1,
  ),
);
