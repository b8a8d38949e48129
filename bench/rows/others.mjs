/** The same kind of work by others: programs that parse C and answer less, over the files that mention notifier_call. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { scratchFolder } from "../lib/scratch.mjs";
import { notInstalled } from "../lib/tools.mjs";

const PATTERNS = path.join(import.meta.dirname, "../patterns");

export function others(bench) {
  const { root, tools, rows, runs } = bench;
  const { ripgrep, coccinelle, astGrep } = tools;
  const names = {
    coccinelle: "Coccinelle, one rule, the files that say notifier_call",
    ast_grep: "ast-grep, eight patterns, the same files, no linking",
  };
  const files = ripgrep.path === null ? null : filesOf(ripgrep.path, root);
  if (files === null) {
    for (const [id, name] of Object.entries(names)) rows.miss(id, name, notInstalled("ripgrep", ripgrep));
    return;
  }
  console.log(`  (${files.length} files mention notifier_call)`);
  const against = { id: "cold_index" };
  if (astGrep.path === null) rows.miss("ast_grep", names.ast_grep, notInstalled("ast-grep", astGrep));
  else {
    const words = ["scan", "--rule", path.join(PATTERNS, "notifier.yml"), "--json=stream"];
    const command = [astGrep.path, ...words, ...files];
    const run = { command, cwd: root, runs };
    bench.timed("ast_grep", names.ast_grep, run, { against: [{ ...against, inverse: true, atMost: 2 }] });
  }
  if (coccinelle.path === null)
    return rows.miss("coccinelle", names.coccinelle, notInstalled("Coccinelle", coccinelle));
  const words = ["--sp-file", path.join(PATTERNS, "errno.cocci"), "--no-includes", "--very-quiet", "-j", "2"];
  const command = [
    coccinelle.path,
    ...words,
    "--file-groups",
    groupsOf(files.map((file) => path.join(root, file))),
  ];
  // Its files have just been read by others: warm without a run of its own, the longest of all.
  const run = { command, runs: Math.min(runs, 3), warmup: 0 };
  bench.timed("coccinelle", names.coccinelle, run, { against: [{ ...against, atLeast: 10 }] });
}

/** Each file a group of its own: those that stand on its command line Coccinelle parses and keeps all together. */
function groupsOf(files) {
  const list = path.join(scratchFolder(), "files");
  writeFileSync(list, `${files.join("\n\n")}\n`);
  return list;
}

function filesOf(ripgrep, root) {
  const words = ["--no-config", "--no-ignore", "-l", "--glob=*.[ch]", "--sort=path", "notifier_call", "."];
  const run = spawnSync(ripgrep, words, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26, input: "" });
  if (run.status !== 0) throw new Error(`no file in ${root} mentions notifier_call`);
  return run.stdout
    .split("\n")
    .filter((file) => file !== "")
    .map((file) => path.normalize(file));
}
