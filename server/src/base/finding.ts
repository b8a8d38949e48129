/**
 * What a rule says: the plain data that the command line prints, the editor shows and SARIF carries.
 * Must stay serialisable and free of rules, models and protocols.
 */
import type { Place } from "./place";

/** Error: the simulator demonstrates the harm. Warning: likely bug. Info: worth a look. */
export type Severity = "error" | "warning" | "info";

/** From most to least severe. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** Whether `severity` is at least as severe as `threshold`. */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}

/** A place in a file; `file` is relative to the analysed root, with "/". */
export interface FilePlace extends Place {
  readonly file: string;
}

/** Another place that a finding talks about: the other claimant, the caller that believes it. */
export interface RelatedPlace {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Replaces the text between two points of a file. */
export interface TextEdit {
  readonly file: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly newText: string;
}

/** A repair. "safe" keeps every behaviour but the wrong one; "suggestion" wants a human eye. */
export interface Fix {
  readonly title: string;
  readonly safety: "safe" | "suggestion";
  readonly edits: readonly TextEdit[];
}

/** One finding of one rule, in the field names of contract.md. `witness` is a scenario document. */
export interface Finding extends FilePlace {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** The id of the chain it concerns, or null. */
  readonly chain: string | null;
  readonly related: readonly RelatedPlace[];
  readonly witness: object | null;
  readonly fix: Fix | null;
}
