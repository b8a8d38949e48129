/** All rules, and the one way to run them. */
import type { Finding } from "../base/finding";
import { maskedClaim } from "./maskedClaim";
import { multipleClaimants } from "./multipleClaimants";
import { phantomClaim } from "./phantomClaim";
import { rawErrno } from "./rawErrno";
import type { Rule, RuleContext } from "./rule";

export { renderPage, renderTable } from "./page";
export type { Rule, RuleContext } from "./rule";

/** Every rule, by id. */
export const RULES: readonly Rule[] = [maskedClaim, multipleClaimants, phantomClaim, rawErrno];

/** The rule with an id, or undefined. */
export function findRule(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}

export interface RunOptions {
  /** The ids of the rules to run; all where it is absent. Unknown ids run nothing: check them with findRule first. */
  readonly only?: readonly string[];
}

/** Runs rules over a model. The findings are sorted by file, line, column, rule and message: the same for the same tree. */
export function runRules(context: RuleContext, options: RunOptions = {}): Finding[] {
  const rules = RULES.filter((rule) => options.only?.includes(rule.id) ?? true);
  const findings = rules.flatMap((rule) =>
    rule.check(context).map((finding): Finding => ({ rule: rule.id, severity: rule.severity, ...finding })),
  );
  return findings.sort(byPlace);
}

function byPlace(a: Finding, b: Finding): number {
  return (
    byText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    byText(a.rule, b.rule) ||
    byText(a.message, b.message)
  );
}

/** By code units, so that the order does not depend on a locale. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
