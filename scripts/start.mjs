/**
 * The demonstration, `npm start [-- PATH]`: builds, analyses the example tree (or any file or tree), prints the findings
 * and then the simulation that shows the worst of them. Findings are what it is there to show, so they do not make it
 * fail: the exit status is 0 unless the run itself failed. CI wants `notifier-lens check`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [given, ...more] = process.argv.slice(2);
if (more.length > 0 || given?.startsWith("-")) {
  console.error("npm start: takes one PATH, a C file or a tree: npm start -- PATH");
  process.exit(2);
}
// npm changes to the package's folder; a relative PATH is meant from where npm was called.
const target =
  given === undefined
    ? path.join(root, "examples", "task-handoff")
    : path.resolve(process.env.INIT_CWD ?? process.cwd(), given);

await import("./build.mjs");
const cli = path.join(root, "server", "out", "cli.js");
const here = path.relative(root, target);
const shown = here === "" || here.startsWith("..") ? target : here;

process.exitCode = demonstrate();

function demonstrate() {
  heading(`notifier-lens check ${shown}`);
  const printed = run(["check", target], "inherit");
  if (printed.status !== 0 && printed.status !== 1) return printed.status ?? 2;
  const document = run(["check", target, "--format", "json", "--quiet"], "pipe");
  if (document.status !== 0 && document.status !== 1) return document.status ?? 2;
  const { findings } = JSON.parse(document.stdout);
  // Sorted by place: of equally severe ones the first.
  const worst = ["error", "warning", "info"]
    .map((severity) => findings.find((f) => f.severity === severity && f.witness !== null))
    .find((finding) => finding !== undefined);
  if (worst === undefined) {
    console.log(`\n${findings.length === 0 ? "No findings" : "No finding carries a simulation"}.`);
    return 0;
  }
  heading(`the simulation that shows ${worst.rule} at ${worst.file}:${worst.line}`);
  return replay(worst.witness);
}

function replay(witness) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "notifier-lens-"));
  try {
    const file = path.join(folder, "witness.notifier.json");
    writeFileSync(file, JSON.stringify(witness));
    return run(["simulate", file], "inherit").status ?? 2;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(args, stdout) {
  return spawnSync(process.execPath, [cli, ...args], {
    stdio: ["ignore", stdout, "inherit"],
    encoding: "utf8",
    maxBuffer: 1024 * 1024 * 1024,
  });
}

function heading(text) {
  console.log(`\n== ${text} ==\n`);
}
