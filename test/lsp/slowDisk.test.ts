/** A disk that takes its time: whoever types is answered before the tree is read, and closing ends the reading. */
import { expect, test } from "vitest";
import type { Diagnostic } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { createSession } from "../../server/src/lsp/session";
import { readSettings } from "../../server/src/lsp/settings";
import type { IndexStatus } from "../../server/src/protocol/protocol";
import type { Host } from "../../server/src/workspace/host";
import { memoryHost, testParser } from "../support/analyse";

const OPEN = `#include <linux/notifier.h>
static RAW_NOTIFIER_HEAD(chain);
static int event(struct notifier_block *nb, unsigned long event, void *data)
{
	return -ENOMEM;
}
static struct notifier_block nb = { .notifier_call = event };
int tell(void) { return notifier_to_errno(raw_notifier_call_chain(&chain, 1, 0)); }
int begin(void) { return raw_notifier_chain_register(&chain, &nb); }
`;

const FILES = new Map(
  ["a.c", ...Array.from({ length: 50 }, (_, i) => `other${i}.c`)].map((file) => [
    file,
    `/* ${file} */ ${OPEN}`,
  ]),
);

/** A disk on which nothing comes back before the test says so. */
async function slowHost() {
  const inner = memoryHost(FILES, await testParser());
  const waiting: (() => void)[] = [];
  const asked: string[] = [];
  let released = false;
  let arrived = (): void => undefined;
  const later = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    asked.push(what);
    const turn = new Promise<void>((resolve) => waiting.push(resolve));
    arrived();
    if (!released) await turn;
    return act();
  };
  const host: Host = {
    ...inner,
    search: (...args) => later("search", () => inner.search(...args)),
    readFile: (root, file) => later(file, () => inner.readFile(root, file)),
  };
  return {
    ...{ host, asked },
    /** Lets the disk answer once; waits until it has been asked something. */
    answer: async (): Promise<void> => {
      if (waiting.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
      waiting.shift()?.();
    },
    /** From now on nobody waits for it. */
    release: (): void => {
      released = true;
      for (const go of waiting.splice(0)) go();
    },
  };
}

function sessionOn(host: Host) {
  const published: (readonly Diagnostic[])[] = [];
  const statuses: IndexStatus[] = [];
  let told = (): void => undefined;
  const session = createSession({
    ...{ root: "file:///tree", uri: "file:///tree", only: null, host },
    settings: () => readSettings(null, expect.unreachable),
    log: { error: (message) => expect.unreachable(message), info: () => undefined, trace: () => undefined },
    tellStatus: (status) => void statuses.push(status),
    complete: () => undefined,
    encode: ({ rule, message }) => ({
      ...{ code: rule, message },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    }),
    publish: (_file, _version, diagnostics) => {
      published.push(diagnostics);
      told();
    },
  });
  const nextPublished = (): Promise<void> => new Promise((resolve) => (told = resolve));
  return { session, published, statuses, nextPublished };
}

const document = (version: number, text: string) =>
  TextDocument.create("file:///tree/a.c", "c", version, text);

const codesOf = (diagnostics: readonly Diagnostic[] | undefined) => diagnostics?.map(({ code }) => code);

test("what is typed has its findings while the disk has not answered once, and while it answers", async () => {
  const { host, asked, answer, release } = await slowHost();
  const { session, published, statuses, nextPublished } = sessionOn(host);
  const started = session.start();
  let next = nextPublished();
  session.changed("a.c", document(1, OPEN));
  await next;
  expect(codesOf(published.at(-1))).toEqual(["raw-errno"]);
  expect(asked).toEqual(["Makefile"]);
  // The Makefile, the search, and five of fifty files.
  for (let i = 0; i < 7; i++) await answer();
  next = nextPublished();
  session.changed("a.c", document(2, OPEN.replace("-ENOMEM", "NOTIFY_OK")));
  await next;
  expect(codesOf(published.at(-1))).toEqual([]);
  expect(asked.length).toBeLessThan(12);
  expect(statuses.at(-1)?.state).toBe("indexing");
  session.dispose();
  release();
  await started;
});

test("a folder that is closed is not read any further", async () => {
  const { host, asked, answer, release } = await slowHost();
  const { session, statuses } = sessionOn(host);
  const started = session.start();
  for (let i = 0; i < 7; i++) await answer();
  session.dispose();
  release();
  await started;
  expect(asked.length).toBeLessThan(12);
  expect(statuses.at(-1)?.state).toBe("closed");
});
