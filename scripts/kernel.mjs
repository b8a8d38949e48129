/**
 * The kernel suite, `npm run test:kernel`: the built command line over a whole Linux 6.1, held against a scan of the text
 * that knows nothing of it, against labels that were read from the source by hand, and against bench/baseline.json; texts
 * of it that are typed in, held against the same texts read alone; and the simulator, held against the kernel's own
 * notifier.c. `--write-baseline` writes that file anew; `--seed` and `--programs` are the conformance suite's. Exit
 * status 1 where a check fails, 2 where there is no tree.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { checkBaseline, writeBaseline } from "./kernel/baseline.mjs";
import { REPOSITORY, runCli } from "./kernel/cli.mjs";
import { checkConformance } from "./kernel/conformance.mjs";
import { checkCoverage } from "./kernel/coverage.mjs";
import { checkFindings } from "./kernel/findings.mjs";
import { conformanceOptions, OPTIONS } from "./kernel/options.mjs";
import { checkBackEnds, checkNativeModel, checkParsing, loadProject } from "./kernel/parse.mjs";
import { checkScores } from "./kernel/scores.mjs";
import { createSuite } from "./kernel/suite.mjs";
import { findKernelTree, NoTree } from "./kernel/tree.mjs";
import { checkTyping } from "./kernel/typing.mjs";
import { checkVerdicts } from "./kernel/verdicts.mjs";

const suite = createSuite();
try {
  process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
} catch (error) {
  if (!(error instanceof NoTree)) throw error;
  console.error(`test:kernel: ${error.message}`);
  process.exitCode = 2;
}

async function main(args) {
  const { values } = parseArgs({ args, options: { ...OPTIONS, "write-baseline": { type: "boolean" } } });
  const root = findKernelTree();
  console.log(`kernel tree: ${root}`);
  await checkConformance(suite, root, conformanceOptions(values));
  const chains = await documentOf("chains", root);
  const found = chains && (await documentOf("check", root, "--all-rules"));
  if (found) await judge(root, chains, found, values["write-baseline"] === true);
  return suite.close();
}

/** What one command answers about the tree, or null where it failed: then nothing else can be said. */
async function documentOf(command, root, ...options) {
  const run = await runCli([command, "--format", "json", "--no-cache", ...options, root]);
  suite.measure(`${command}_seconds`, run.seconds, "s");
  suite.measure(`${command}_peak_memory`, run.megabytes, "MiB");
  const told = run.stderr.split("\n").filter((line) => line !== "");
  const sound =
    (run.status === 0 || run.status === 1) && !told.some((line) => /internal error|^\s+at /.test(line));
  suite.check(`${command} runs over the whole tree (exit status ${run.status})`, sound, told);
  return sound ? JSON.parse(run.stdout) : null;
}

async function judge(root, chains, found, write) {
  countChains(chains);
  checkCoverage(suite, root, chains);
  checkScores(suite, chains);
  const project = await loadProject();
  await checkFindings(
    suite,
    root,
    found,
    chains,
    project.RULES.map((rule) => rule.id),
  );
  checkVerdicts(suite, found.findings, project.RULES);
  const files = await checkNativeModel(suite, project, root, chains);
  suite.check("check says how many files it looked at", found.summary.files === files.length, [
    `${found.summary.files} against ${files.length}`,
  ]);
  const wasm = await project.loadWasmParser(path.join(REPOSITORY, "server/out"));
  checkParsing(suite, project, wasm, root, files);
  checkBackEnds(suite, project, wasm, project.loadNativeParser(), root, files);
  await checkTyping(suite, project, wasm, root, files);
  if (write) writeBaseline(chains.kernelVersion, suite);
  checkBaseline(suite, chains.kernelVersion);
}

function countChains({ chains, unresolved }) {
  suite.count("chains", chains.length);
  suite.count("chains_with_callbacks", chains.filter((chain) => chain.callbacks.length > 0).length);
  suite.count("chains_with_call_sites", chains.filter((chain) => chain.callSites.length > 0).length);
  suite.count("callbacks_on_chains", chains.flatMap((chain) => chain.callbacks).length);
  suite.count("call_sites", chains.flatMap((chain) => chain.callSites).length);
  for (const kind of ["callback", "registration", "callSite"])
    suite.count(`unresolved_${kind}`, unresolved.filter((u) => u.kind === kind).length);
  const ids = chains.map((chain) => chain.id);
  suite.check(
    "chain ids are unique",
    new Set(ids).size === ids.length,
    ids.filter((id, i) => ids.indexOf(id) !== i),
  );
}
