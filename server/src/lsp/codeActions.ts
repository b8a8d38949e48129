/** Quick fixes as the protocol has them. Must not decide what is offered. */
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type TextEdit as LspEdit,
} from "vscode-languageserver";
import type { Finding, TextEdit } from "../base/finding";
import type { QuickFix } from "../features/quickFixes";
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
