/** The server in a Node process, on the transport that the command line names. Must not answer anything itself. */
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { describe } from "./guard";
import { isOnDisk, lazyHost } from "./lazyHost";
import { serve } from "./server";

/** Starts the server (`--stdio`, `--node-ipc`); it ends with its client. */
export function startServer(): void {
  const connection = createConnection(ProposedFeatures.all);
  // The last resort: a promise that somebody forgot must not take the editor's findings away.
  process.on("unhandledRejection", (reason) => connection.console.error(`unhandled: ${describe(reason)}`));
  serve(connection, { hostFor: lazyHost, canRead: isOnDisk });
}
