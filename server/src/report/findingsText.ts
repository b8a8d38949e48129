/**
 * Findings the way compilers print them, so that every editor's error list and `:cfile` reads them. Must not wrap lines:
 * the tools that read them do not join them again.
 */
import { type Finding, SEVERITIES } from "../base/finding";
import type { CheckSummary } from "./findingsJson";
import { count, enumerate } from "./traceText";

/** One line for each finding, `file:line:column: severity: message [rule]`, and one note for each related place. */
export function findingsText(findings: readonly Finding[]): string {
  return findings.flatMap(findingLines).join("");
}

function findingLines({ file, line, column, severity, message, rule, related }: Finding): string[] {
  return [
    `${file}:${line}:${column}: ${severity}: ${oneLine(message)} [${rule}]\n`,
    ...related.map((r) => `${r.file}:${r.line}: note: ${oneLine(r.message)}\n`),
  ];
}

/** A message that had a line break would leave lines that no tool can read. */
function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, " ");
}

/** `2 errors and 1 warning in 12 files of ROOT (3 chains, 9 callbacks; 0.1 s)`. */
export function findingsSummary(root: string, findings: readonly Finding[], summary: CheckSummary): string {
  const counts = SEVERITIES.map((severity) => ({
    severity,
    number: findings.filter((f) => f.severity === severity).length,
  })).filter(({ number }) => number > 0);
  const found = counts.length === 0 ? "no findings" : enumerate(counts.map(spell));
  const looked = `${count(summary.files, "file")} of ${root}`;
  const size = `${count(summary.chains, "chain")}, ${count(summary.callbacks, "callback")}`;
  return `${found} in ${looked} (${size}; ${(summary.milliseconds / 1000).toFixed(1)} s)`;
}

function spell({ severity, number }: { severity: string; number: number }): string {
  return severity === "info" ? `${number} info` : count(number, severity);
}
