/** The kernel suite's part of bench/baseline.json: what it keeps, and what is worse than it was. */
import os from "node:os";
import { readBaseline, updateBaseline } from "./baselineFile.mjs";

const WRITE = "npm run test:kernel -- --write-baseline";

/**
 * Parts of a whole: a smaller share is worse, whatever the whole has become. Beside these every score, `…_right` of
 * `…_all`.
 */
const SHARES = [
  ["files_parsed", "files_looked_at"],
  ["functions_without_error", "functions"],
  ["bodies_without_error", "bodies_in_text"],
  ["notifier_functions_without_error", "notifier_functions"],
  ["callbacks_found", "assignments_in_text"],
  ["callbacks_resolved", "assignments_in_text"],
  ["back_ends_same", "back_ends_compared"],
];
/** Counts of which more is worse. A change of any other count is neither good nor bad. */
const LOWER = ["unresolved_callback", "unresolved_registration", "unresolved_callSite"];

export function writeBaseline(kernel, { counts, measured }) {
  const [cpu] = os.cpus();
  const machine = `${cpu?.model ?? "unknown"}, ${os.cpus().length} cores, Node ${process.versions.node}`;
  updateBaseline({ kernel, counts, measured: { machine, ...measured } });
}

/** Says what differs from the baseline; fails only for what got worse. */
export function checkBaseline(suite, kernel) {
  const baseline = readBaseline();
  if (!baseline?.counts) {
    console.log(`no counts in bench/baseline.json to compare with: write them with ${WRITE}`);
    return;
  }
  if (baseline.kernel !== kernel) {
    console.log(`bench/baseline.json is of Linux ${baseline.kernel}, this is ${kernel}: not compared`);
    return;
  }
  const names = [...new Set([...Object.keys(baseline.counts), ...Object.keys(suite.counts)])];
  const changed = names
    .map((name) => ({ name, before: baseline.counts[name], after: suite.counts[name] }))
    .filter(({ before, after }) => before !== after);
  for (const { name, before, after } of changed)
    console.log(`CHANGED ${name} ${before ?? "absent"} → ${after ?? "absent"}`);
  const worse = worseNames(baseline.counts, suite.counts);
  suite.check("no count is worse than in bench/baseline.json", worse.length === 0, worse);
  if (changed.length > 0) console.log(`if the changes are meant: ${WRITE}`);
}

/** What got worse; a count that is gone is worse, one that is new is not. */
function worseNames(before, after) {
  const gone = Object.keys(before).filter((name) => after[name] === undefined);
  const scored = Object.keys(before).filter((name) => name.endsWith("_right"));
  const shares = [...SHARES, ...scored.map((name) => [name, name.replace(/_right$/, "_all")])];
  const smaller = shares.filter(([part, whole]) => after[part] * before[whole] < before[part] * after[whole]);
  const more = LOWER.filter((name) => after[name] > before[name]);
  return [...gone, ...smaller.map(([part, whole]) => `${part} of ${whole}`), ...more];
}
