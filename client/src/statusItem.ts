/** The status bar item: how far the server is, then how much it found. A click shows the log. */
import { type Disposable, MarkdownString, StatusBarAlignment, window } from "vscode";
import type { IndexStatus } from "../../server/src/protocol/protocol";

/** The command behind the item. */
export const SHOW_LOG = "notifierLens.showLog";

export interface StatusItem extends Disposable {
  update(news: IndexStatus): void;
  /** The server is not there. */
  failed(problem: string): void;
}

export function statusItem(): StatusItem {
  const item = window.createStatusBarItem("status", StatusBarAlignment.Left, 0);
  const folders = new Map<string, IndexStatus>();
  item.name = "Notifier Lens";
  item.command = SHOW_LOG;
  const show = (text: string, tooltip: string): void => {
    item.text = text;
    item.tooltip = new MarkdownString(`**Notifier Lens**\n\n${tooltip}\n\nClick for the log.`);
    item.show();
  };
  const failed = (problem: string): void => show("$(error) Notifiers", problem);
  return {
    update: (news) => {
      if (news.state === "closed") folders.delete(news.uri);
      else folders.set(news.uri, news);
      const all = [...folders.values()];
      const sum = (field: NumberField): number => all.reduce((total, status) => total + status[field], 0);
      const broken = all.find((status) => status.state === "failed");
      const indexing = all.some((status) => status.state === "indexing");
      const found = `${counted(sum("findings"), "finding")} on ${counted(sum("chains"), "notifier chain")}`;
      if (all.length === 0) item.hide();
      else if (broken) failed(`${broken.uri}: ${broken.problem ?? "failed"}`);
      else if (indexing) show(`$(sync~spin) Notifiers ${percentage(all)}`, progressText(all));
      else show(`$(link) ${found}`, `${counted(sum("callbacks"), "callback")}; ${found}.`);
    },
    failed,
    dispose: () => item.dispose(),
  };
}

type NumberField = "findings" | "chains" | "callbacks" | "done" | "total";

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}

function percentage(all: readonly IndexStatus[]): string {
  const running = all.filter((s) => s.state === "indexing" && s.total > 0);
  const total = running.reduce((n, s) => n + s.total, 0);
  const done = running.reduce((n, s) => n + s.done, 0);
  return total === 0 ? "" : `${Math.floor((100 * done) / total)}%`;
}

function progressText(all: readonly IndexStatus[]): string {
  const lines = all
    .filter((s) => s.state === "indexing")
    .map((s) => `Reading ${s.uri}: ${s.done} of ${s.total} files.`);
  return lines.join("\n\n");
}
