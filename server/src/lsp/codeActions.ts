/** Quick fixes as the protocol has them. Must not decide what is offered. */
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type TextEdit as LspEdit,
} from "vscode-languageserver";
import type { Finding, TextEdit } from "../base/finding";
import type { QuickFix } from "../features/quickFixes";
import { ALLOW_FINDING, type AllowParams, SHOW_FIX_CHANGES } from "../protocol/findings";
import { fixParams } from "./changes";
import { toRange } from "./positions";
import { toUri } from "./uris";

/** The kind under which all safe fixes of a file are made at once, also on saving where the user has said so. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.notifierLens`;

/** Whether a client that asks for some kinds of actions wants those of `kind`. */
export function isWanted(kind: string, only: readonly string[] | undefined): boolean {
  return only?.some((asked) => kind === asked || kind.startsWith(`${asked}.`)) ?? false;
}

/**
 * @param encode makes the diagnostic that the client was sent for a finding
 * @param asks whether the client asks its user for what a fix leaves open
 */
export function encodeQuickFix(
  { title, edits, mends, isPreferred, gap }: QuickFix,
  root: string,
  encode: (finding: Finding) => Diagnostic,
  { kind = CodeActionKind.QuickFix, asks = false }: { readonly kind?: string; readonly asks?: boolean } = {},
): CodeAction {
  const [first] = edits;
  if (asks && gap && first) {
    const params: AllowParams = { uri: toUri(root, first.file), line: first.startLine - 1, ...gap };
    const command = { title, command: ALLOW_FINDING, arguments: [params] };
    return { title, kind, diagnostics: mends.map(encode), command };
  }
  const changes: Record<string, LspEdit[]> = {};
  for (const edit of edits) {
    const uri = toUri(root, edit.file);
    changes[uri] = [...(changes[uri] ?? []), encodeEdit(edit)];
  }
  return {
    ...{ title, kind, diagnostics: mends.map(encode), edit: { changes } },
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
