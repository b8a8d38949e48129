/**
 * The findings of a tree by file. A bug in one rule leaves the findings of the others. Must not decide what is shown
 * where.
 */
import type { Finding } from "../base/finding";
import { type RunOptions, runRules } from "../rules";
import type { FeatureContext } from "./context";

/** What an editor says about rules: see {@link RunOptions}. A rule that throws is always told of. */
export type FindingOptions = Pick<RunOptions, "levels" | "kernelVersion" | "put"> &
  Required<Pick<RunOptions, "onBug">>;

/** Runs the rules that are on. */
export function findingsByFile(context: FeatureContext, options: FindingOptions): Map<string, Finding[]> {
  const byFile = new Map<string, Finding[]>();
  for (const finding of runRules(context, options)) {
    const list = byFile.get(finding.file);
    if (list) list.push(finding);
    else byFile.set(finding.file, [finding]);
  }
  return byFile;
}
