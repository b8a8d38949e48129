/**
 * What a rule is: one object in one file, with its words and its decision. Rules read the model and the facts; they do
 * no input or output, keep no state and never look at a syntax tree.
 */
import type { Finding, Severity } from "../base/finding";
import type { FileFacts } from "../facts/facts";
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
  /** Past fixes of the kernel, and where the semantics come from. */
  readonly pastFixes: string;
}

/** A finding before the runner adds what the rule's metadata fixes. */
export type RuleFinding = Omit<Finding, "rule" | "severity"> & {
  readonly severity?: Severity;
  /** Of the findings of a rule with the same word here the first is told: what is wrong on two chains is wrong once. */
  readonly once?: string;
};

/**
 * A rule. Its severity follows one policy. Error: the simulator demonstrates a lost veto, a leak, a double free or an
 * endless walk (the finding carries the witness), or the code calls freed memory. Warning: a likely bug. Information:
 * worth a look. A finding may be less severe than its rule, never more.
 */
export interface Rule {
  /** Kebab-case, names the bad pattern. Part of the contract: never renamed. */
  readonly id: string;
  readonly severity: Severity;
  /** Why the rule runs only where it is asked for, with the figure behind it; absent for a rule that is on. */
  readonly off?: string;
  readonly docs: RuleDocs;
  /**
   * What is wrong on one chain. Depends on nothing else: it is asked again only when the chain has changed.
   * @param kernelVersion as ChainModel has it
   */
  checkChain?(chain: Chain, kernelVersion: string | null): readonly RuleFinding[];
  /** What is wrong in one file, whatever the others say. Depends on nothing else: asked again when its facts change. */
  checkFile?(facts: FileFacts, file: string): readonly RuleFinding[];
  /** What takes the model and the facts of several files to see. Asked after every change: it must be cheap. */
  checkRest?(context: RuleContext): readonly RuleFinding[];
}
