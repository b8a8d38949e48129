/**
 * Tells the client how far reading a folder has come: by this project's own notification where the client knows it,
 * else by the progress of the standard protocol. Reports are thinned out, the last one of a state is always sent.
 */
import type { Connection, WorkDoneProgressServerReporter } from "vscode-languageserver";
import { INDEX_STATUS, type IndexStatus } from "../protocol/protocol";
import type { Client } from "./client";

/** Between two reports of the same state. */
const PAUSE_MS = 100;

/** Sends what it is given, or leaves it out where it would be noise. */
export type TellStatus = (status: IndexStatus) => void;

/** A teller for one folder. */
export function statusTeller(connection: Connection, client: Client): TellStatus {
  const send = senderFor(connection, client);
  let last: IndexStatus | null = null;
  let when = 0;
  return (status) => {
    const isProgress = last?.state === "indexing" && status.state === "indexing";
    if (isProgress && performance.now() - when < PAUSE_MS) return;
    if (JSON.stringify(status) === JSON.stringify(last)) return;
    last = status;
    when = performance.now();
    send(status);
  };
}

function senderFor(connection: Connection, client: Client): TellStatus {
  if (client.options.wantsIndexStatus)
    return (status) => void connection.sendNotification(INDEX_STATUS, status).catch(ignoreClosed);
  return client.workDoneProgress ? standardProgress(connection) : () => undefined;
}

function standardProgress(connection: Connection): TellStatus {
  let reporter: Promise<WorkDoneProgressServerReporter | null> | null = null;
  const begin = async (): Promise<WorkDoneProgressServerReporter | null> => {
    const created = await connection.window.createWorkDoneProgress().catch(() => null);
    created?.begin("Notifier Lens: reading the tree", 0);
    return created;
  };
  return ({ state, done, total }) => {
    if (state === "indexing") {
      reporter ??= begin();
      void reporter.then(
        (r) => r?.report(percentage(done, total), `${done} of ${total} files`),
        ignoreClosed,
      );
    } else {
      void reporter?.then((r) => r?.done(), ignoreClosed);
      reporter = null;
    }
  };
}

function percentage(done: number, total: number): number {
  return total === 0 ? 0 : Math.floor((100 * done) / total);
}

/** The client may be gone before the last report: nobody is left to be told. */
function ignoreClosed(): void {}
