/** `check [PATH…]`: the findings in what was named, judged with the model of the whole tree. */
import { pathToFileURL } from "node:url";
import { atLeast, type Finding, type Severity } from "../base/finding";
import { type CheckSummary, findingsJson } from "../report/findingsJson";
import { findingsSummary, findingsText } from "../report/findingsText";
import { findingsSarif } from "../report/sarif";
import { isKernelVersion, RULES, type RunOptions, runRules } from "../rules";
import { withoutKnown, writeBaseline } from "./baseline";
import { EXIT, Failure } from "./failure";
import type { CommonOptions } from "./options";
import { json, print, tell } from "./output";
import { levelsOf, ruleNamed } from "./ruleNames";
import { changedSince, isChanged } from "./since";
import { covers, resolveTarget, type Target } from "./target";
import { openTree, type Tree } from "./tree";
import { version } from "./version";

interface CheckOptions extends CommonOptions<"text" | "json" | "sarif"> {
  readonly rule: readonly string[];
  readonly level: readonly string[];
  readonly allRules?: true;
  readonly kernel?: string;
  readonly severity?: Severity;
  readonly since?: string;
  readonly baseline?: string;
  readonly writeBaseline?: true;
}

/** Runs the command; answers the exit status. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<number> {
  const started = performance.now();
  if (options.writeBaseline && options.baseline === undefined)
    throw new Failure("--write-baseline: name the file with --baseline FILE");
  const rules = chosenRules(options);
  const target = await resolveTarget(paths, options.root);
  const changed = options.since === undefined ? null : await changedSince(target.root, options.since);
  const tree = await openTree(target, options);
  const found = judge(tree, target, rules).filter(
    (f) => (changed === null || isChanged(changed, f)) && atLeast(f.severity, options.severity ?? "info"),
  );
  const findings = await afterBaseline(found, options);
  await show(target, tree, findings, options, performance.now() - started);
  tree.workspace.remember();
  if (tree.incomplete) return EXIT.failed;
  return findings.some((f) => atLeast(f.severity, options.severity ?? "warning"))
    ? EXIT.findings
    : EXIT.nothing;
}

/** `--rule` and `--all-rules` run what is off by default too; `--level` has the last word on what a rule is. */
function chosenRules({ rule, allRules, level, kernel }: CheckOptions): RunOptions {
  if (kernel !== undefined && !isKernelVersion(kernel))
    throw new Failure(`--kernel ${kernel}: write a version of Linux, such as 6.1 or 4.19.88`);
  const kernelVersion = kernel === undefined ? {} : { kernelVersion: kernel };
  const named = rule.map((id) => ruleNamed(id).id);
  const levels = levelsOf(level);
  const only = named.length > 0 ? named : allRules ? RULES.map(({ id }) => id) : null;
  return { levels, ...kernelVersion, ...(only === null ? {} : { only }) };
}

function judge({ workspace }: Tree, target: Target, rules: RunOptions): Finding[] {
  const context = { model: workspace.model(), facts: workspace.facts };
  const findings = runRules(context, rules);
  return findings.filter(({ file }) => covers(target, file));
}

async function afterBaseline(
  findings: readonly Finding[],
  options: CheckOptions,
): Promise<readonly Finding[]> {
  const { baseline } = options;
  if (baseline === undefined) return findings;
  if (!options.writeBaseline) return withoutKnown(baseline, findings);
  await writeBaseline(baseline, findings);
  if (!options.quiet) tell(`wrote ${findings.length} findings to ${baseline}`);
  return [];
}

async function show(
  target: Target,
  { workspace }: Tree,
  findings: readonly Finding[],
  options: CheckOptions,
  milliseconds: number,
): Promise<void> {
  const { chains } = workspace.model();
  const summary: CheckSummary = {
    files: workspace.facts.size,
    chains: chains.length,
    callbacks: chains.reduce((sum, chain) => sum + chain.callbacks.length, 0),
    findings: findings.length,
    milliseconds: Math.round(milliseconds),
  };
  if (options.format === "json") {
    await print(json(findingsJson(target.root, findings, summary)));
    return;
  }
  if (options.format === "sarif") {
    const rootUri = pathToFileURL(`${target.root}/`).href;
    await print(json(findingsSarif(findings, { rootUri, version: version(), rules: RULES })));
    return;
  }
  await print(findingsText(findings));
  if (!options.quiet) tell(findingsSummary(target.root, findings, summary));
}
