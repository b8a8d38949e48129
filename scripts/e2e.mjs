/**
 * `npm run test:e2e`: what a user does, in a real VS Code in a real browser. Needs Debian's Chromium (or CHROMIUM=PATH),
 * and a compiler for the editor's first installation. Ends with a line `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { installEditor } from "./editor/install.mjs";
import { packExtension } from "./editor/package.mjs";
import { findKernelTree, NoTree } from "./kernel/tree.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.exitCode = main();

function main() {
  const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";
  try {
    if (!existsSync(chromium))
      throw new Error(`there is no ${chromium}: apt-get install chromium, or set CHROMIUM to a browser`);
    installEditor(console.log);
    packExtension();
  } catch (error) {
    console.error(`test:e2e: ${error.message}`);
    console.log("0 passed, 1 failed");
    return 1;
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), "notifier-lens-e2e-"));
  try {
    return runTests(path.join(folder, "report.json"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The tree that the tests on a whole kernel take; null where there is none. */
function kernelTree() {
  try {
    return findKernelTree();
  } catch (error) {
    if (!(error instanceof NoTree)) throw error;
    console.log(`test:e2e: the tests on a whole kernel are left out: ${error.message}`);
    return null;
  }
}

function runTests(report) {
  const vitest = path.join(root, "node_modules/vitest/vitest.mjs");
  const reporters = ["--reporter=verbose", "--reporter=json", `--outputFile.json=${report}`];
  const config = ["--config", path.join(root, "test/e2e/vitest.config.mts")];
  const tree = kernelTree();
  const left = tree === null ? ["--exclude", "**/kernel.e2e.ts"] : [];
  const { status } = spawnSync(
    process.execPath,
    [vitest, "run", ...config, ...reporters, ...left, ...process.argv.slice(2)],
    { cwd: root, stdio: "inherit", env: { ...process.env, KERNEL_TREE: tree ?? "" } },
  );
  if (!existsSync(report)) {
    console.log("0 passed, 1 failed");
    return 1;
  }
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  // What was skipped because something before it failed has not passed; a suite that did not start has no test at all.
  const failed = numFailedTests + numPendingTests || Number(numFailedTestSuites > 0 || status !== 0);
  console.log(`${numPassedTests} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
