/** Runs the built command line as a user does, and makes trees on disk for it. `npm test` builds before it tests. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";

export const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const CLI = path.join(REPOSITORY, "server/out/cli.js");
export const EXAMPLE = path.join(REPOSITORY, "examples/task-handoff");

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end. */
export function runProgram(program: string, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    // The cache of whoever runs the tests is neither used nor filled.
    const env = { ...process.env, XDG_CACHE_HOME: cacheFolder, ...options.env };
    const child = spawn(program, [...args], { cwd: options.cwd ?? REPOSITORY, env });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output.stderr += text;
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, ...output }));
    // A program that does not read its input closes the pipe; that is its right.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.stdin ?? "");
  });
}

const cacheFolder = mkdtempSync(path.join(os.tmpdir(), "notifier-lens-cache-"));
process.on("exit", () => rmSync(cacheFolder, { recursive: true, force: true }));

/** Runs the built command line. */
export function cli(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return runProgram(process.execPath, [CLI, ...args], options);
}

/** A folder of its own for one test, with files in it: path to text. Removed after the test. */
export function folder(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = mkdtempSync(path.join(os.tmpdir(), "notifier-lens-test-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

/** Checks that a run failed the documented way: status 2, each line under the program's name, no stack trace. */
export function checkFailed(run: Run, ...expected: readonly (string | RegExp)[]): void {
  expect(run.status, run.stderr).toBe(2);
  const lines = run.stderr.trimEnd().split("\n");
  for (const line of lines) expect(line).toMatch(/^notifier-lens: \S/);
  expect(run.stderr).not.toMatch(/^\s+at |internal error/m);
  expected.forEach((text, i) => {
    if (typeof text === "string") expect(lines[i]).toContain(text);
    else expect(lines[i]).toMatch(text);
  });
}

/** A chain with a callback that returns a raw errno, in one file: one `raw-errno` finding, on line 7. */
export const RAW_ERRNO = `#include <linux/notifier.h>

static BLOCKING_NOTIFIER_HEAD(power_chain);

static int battery_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return -EIO;
}

static int lamp_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_DONE;
}

static struct notifier_block battery_nb = { .notifier_call = battery_event, .priority = 1 };
static struct notifier_block lamp_nb = { .notifier_call = lamp_event };

static int __init power_init(void)
{
	blocking_notifier_chain_register(&power_chain, &battery_nb);
	return blocking_notifier_chain_register(&power_chain, &lamp_nb);
}

int power_off(void)
{
	int ret = blocking_notifier_call_chain(&power_chain, 3, NULL);

	ret = notifier_to_errno(ret);
	if (ret)
		return ret;
	return power_cut();
}
`;
