/** Runs the built command line as a user does, and measures what it costs. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const CLI = path.join(REPOSITORY, "server/out/cli.js");
const USAGE = new URL("./usage.mjs", import.meta.url).href;
/** A run that takes longer hangs. */
const LONGEST = 15 * 60 * 1000;

/**
 * @param {string[]} args
 * @param {string} input standard input
 * @returns {Promise<{ status: number | null, stdout: string, stderr: string, seconds: number, megabytes: number }>}
 *   `status` is null where the run was ended by a signal; `megabytes` is the peak of resident memory in MiB
 */
export async function runCli(args, input = "") {
  const folder = mkdtempSync(path.join(os.tmpdir(), "notifier-lens-kernel-"));
  const usageFile = path.join(folder, "usage.json");
  try {
    const started = performance.now();
    const run = await finished(args, input, { ...process.env, USAGE_FILE: usageFile });
    const seconds = (performance.now() - started) / 1000;
    return { ...run, seconds, megabytes: peakOf(usageFile) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function finished(args, input, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", USAGE, CLI, ...args], { env, timeout: LONGEST });
    const output = { stdout: [], stderr: [] };
    for (const stream of ["stdout", "stderr"])
      child[stream].on("data", (chunk) => output[stream].push(chunk));
    const text = (stream) => Buffer.concat(output[stream]).toString("utf8");
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout: text("stdout"), stderr: text("stderr") }));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

/** Node gives the peak in KiB; 0 for a run that died before it could say. */
function peakOf(usageFile) {
  try {
    return JSON.parse(readFileSync(usageFile, "utf8")).maxRSS / 1024;
  } catch {
    return 0;
  }
}
