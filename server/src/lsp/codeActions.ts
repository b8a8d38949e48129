/** Quick fixes as the protocol has them. Must not decide what is offered. */
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type TextEdit as LspEdit,
} from "vscode-languageserver";
import type { Finding, TextEdit } from "../base/finding";
import type { QuickFix } from "../features/quickFixes";
import { SHOW_FIX_CHANGES } from "../protocol/findings";
import { fixParams } from "./changes";
import { toRange } from "./positions";
import { toUri } from "./uris";

/** @param encode makes the diagnostic that the client was sent for a finding */
export function encodeQuickFix(
  { title, edits, mends, isPreferred }: QuickFix,
  root: string,
  encode: (finding: Finding) => Diagnostic,
): CodeAction {
  const changes: Record<string, LspEdit[]> = {};
  for (const edit of edits) {
    const uri = toUri(root, edit.file);
    changes[uri] = [...(changes[uri] ?? []), encodeEdit(edit)];
  }
  return {
    ...{ title, kind: CodeActionKind.QuickFix, diagnostics: mends.map(encode), edit: { changes } },
    ...(isPreferred ? { isPreferred } : {}),
  };
}

function encodeEdit({ startLine, startColumn, endLine, endColumn, newText }: TextEdit): LspEdit {
  return { range: toRange({ line: startLine, column: startColumn, endLine, endColumn }), newText };
}

/** For each finding that is fixed alone: the action that shows what its fix changes in the simulation. */
export function shownChanges(
  fixes: readonly QuickFix[],
  encode: (finding: Finding) => Diagnostic,
  uri: string,
): CodeAction[] {
  return fixes.flatMap(({ mends: [finding, ...others], title, edits }): CodeAction[] => {
    const params = finding && finding.fix?.edits === edits ? fixParams(finding, uri) : null;
    if (!finding || !params || others.length > 0) return [];
    const named = `Show what this changes: ${title}`;
    return [
      {
        ...{ title: named, kind: CodeActionKind.QuickFix, diagnostics: [encode(finding)] },
        command: { title: named, command: SHOW_FIX_CHANGES, arguments: [params] },
      },
    ];
  });
}
