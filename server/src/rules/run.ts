/**
 * Runs rules over a model: which of them, with which severity, and less what comments in the source allow. What a rule
 * said of a chain or a file is kept as long as these are the same objects, so an edit costs the chains it concerns.
 * Must not know any rule by name.
 */
import { type Finding, SEVERITIES, type Severity } from "../base/finding";
import type { FileFacts } from "../facts/facts";
import type { Chain } from "../model/model";
import { kernelRules } from "../simulator/kernel";
import { byText } from "./order";
import type { Rule, RuleContext, RuleFinding } from "./rule";
import { UNUSED, withoutAllowed } from "./suppression";

/** A rule's severity, or "off". */
export type Level = Severity | "off";

/** Whether a text from outside is a level. */
export function isLevel(value: unknown): value is Level {
  return value === "off" || SEVERITIES.some((severity) => severity === value);
}

export interface RunOptions {
  /** The ids of the rules to run, those that are off by default among them; absent: all that are on. Unknown ids run nothing. */
  readonly only?: readonly string[];
  /** Ids to levels: "off" silences a rule; a severity switches it on, and all its findings are that. */
  readonly levels?: ReadonlyMap<string, Level>;
  /** The kernel whose rules of registration apply; by default the one that the tree's top Makefile names. */
  readonly kernelVersion?: string;
  /** Told when a rule throws: its findings are missing, those of the others are not. Without it the error goes on. */
  readonly onBug?: (rule: string, error: unknown) => void;
}

/** Whether a rule runs under some options, and as what. */
function levelOf(rule: Rule, { only, levels }: Pick<RunOptions, "only" | "levels">): Level {
  const set = levels?.get(rule.id);
  if (only && !only.includes(rule.id)) return "off";
  if (only) return set ?? rule.severity;
  return set ?? (rule.off === undefined ? rule.severity : "off");
}

/**
 * Runs rules over a model.
 * @returns findings sorted by file, line, column, rule and message: the same for the same tree
 */
export function runAll(rules: readonly Rule[], context: RuleContext, options: RunOptions = {}): Finding[] {
  const { only } = options;
  // Whether a comment is of use is known only once the rule it names has run.
  const judged: RunOptions = only?.includes(UNUSED) ? { ...options, only: rulesOn(rules, only) } : options;
  const levels = new Map(rules.map((rule) => [rule.id, levelOf(rule, judged)]));
  const chosen = rules.filter((rule) => levels.get(rule.id) !== "off");
  const asked = withKernel(context, options);
  const found = chosen.flatMap((rule) => guarded(rule, asked, options));
  return withoutAllowed(found, context.facts, levels)
    .filter(({ rule }) => only?.includes(rule) ?? true)
    .map((finding) => leveled(finding, options.levels))
    .sort(byPlace);
}

function withKernel(context: RuleContext, { kernelVersion }: RunOptions): RuleContext {
  return kernelVersion === undefined ? context : { ...context, model: { ...context.model, kernelVersion } };
}

/** Whether a text from outside names a kernel: "6.1", "4.19.88". */
export function isKernelVersion(value: unknown): value is string {
  return typeof value === "string" && kernelRules(value) !== null;
}

function rulesOn(rules: readonly Rule[], only: readonly string[]): string[] {
  return rules.filter((rule) => rule.off === undefined || only.includes(rule.id)).map((rule) => rule.id);
}

function guarded(rule: Rule, context: RuleContext, { onBug }: RunOptions): Finding[] {
  if (!onBug) return findingsOf(rule, context);
  try {
    return findingsOf(rule, context);
  } catch (error) {
    onBug(rule.id, error);
    return [];
  }
}

/** A level that was set is the severity of all findings of the rule; without one each keeps its own. */
function leveled(finding: Finding, levels: RunOptions["levels"]): Finding {
  const level = levels?.get(finding.rule);
  return level === undefined || level === "off" ? finding : { ...finding, severity: level };
}

function findingsOf(rule: Rule, context: RuleContext): Finding[] {
  const { chains, kernelVersion } = context.model;
  const told = new Set<string>();
  return [
    ...chains.flatMap((chain) => onChain(rule, chain, kernelVersion)),
    ...(rule.checkFile ? [...context.facts].flatMap(([file, facts]) => inFile(rule, facts, file)) : []),
    ...(rule.checkRest?.(context) ?? []),
  ].flatMap(({ once, ...finding }): Finding[] => {
    if (once !== undefined && told.has(once)) return [];
    if (once !== undefined) told.add(once);
    return [{ rule: rule.id, severity: rule.severity, ...finding }];
  });
}

/** What a rule last found on a chain, or in a file; `of` is the other thing that it depends on. */
interface Found {
  readonly of: string | null;
  readonly findings: readonly RuleFinding[];
}

/** By chain and by facts: what an edit does not concern stays the same object (model/link.ts, workspace). */
const KNOWN = new WeakMap<Rule, WeakMap<Chain | FileFacts, Found>>();

function kept(rule: Rule, about: Chain | FileFacts, of: string | null, ask: () => readonly RuleFinding[]) {
  const known = KNOWN.get(rule) ?? new WeakMap<Chain | FileFacts, Found>();
  KNOWN.set(rule, known);
  const last = known.get(about);
  if (last && last.of === of) return last.findings;
  const findings = ask();
  known.set(about, { of, findings });
  return findings;
}

function onChain(rule: Rule, chain: Chain, kernelVersion: string | null): readonly RuleFinding[] {
  if (!rule.checkChain) return [];
  return kept(rule, chain, kernelVersion, () => rule.checkChain?.(chain, kernelVersion) ?? []);
}

function inFile(rule: Rule, facts: FileFacts, file: string): readonly RuleFinding[] {
  return kept(rule, facts, file, () => rule.checkFile?.(facts, file) ?? []);
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
