/**
 * The findings of a tree by file. Each rule runs on its own, so that a bug in one leaves the findings of the others.
 * Must not decide what is shown where.
 */
import type { Finding } from "../base/finding";
import { RULES, runRules } from "../rules";
import type { FeatureContext } from "./context";

/**
 * Runs all rules.
 * @param onBug told when a rule throws
 */
export function findingsByFile(
  context: FeatureContext,
  onBug: (rule: string, error: unknown) => void,
): Map<string, Finding[]> {
  const byFile = new Map<string, Finding[]>();
  for (const { id } of RULES) {
    try {
      for (const finding of runRules(context, { only: [id] })) {
        const list = byFile.get(finding.file);
        if (list) list.push(finding);
        else byFile.set(finding.file, [finding]);
      }
    } catch (error) {
      onBug(id, error);
    }
  }
  return byFile;
}
