/**
 * The status bar item: how far the server is, then what it found. A click shows the log. Where there are no chains and
 * nothing is wrong it is not there: most C programs have none.
 */
import { type Disposable, MarkdownString, StatusBarAlignment, ThemeColor, Uri, window } from "vscode";
import type { IndexStatus } from "../../server/src/protocol/protocol";
import { counted, countsText, type IndexTotals, totalsOf } from "./indexTotals";

/** The command behind the item. */
export const SHOW_LOG = "notifierLens.showLog";

/** The command that the editor makes for the view of chains. */
const SHOW_CHAINS = "notifierLens.chains.focus";

export interface StatusItem extends Disposable {
  update(news: IndexStatus): void;
  /** The server has ended: nothing of what it said counts any more. */
  forget(): void;
  /** The server is not there. */
  failed(problem: string): void;
}

export function statusItem(): StatusItem {
  const item = window.createStatusBarItem("status", StatusBarAlignment.Left, 0);
  const folders = new Map<string, IndexStatus>();
  item.name = "Notifier Lens";
  item.command = SHOW_LOG;
  const show = (text: string, tooltip: string, isBroken = false): void => {
    item.text = text;
    item.tooltip = tooltipOf(tooltip);
    item.backgroundColor = isBroken ? new ThemeColor("statusBarItem.errorBackground") : undefined;
    item.accessibilityInformation = { label: `Notifier Lens: ${text.replace(/\$\([^)]*\)\s*/g, "")}` };
    item.show();
  };
  const failed = (problem: string): void => show("$(error) Notifier Lens", problem, true);
  return {
    update: (news) => {
      if (news.state === "closed") folders.delete(news.uri);
      else folders.set(news.uri, news);
      const all = [...folders.values()];
      const totals = totalsOf(all);
      const broken = all.find((status) => status.state === "failed");
      if (broken) failed(`${nameOf(broken)}: ${broken.problem ?? "could not be read"}`);
      else if (totals.state === "indexing") show(progressText(totals), all.map(folderText).join("\n\n"));
      else if (totals.chains === 0) item.hide();
      else show(`$(link) ${foundText(totals)}`, all.map(folderText).join("\n\n"));
    },
    forget: () => folders.clear(),
    failed,
    dispose: () => item.dispose(),
  };
}

/** Errors are what a user wants to know of; without any, all findings are. */
function foundText({ chains, findings, errors }: IndexTotals): string {
  const found = errors > 0 ? counted(errors, "error") : counted(findings, "finding");
  return `${counted(chains, "notifier chain")}, ${found}`;
}

function progressText({ done, total }: IndexTotals): string {
  const percentage = total === 0 ? "" : ` ${Math.floor((100 * done) / total)}%`;
  return `$(sync~spin) Notifier chains${percentage}`;
}

/** One folder, in the tooltip. */
function folderText(status: IndexStatus): string {
  const { state, done, total } = status;
  const files = `${done.toLocaleString("en")} of ${total.toLocaleString("en")} files`;
  return `${nameOf(status)}: ${state === "indexing" ? `reading, ${files}` : countsText(totalsOf([status]))}`;
}

function nameOf({ uri }: IndexStatus): string {
  const { fsPath } = Uri.parse(uri);
  return `\`${fsPath}\``;
}

function tooltipOf(text: string): MarkdownString {
  const links = `[Show the chains](command:${SHOW_CHAINS}) · [Show the log](command:${SHOW_LOG})`;
  const tooltip = new MarkdownString(`**Notifier Lens**\n\n${text}\n\n${links}`);
  tooltip.isTrusted = { enabledCommands: [SHOW_CHAINS, SHOW_LOG] };
  return tooltip;
}
