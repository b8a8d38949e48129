/** All rules, and the one way to run them. */
import type { Finding } from "../base/finding";
import type { Chain } from "../model/model";
import { maskedClaim } from "./maskedClaim";
import { multipleClaimants } from "./multipleClaimants";
import { phantomClaim } from "./phantomClaim";
import { rawErrno } from "./rawErrno";
import type { Rule, RuleContext, RuleFinding } from "./rule";

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
  return rules.flatMap((rule) => findingsOf(rule, context)).sort(byPlace);
}

function findingsOf(rule: Rule, context: RuleContext): Finding[] {
  const { chains, kernelVersion } = context.model;
  const all = chains.flatMap((chain) => onChain(rule, chain, kernelVersion));
  const told = new Set<string>();
  return [...all, ...(rule.checkRest?.(context) ?? [])].flatMap(({ once, ...finding }): Finding[] => {
    if (once !== undefined && told.has(once)) return [];
    if (once !== undefined) told.add(once);
    return [{ rule: rule.id, severity: rule.severity, ...finding }];
  });
}

/** What a rule last found on a chain. */
interface Found {
  readonly kernelVersion: string | null;
  readonly findings: readonly RuleFinding[];
}

/** By chain: a chain that an edit does not concern stays the same object (model/link.ts). */
const KNOWN: ReadonlyMap<Rule, WeakMap<Chain, Found>> = new Map(RULES.map((rule) => [rule, new WeakMap()]));

function onChain(rule: Rule, chain: Chain, kernelVersion: string | null): readonly RuleFinding[] {
  const known = KNOWN.get(rule)?.get(chain);
  if (known && known.kernelVersion === kernelVersion) return known.findings;
  const findings = rule.checkChain(chain, kernelVersion);
  KNOWN.get(rule)?.set(chain, { kernelVersion, findings });
  return findings;
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
