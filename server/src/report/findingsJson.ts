/**
 * Findings in the JSON that contract.md fixes under `check --format json`: field for field, in its order. Must not
 * judge or sort.
 */
import type { Finding } from "../base/finding";

/** What a run looked at. */
export interface CheckSummary {
  readonly files: number;
  readonly chains: number;
  readonly callbacks: number;
  readonly findings: number;
  readonly milliseconds: number;
}

/** The document of `check --format json`. `root` is an addition: the folder that all paths are relative to. */
export function findingsJson(root: string, findings: readonly Finding[], summary: CheckSummary): object {
  return { schema: 1, root, findings: findings.map(findingJson), summary };
}

function findingJson(finding: Finding): object {
  const { rule, severity, file, line, column, endLine, endColumn, message, chain, witness } = finding;
  const related = finding.related.map((r) => ({ file: r.file, line: r.line, message: r.message }));
  const { fix } = finding;
  return {
    ...{ rule, severity, file, line, column, endLine, endColumn, message, chain, related, witness },
    fix: fix && { title: fix.title, safety: fix.safety, edits: fix.edits },
  };
}
