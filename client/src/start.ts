/**
 * What the extension does once it has a client of the language server, wherever both run. Everything that knows about
 * notifier chains is in the server; nothing here may look at C, nor at Node.
 */
import { commands, type ExtensionContext, type LogOutputChannel, type Uri } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { EXPLAIN_RULE } from "../../server/src/protocol/findings";
import { INDEX_STATUS, type IndexStatus, RUN_SIMULATION } from "../../server/src/protocol/protocol";
import { allowFinding } from "./allowFinding";
import { chainsView } from "./chainsView";
import { exampleCommands, showWhenOpened } from "./example";
import { checkWorkspace, clearWorkspace, explainRule } from "./findings";
import { fixChanges } from "./fixChanges";
import { simulationPanels } from "./panel";
import { runSimulation, SHOW_TRACE } from "./runSimulation";
import { SHOW_LOG, statusItem } from "./statusItem";
import { traceDocuments } from "./traceDocument";

/** The command that opens a scenario file in the panel. */
const OPEN_SCENARIO = "notifierLens.openScenario";

/** The command that starts the server anew, which reads what has changed. */
const READ_AGAIN = "notifierLens.readAgain";

/** Registers commands and views, then starts the client; a server that does not start is told in the status bar. */
export async function start(
  context: ExtensionContext,
  log: LogOutputChannel,
  client: BaseLanguageClient,
): Promise<void> {
  const status = statusItem();
  const traces = traceDocuments(client);
  const panels = simulationPanels(context, log, client);
  const chains = chainsView(context, client);
  context.subscriptions.push(
    ...[log, status, traces, panels, chains],
    ...exampleCommands(context, log),
    commands.registerCommand(SHOW_LOG, () => log.show()),
    commands.registerCommand(RUN_SIMULATION, (given: unknown) =>
      runSimulation(client, given, panels.showChain),
    ),
    commands.registerCommand(SHOW_TRACE, (given: unknown) => runSimulation(client, given, traces.show)),
    commands.registerCommand(OPEN_SCENARIO, (uri: Uri | undefined) => panels.openScenario(uri)),
    fixChanges(client),
    allowFinding(),
    commands.registerCommand(EXPLAIN_RULE, (rule: unknown) => explainRule(context.extensionUri, rule)),
    commands.registerCommand("notifierLens.checkWorkspace", () => checkWorkspace(client)),
    commands.registerCommand("notifierLens.clearWorkspace", () => clearWorkspace(client)),
    client.onNotification(INDEX_STATUS, (news: IndexStatus) => {
      status.update(news);
      chains.update(news);
      if (news.state === "ready") panels.treeRead();
      traces.update(news);
    }),
  );
  const run = async (): Promise<void> => {
    try {
      await client.start();
    } catch (error) {
      log.error(`the language server does not start: ${String(error)}`);
      status.failed("the language server does not start");
    }
  };
  context.subscriptions.push(
    commands.registerCommand(READ_AGAIN, async () => {
      await client.stop();
      status.forget();
      chains.forget();
      await run();
    }),
  );
  await run();
  void showWhenOpened(context);
}
