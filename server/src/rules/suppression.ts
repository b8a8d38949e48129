/**
 * Comments in the source that allow a finding: `notifier-lens: allow RULE - reason`, on the line of the finding or the
 * one before it. One that allows nothing is a finding itself, so that they do not outlive what they were written for.
 */
import type { Finding, Fix } from "../base/finding";
import type { AllowanceFact, FileFacts } from "../facts/facts";
import type { FactsByFile } from "../model/symbols";
import type { Level } from "./run";

/** The id of the rule that reports comments which allow nothing. */
export const UNUSED = "unused-suppression";

/** Whether a comment speaks of a finding. */
function allows({ rule, place }: AllowanceFact, finding: Finding): boolean {
  const near = finding.line === place.endLine || finding.line === place.endLine + 1;
  return near && rule === finding.rule;
}

/**
 * Leaves out what comments allow, and adds a finding for each comment that allows nothing.
 * @param levels of all rules there are: what did not run cannot tell that its comment is of no use
 */
export function withoutAllowed(
  findings: readonly Finding[],
  facts: FactsByFile,
  levels: ReadonlyMap<string, Level>,
): readonly Finding[] {
  const files: [string, FileFacts][] = [];
  for (const [file, ofFile] of facts) if (ofFile.allowances.length > 0) files.push([file, ofFile]);
  if (files.length === 0) return findings;
  const allowed = new Set<Finding>();
  const unused: Finding[] = [];
  for (const [file, { allowances }] of files) {
    const here = findings.filter((finding) => finding.file === file);
    for (const allowance of allowances) {
      const meant = here.filter((finding) => allows(allowance, finding));
      for (const finding of meant) allowed.add(finding);
      const complained = complaint(allowance, meant.length > 0, file, levels);
      if (complained) unused.push(complained);
    }
  }
  const told = findings.filter((finding) => !allowed.has(finding));
  return levels.get(UNUSED) === "off" ? told : [...told, ...unused];
}

/** What is wrong with a comment; null for one that allows something, and for one whose rule did not run. */
function complaint(
  allowance: AllowanceFact,
  isUsed: boolean,
  file: string,
  levels: ReadonlyMap<string, Level>,
): Finding | null {
  const { rule, reason } = allowance;
  const level = levels.get(rule);
  if (level === undefined)
    return at(
      file,
      allowance,
      `There is no rule ${rule}: this comment allows nothing. Remove it, or name a rule`,
    );
  if (level === "off") return null;
  if (!isUsed) {
    const said = `There is no ${rule} on this line or the next: this comment allows nothing. Remove it`;
    return { ...at(file, allowance, said), fix: removal(file, allowance) };
  }
  if (reason !== "") return null;
  return at(file, allowance, `This comment allows ${rule} without saying why. Add the reason after a dash`);
}

function at(file: string, { place }: AllowanceFact, said: string): Finding {
  return {
    ...{ rule: UNUSED, severity: "info", file, ...place, message: `${said}.` },
    ...{ chain: null, related: [], witness: null, fix: null },
  };
}

function removal(file: string, allowance: AllowanceFact): Fix {
  const { line, column, endLine, endColumn } = allowance.removal;
  const edit = { file, startLine: line, startColumn: column, endLine, endColumn, newText: "" };
  return { title: "Remove the comment", safety: "safe", edits: [edit] };
}
