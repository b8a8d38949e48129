/** "Allow … here": asks why a finding is all right, and writes the answer into a comment above it. Must not judge it. */
import { commands, type Disposable, Position, Uri, WorkspaceEdit, window, workspace } from "vscode";
import { ALLOW_FINDING, type AllowParams } from "../../server/src/protocol/findings";

/** Registers the command of the code action. Nothing is written where the user gives no reason. */
export function allowFinding(): Disposable {
  return commands.registerCommand(ALLOW_FINDING, async (given: unknown) => {
    if (!isAllowParams(given)) return;
    const document = await workspace.openTextDocument(Uri.parse(given.uri));
    const { version } = document;
    const reason = await window.showInputBox({
      title: given.before.trim().replace(/^\/\* notifier-lens: | -$/g, ""),
      prompt: "Why is this finding all right? The reason becomes part of the comment.",
      validateInput: problemWith,
    });
    if (reason === undefined) return;
    if (document.version !== version) {
      await window.showWarningMessage(
        "The text has changed meanwhile, so nothing was written. Please ask again.",
      );
      return;
    }
    const edit = new WorkspaceEdit();
    const text = `${given.before}${reason.trim()}${given.after}`;
    edit.insert(document.uri, new Position(given.line, 0), text);
    await workspace.applyEdit(edit);
  });
}

/** Why a text cannot be the reason in a comment; undefined where it can. */
function problemWith(reason: string): string | undefined {
  if (reason.trim() === "") return "A comment without a reason is reported itself.";
  return reason.includes("*/") ? "This would end the comment." : undefined;
}

function isAllowParams(given: unknown): given is AllowParams {
  return (
    typeof given === "object" && given !== null && "uri" in given && "before" in given && "after" in given
  );
}
