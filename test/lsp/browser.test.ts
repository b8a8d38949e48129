/** The built server of the browser, in a worker, on files of no disk: what users see is what they see on a disk. */
import { afterEach, expect, test } from "vitest";
import type { Diagnostic } from "vscode-languageserver";
import type { FileContent, FileListing, ReadFileParams } from "../../server/src/protocol/files";
import type { IndexStatus } from "../../server/src/protocol/protocol";
import { folder } from "../support/analyse";
import { type BrowserServer, startInWorker } from "../support/browserWorker";
import { pointAt } from "../support/cursor";

const ROOT = "vscode-test-web://mount/my%20tree";
const OFFENDER = "drivers/staging/android/lowmemorykiller.c";

let server: BrowserServer | undefined;

afterEach(async () => {
  await server?.stop();
});

interface Opened {
  readonly server: BrowserServer;
  /** Every file that was asked for. */
  readonly asked: string[];
  ready(): Promise<IndexStatus>;
  /** The first diagnostics of a document that are not empty. */
  diagnostics(uri: string): Promise<readonly Diagnostic[]>;
}

/** A worker with an editor of these files; nothing is opened yet. */
async function start(files: ReadonlyMap<string, string>, folders: readonly string[]): Promise<Opened> {
  const started = startInWorker();
  server = started;
  const { connection, failed } = started;
  const asked: string[] = [];
  connection.onRequest("notifierLens/listFiles", (): FileListing => {
    return { files: [...files.keys()].filter((file) => /\.[ch]$/.test(file)), isAll: true };
  });
  connection.onRequest("notifierLens/readFile", async ({ file }: ReadFileParams): Promise<FileContent> => {
    asked.push(file);
    const text = files.get(file);
    return text === undefined
      ? { problem: "no such file", isGone: true }
      : { bytes: new TextEncoder().encode(text) };
  });
  const ready = new Promise<IndexStatus>((resolve) =>
    connection.onNotification("notifierLens/indexStatus", (status: IndexStatus) => {
      if (status.state === "ready") resolve(status);
    }),
  );
  const found = new Map<string, (diagnostics: readonly Diagnostic[]) => void>();
  connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => {
    if (diagnostics.length > 0) found.get(uri)?.(diagnostics);
  });
  await Promise.race([
    failed,
    connection.sendRequest("initialize", {
      processId: null,
      rootUri: null,
      capabilities: { textDocument: { hover: { contentFormat: ["markdown"] } } },
      workspaceFolders: folders.map((uri) => ({ uri, name: "tree" })),
      initializationOptions: { clientRunsTraces: true, wantsIndexStatus: true },
    }),
  ]);
  await connection.sendNotification("initialized", {});
  return {
    ...{ server: started, asked },
    ready: () => Promise.race([failed, ready]),
    diagnostics: (uri) =>
      Promise.race([failed, new Promise<readonly Diagnostic[]>((r) => found.set(uri, r))]),
  };
}

const open = (uri: string, text: string) => ({
  textDocument: { uri, languageId: "c", version: 1, text },
});

test("squiggle, hover, lens and trace in a worker, through the editor's files", async () => {
  const files = await folder("examples/task-handoff");
  const text = files.get(OFFENDER) ?? "";
  const { server, ready, diagnostics, asked } = await start(files, [ROOT]);
  const uri = `${ROOT}/${OFFENDER}`;
  const published = diagnostics(uri);
  const status = await ready();
  expect(status).toMatchObject({ uri: ROOT, problem: null });
  expect(status.findings).toBeGreaterThan(1);
  expect(asked.length).toBe(new Set(asked).size);
  const { connection } = server;
  await connection.sendNotification("textDocument/didOpen", open(uri, text));
  expect((await published).map(({ code, severity }) => [code, severity])).toContainEqual([
    "phantom-claim",
    1,
  ]);
  const { line, column } = pointAt(files, OFFENDER, ".notifier_call = lowmem|_task_free").point;
  const hover = await connection.sendRequest("textDocument/hover", {
    textDocument: { uri },
    position: { line: line - 1, character: column - 1 },
  });
  expect(JSON.stringify(hover)).toContain(`${ROOT}/kernel/fork.c#L`);
  const lenses = await connection.sendRequest<{ command: { title: string; arguments: object[] } }[]>(
    "textDocument/codeLens",
    { textDocument: { uri } },
  );
  const trace = await connection.sendRequest("notifierLens/trace", lenses[0]?.command.arguments[0]);
  expect(trace).toMatchObject({ text: expect.stringContaining("task_free_notifier") });
});

test("a document outside all folders has its findings, of whatever scheme", async () => {
  const { server, diagnostics } = await start(new Map(), []);
  const text = `#include <linux/notifier.h>
static RAW_NOTIFIER_HEAD(chain);
static int event(struct notifier_block *nb, unsigned long event, void *data)
{
	return -ENOMEM;
}
static struct notifier_block nb = { .notifier_call = event };
int tell(void) { return notifier_to_errno(raw_notifier_call_chain(&chain, 1, 0)); }
int begin(void) { return raw_notifier_chain_register(&chain, &nb); }
`;
  const uri = "vscode-vfs://github/someone/one.c";
  const published = diagnostics(uri);
  await server.connection.sendNotification("textDocument/didOpen", open(uri, text));
  expect((await published).map(({ code }) => code)).toContain("raw-errno");
});
