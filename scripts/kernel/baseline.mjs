/** bench/baseline.json: the figures of the last run that somebody looked at, so that a change shows in the diff. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { REPOSITORY } from "./cli.mjs";

const FILE = path.join(REPOSITORY, "bench/baseline.json");
const WRITE = "npm run test:kernel -- --write-baseline";

/** Counts that are better when higher, and better when lower. A change of any other is neither good nor bad. */
const HIGHER = [
  ...["files_parsed", "functions_without_error", "bodies_without_error", "notifier_functions_without_error"],
  ...["callbacks_found", "callbacks_resolved", "back_ends_same"],
];
const LOWER = ["unresolved_callback", "unresolved_registration", "unresolved_callSite"];

export function writeBaseline(kernel, { counts, measured }) {
  const [cpu] = os.cpus();
  const machine = `${cpu?.model ?? "unknown"}, ${os.cpus().length} cores, Node ${process.versions.node}`;
  mkdirSync(path.dirname(FILE), { recursive: true });
  writeFileSync(FILE, `${JSON.stringify({ kernel, counts, measured: { machine, ...measured } }, null, 2)}\n`);
  console.log("wrote bench/baseline.json");
}

/** Says what differs from the baseline; fails only for what got worse. */
export function checkBaseline(suite, kernel) {
  if (!existsSync(FILE)) {
    console.log(`no bench/baseline.json to compare with: write it with ${WRITE}`);
    return;
  }
  const baseline = JSON.parse(readFileSync(FILE, "utf8"));
  if (baseline.kernel !== kernel) {
    console.log(`bench/baseline.json is of Linux ${baseline.kernel}, this is ${kernel}: not compared`);
    return;
  }
  const names = [...new Set([...Object.keys(baseline.counts), ...Object.keys(suite.counts)])];
  const changed = names
    .map((name) => ({ name, before: baseline.counts[name], after: suite.counts[name] }))
    .filter(({ before, after }) => before !== after);
  const lines = changed.map(
    ({ name, before, after }) => `${name} ${before ?? "absent"} → ${after ?? "absent"}`,
  );
  for (const line of lines) console.log(`CHANGED ${line}`);
  suite.check("no count is worse than in bench/baseline.json", !changed.some(isWorse), lines);
  if (changed.length > 0) console.log(`if the changes are meant: ${WRITE}`);
}

function isWorse({ name, before, after }) {
  if (before === undefined) return false;
  if (HIGHER.includes(name)) return after === undefined || after < before;
  return LOWER.includes(name) && after > before;
}
