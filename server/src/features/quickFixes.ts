/**
 * What an editor offers to do about findings: their own fixes, all fixes of one rule in the file, and a comment that
 * allows a finding. Must not find anything, nor touch texts.
 */
import type { Finding, TextEdit } from "../base/finding";
import type { Place } from "../base/place";
import { UNUSED_SUPPRESSION } from "../rules";

export interface QuickFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The findings that it takes away. */
  readonly mends: readonly Finding[];
  /** Whether it is the one to take without thinking: it changes nothing but what is wrong. */
  readonly isPreferred: boolean;
  /** For an edit with a gap that a person has to fill: its text before and after the gap. */
  readonly gap?: { readonly before: string; readonly after: string };
}

/**
 * The quick fixes for a stretch of a file.
 * @param findings of the file, in their order
 * @param lineText the text of a line, counted from 1, for its indentation
 */
export function quickFixesAt(
  findings: readonly Finding[],
  place: Place,
  lineText: (line: number) => string,
): QuickFix[] {
  const here = findings.filter((finding) => meets(finding, place));
  const fixable = here.filter((finding) => finding.fix !== null);
  const rules = new Set(fixable.map(({ rule }) => rule));
  return [
    ...fixable.map(ownFix),
    ...[...rules].flatMap((rule) => allOf(rule, findings)),
    ...here
      .filter(({ rule }) => rule !== UNUSED_SUPPRESSION)
      .map((finding) => allowance(finding, lineText(finding.line))),
  ];
}

function meets(finding: Place, asked: Place): boolean {
  return finding.line <= asked.endLine && finding.endLine >= asked.line;
}

function ownFix(finding: Finding): QuickFix {
  const { title = "", edits = [], safety } = finding.fix ?? {};
  return { title, edits, mends: [finding], isPreferred: safety === "safe" };
}

/** All fixes of a rule in the file, where there is more than one. */
function allOf(rule: string, findings: readonly Finding[]): QuickFix[] {
  const { mends, edits } = together(findings.filter((finding) => finding.rule === rule));
  if (mends.length < 2) return [];
  return [{ title: `Fix all ${mends.length} ${rule} in this file`, edits, mends, isPreferred: false }];
}

/** Every fix of a file that changes nothing but what is wrong, as one; null where there is none. */
export function allSafeFixes(findings: readonly Finding[]): QuickFix | null {
  const { mends, edits } = together(findings.filter(({ fix }) => fix?.safety === "safe"));
  if (mends.length === 0) return null;
  return { title: "Make all safe fixes of Notifier Lens", edits, mends, isPreferred: false };
}

/** The fixes of findings at once; of two that meet the first counts. */
function together(findings: readonly Finding[]): { mends: Finding[]; edits: TextEdit[] } {
  const mends: Finding[] = [];
  const edits: TextEdit[] = [];
  for (const finding of findings) {
    if (!finding.fix || finding.fix.edits.some((edit) => edits.some((other) => overlaps(edit, other))))
      continue;
    mends.push(finding);
    edits.push(...finding.fix.edits);
  }
  return { mends, edits };
}

function overlaps(a: TextEdit, b: TextEdit): boolean {
  const before = (one: TextEdit, other: TextEdit): boolean =>
    one.endLine < other.startLine || (one.endLine === other.startLine && one.endColumn <= other.startColumn);
  return a.file === b.file && !before(a, b) && !before(b, a);
}

/** The comment above the line; its reason is left to whoever takes it, and asked for as long as there is none. */
function allowance(finding: Finding, lineText: string): QuickFix {
  const { rule, file, line } = finding;
  const indentation = /^[ \t]*/.exec(lineText)?.[0] ?? "";
  const before = `${indentation}/* notifier-lens: allow ${rule} - `;
  const newText = `${before}*/\n`;
  const edit = { file, startLine: line, startColumn: 1, endLine: line, endColumn: 1, newText };
  return {
    ...{ title: `Allow ${rule} here: add a comment and say why`, edits: [edit] },
    ...{ mends: [finding], isPreferred: false, gap: { before, after: " */\n" } },
  };
}
