/** What a user does about findings: read a rule's page, check the whole workspace. Must not know what a finding is. */
import { commands, ProgressLocation, Uri, window } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { CHECK_WORKSPACE, type CheckedWorkspace, CLEAR_WORKSPACE } from "../../server/src/protocol/findings";

/** How long a result stands in the status bar. */
const SHOWN_MS = 8000;

/**
 * Shows a rule's page, which is part of the extension.
 * @param rule its id, as a finding's link hands it over
 */
export async function explainRule(extension: Uri, rule: unknown): Promise<void> {
  if (typeof rule !== "string" || !/^[a-z-]+$/.test(rule)) return;
  await commands.executeCommand(
    "markdown.showPreview",
    Uri.joinPath(extension, "docs", "rules", `${rule}.md`),
  );
}

/** Shows the findings of all files of the workspace, once all of it has been read. */
export async function checkWorkspace(client: BaseLanguageClient): Promise<void> {
  const checked = await window.withProgress(
    {
      location: ProgressLocation.Notification,
      title: "Notifier Lens: checking the workspace",
      cancellable: true,
    },
    (_, token) => client.sendRequest<CheckedWorkspace | null>(CHECK_WORKSPACE, null, token).catch(() => null),
  );
  if (!checked) return;
  const { findings, files, chains } = checked;
  if (findings === 0) {
    await window.showInformationMessage(`No findings on ${counted(chains, "notifier chain")}.`);
    return;
  }
  window.setStatusBarMessage(`${counted(findings, "finding")} in ${counted(files, "file")}`, SHOWN_MS);
  await commands.executeCommand("workbench.actions.view.problems");
}

/** Files that are not open show findings only if the settings say so. */
export async function clearWorkspace(client: BaseLanguageClient): Promise<void> {
  await client.sendRequest(CLEAR_WORKSPACE, null);
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
