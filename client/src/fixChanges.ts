/** "Show what this changes": two read-only traces side by side, of the chain as it is and with a fix made. */
import { commands, Disposable, Uri, window, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { FIX_CHANGES, type FixChanges, SHOW_FIX_CHANGES } from "../../server/src/protocol/findings";

const SCHEME = "notifier-trace-change";

/** Registers the command of the code action. The texts stay until the extension ends: they are small. */
export function fixChanges(client: BaseLanguageClient): Disposable {
  const texts = new Map<string, string>();
  let count = 0;
  const keep = (side: string, text: string): Uri => {
    const uri = Uri.from({ scheme: SCHEME, path: `/${++count}/${side}.notifier-trace` });
    texts.set(uri.toString(), text);
    return uri;
  };
  return Disposable.from(
    workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? "",
    }),
    commands.registerCommand(SHOW_FIX_CHANGES, async (params: unknown) => {
      const changes = await client.sendRequest<FixChanges | null>(FIX_CHANGES, params);
      if (!changes) {
        await window.showInformationMessage("This finding is no longer there.");
        return;
      }
      const [before, after] = [keep("before", changes.before), keep("after", changes.after)];
      await commands.executeCommand("vscode.diff", before, after, changes.title);
    }),
  );
}
