/** Times whole programs with hyperfine: no shell between, output through a pipe as a user's would be. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * Runs a program some times after warm-up runs.
 * @param {object} setting
 * @param {string} setting.hyperfine its path
 * @param {string} setting.scratch a folder for its report
 * @param {readonly string[]} setting.command
 * @param {string} [setting.cwd]
 * @param {Record<string, string>} [setting.env]
 * @param {readonly string[]} [setting.prepare] a command before each run
 * @param {readonly number[]} [setting.statuses] which exit statuses are no failure
 * @returns {{ samples: number[], cpu: number }} seconds of wall time, and the mean of user and system time
 * @throws where the program fails: the time of a failure is no figure
 */
export function timed({
  hyperfine,
  scratch,
  command,
  cwd,
  env = {},
  prepare,
  statuses = [0],
  runs,
  warmup = 1,
}) {
  const report = path.join(scratch, "hyperfine.json");
  const args = ["--shell=none", "--style=none", "--output=pipe", "--ignore-failure"];
  args.push(`--warmup=${warmup}`, `--runs=${runs}`, `--export-json=${report}`);
  if (prepare) args.push("--prepare", quoted(prepare));
  const run = spawnSync(hyperfine, [...args, quoted(command)], {
    ...{ cwd: cwd ?? scratch, encoding: "utf8" },
    env: { ...process.env, ...env },
  });
  if (run.error) throw run.error;
  if (run.status !== 0) throw new Error(`hyperfine: ${run.stderr}`);
  const [{ times, user, system, exit_codes: codes }] = JSON.parse(readFileSync(report, "utf8")).results;
  const failed = codes.find((status) => !statuses.includes(status));
  if (failed !== undefined) throw new Error(`${command.slice(0, 6).join(" ")} … ended with status ${failed}`);
  return { samples: times, cpu: user + system };
}

/** As words of a POSIX shell, which is how hyperfine reads a command even without one. */
const quoted = (words) => words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
