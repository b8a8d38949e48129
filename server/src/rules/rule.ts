/**
 * What a rule is: one object in one file, with its words and its decision. Rules read the model and the facts; they do
 * no input or output, keep no state and never look at a syntax tree.
 */
import type { Finding, Severity } from "../base/finding";
import type { Chain, ChainModel } from "../model/model";
import type { FactsByFile } from "../model/symbols";

export interface RuleContext {
  readonly model: ChainModel;
  readonly facts: FactsByFile;
}

/** A rule's page, in the fixed order of its headings. All texts are Markdown. */
export interface RuleDocs {
  /** One sentence: what is wrong where this rule reports. */
  readonly summary: string;
  readonly reports: string;
  readonly why: string;
  /** Multi-file fixture with at least one finding of this rule; executed as a test. */
  readonly bad: string;
  /** The same code as it should be; executed as a test: no finding of this rule. */
  readonly good: string;
  readonly fixSafety: string;
  readonly whenNotToWorry: string;
  /** Past fixes and where the semantics come from. */
  readonly references: string;
}

/** A finding before the runner adds what the rule's metadata fixes. */
export type RuleFinding = Omit<Finding, "rule" | "severity"> & {
  readonly severity?: Severity;
  /** Of the findings of a rule with the same word here the first is told: what is wrong on two chains is wrong once. */
  readonly once?: string;
};

export interface Rule {
  /** Kebab-case, names the bad pattern. Part of the contract: never renamed. */
  readonly id: string;
  readonly severity: Severity;
  readonly docs: RuleDocs;
  /**
   * What is wrong on one chain. Depends on nothing else: it is asked again only when the chain has changed.
   * @param kernelVersion as ChainModel has it
   */
  checkChain(chain: Chain, kernelVersion: string | null): readonly RuleFinding[];
  /** What is wrong with what is on no chain. */
  checkRest?(context: RuleContext): readonly RuleFinding[];
}
