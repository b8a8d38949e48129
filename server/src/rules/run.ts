/**
 * Runs rules over a model: which of them, with which severity, and less what comments in the source allow. What a rule
 * said of a chain or a file is kept as long as these are the same objects, so an edit costs the chains it concerns.
 * Must not know any rule by name.
 */
import { type Finding, SEVERITIES, type Severity } from "../base/finding";
import { sameElements } from "../base/lists";
import type { FileFacts } from "../facts/facts";
import type { Chain, ChainModel } from "../model/model";
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
  /** Puts findings where they stand, for facts and a model whose places are anchored (facts/standing.ts). */
  readonly put?: <T>(value: T) => T;
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
  const { put = (finding) => finding } = options;
  const found = findingsOf(chosen, context, options).map((finding) => put(finding));
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

/** A level that was set is the severity of all findings of the rule; without one each keeps its own. */
function leveled(finding: Finding, levels: RunOptions["levels"]): Finding {
  const level = levels?.get(finding.rule);
  return level === undefined || level === "off" ? finding : { ...finding, severity: level };
}

/** A finding with what it says only once: see {@link RuleFinding}. */
interface Found {
  readonly rule: Rule;
  readonly finding: Finding;
  readonly once: string | undefined;
}

/** What some rules last found in a whole model. */
interface Told {
  readonly rules: readonly Rule[];
  readonly kernelVersion: string | undefined;
  readonly findings: readonly Finding[];
}

/** By model: one whose facts stay the same stays the same object (model/link.ts). */
const TOLD = new WeakMap<ChainModel, Told>();

function findingsOf(rules: readonly Rule[], context: RuleContext, options: RunOptions): readonly Finding[] {
  const { kernelVersion } = options;
  const last = TOLD.get(context.model);
  if (last && last.kernelVersion === kernelVersion && sameElements(last.rules, rules)) return last.findings;
  const { findings, broken } = find(rules, withKernel(context, options), options);
  if (!broken) TOLD.set(context.model, { rules, kernelVersion, findings });
  return findings;
}

/** Findings rule by rule, each rule's chain by chain, then file by file, then the rest. */
function find(
  rules: readonly Rule[],
  context: RuleContext,
  { onBug }: RunOptions,
): { readonly findings: readonly Finding[]; readonly broken: boolean } {
  const { model, facts } = context;
  const broken = new Set<Rule>();
  const guarded = (rule: Rule, ask: () => readonly RuleFinding[]): readonly RuleFinding[] => {
    if (!onBug) return ask();
    if (broken.has(rule)) return [];
    try {
      return ask();
    } catch (error) {
      broken.add(rule);
      onBug(rule.id, error);
      return [];
    }
  };
  const onChains = rules.filter((rule) => rule.checkChain);
  const inFiles = rules.filter((rule) => rule.checkFile);
  const { kernelVersion } = model;
  const all = [
    ...model.chains.flatMap((chain) =>
      kept(onChains, chain, kernelVersion, broken, (rule) =>
        guarded(rule, () => rule.checkChain?.(chain, kernelVersion) ?? []),
      ),
    ),
    ...(inFiles.length === 0 ? [] : [...facts]).flatMap(([file, ofFile]) =>
      kept(inFiles, ofFile, file, broken, (rule) =>
        guarded(rule, () => rule.checkFile?.(ofFile, file) ?? []),
      ),
    ),
    ...rules.flatMap((rule) =>
      told(
        rule,
        guarded(rule, () => rule.checkRest?.(context) ?? []),
      ),
    ),
  ];
  const byRule = new Map(rules.map((rule): [Rule, Found[]] => [rule, []]));
  for (const one of all) if (!broken.has(one.rule)) byRule.get(one.rule)?.push(one);
  return { findings: [...byRule.values()].flatMap(onlyOnce), broken: broken.size > 0 };
}

/** What some rules last found on a chain, or in a file; `of` is the other thing that it depends on. */
interface Kept {
  readonly rules: readonly Rule[];
  readonly of: string | null;
  readonly found: readonly Found[];
}

/** By chain and by facts: what an edit does not concern stays the same object (model/link.ts, workspace). */
const KEPT = new WeakMap<Chain | FileFacts, Kept>();

function kept(
  rules: readonly Rule[],
  about: Chain | FileFacts,
  of: string | null,
  broken: ReadonlySet<Rule>,
  ask: (rule: Rule) => readonly RuleFinding[],
): readonly Found[] {
  const last = KEPT.get(about);
  if (last && last.of === of && sameElements(last.rules, rules)) return last.found;
  const found = rules.flatMap((rule) => told(rule, ask(rule)));
  if (!rules.some((rule) => broken.has(rule))) KEPT.set(about, { rules, of, found });
  return found;
}

function told(rule: Rule, findings: readonly RuleFinding[]): Found[] {
  return findings.map(({ once, ...finding }) => ({
    ...{ rule, once },
    finding: { rule: rule.id, severity: rule.severity, ...finding },
  }));
}

function onlyOnce(found: readonly Found[]): Finding[] {
  const said = new Set<string>();
  return found.flatMap(({ once, finding }) => {
    if (once !== undefined && said.has(once)) return [];
    if (once !== undefined) said.add(once);
    return [finding];
  });
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
