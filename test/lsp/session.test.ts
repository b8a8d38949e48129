/** What the protocol cannot bring about at will: several who ask for the same text at the same moment. */
import { expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { createSession, type Session } from "../../server/src/lsp/session";
import { readSettings } from "../../server/src/lsp/settings";
import type { Host } from "../../server/src/workspace/host";
import { memoryHost, testParser } from "../support/analyse";

/** A host whose extractions end when the test says so, each on its own. */
async function gatedHost(): Promise<{ host: Host; gates: (() => void)[]; waiting: () => Promise<void> }> {
  const inner = memoryHost(new Map(), await testParser());
  const gates: (() => void)[] = [];
  let arrived = (): void => undefined;
  const host: Host = {
    ...inner,
    extract: async (text, wanted) => {
      const open = new Promise<void>((resolve) => gates.push(resolve));
      arrived();
      await open;
      return inner.extract(text, wanted);
    },
  };
  const waiting = (): Promise<void> =>
    gates.length > 0 ? Promise.resolve() : new Promise((resolve) => (arrived = resolve));
  return { host, gates, waiting };
}

/** A promise, and what resolves it. */
function signal(): [resolve: () => void, promise: Promise<void>] {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return [resolve, promise];
}

/** Small files, each with a chain of its own. */
function manyFiles(count: number): ReadonlyMap<string, string> {
  const numbers = Array.from({ length: count }, (_, n) => n);
  return new Map(numbers.map((n) => [`drivers/d${n}.c`, text(`chain_${n}`)]));
}

function sessionOn(host: Host): Session {
  return createSession({
    root: "",
    uri: "file:///",
    only: null,
    host,
    settings: () => readSettings(null, expect.unreachable),
    log: { error: (message) => expect.unreachable(message), info: () => undefined, trace: () => undefined },
    tellStatus: () => undefined,
    complete: () => undefined,
    encode: () => expect.unreachable("nothing to find"),
    publish: () => undefined,
  });
}

const text = (head: string): string => `static RAW_NOTIFIER_HEAD(${head});\n`;

test("whoever asks for a document's text gets the facts of that text, whoever else asked for it", async () => {
  const { host, gates, waiting } = await gatedHost();
  const session = sessionOn(host);
  const document = TextDocument.create("file:///a.c", "c", 1, text("first"));
  const heads = (): string[] => session.context.model.chains.map((chain) => chain.name);

  const opened = session.current("a.c", document);
  await waiting();
  gates.shift()?.();
  await opened;
  expect(heads()).toEqual(["first"]);

  TextDocument.update(document, [{ text: text("second") }], 2);
  const seenByEach = [1, 2].map(() => session.current("a.c", document).then(heads));
  await waiting();
  // In the order in which they began: the first to end may be the one that was overtaken.
  while (gates.length > 0) {
    gates.shift()?.();
    await Promise.race(seenByEach);
  }
  expect(await Promise.all(seenByEach)).toEqual([["second"], ["second"]]);
  session.dispose();
});

test("who asks while the text changes gets the facts of the text as it is in the end", async () => {
  const { host, gates, waiting } = await gatedHost();
  const session = sessionOn(host);
  const document = TextDocument.create("file:///a.c", "c", 1, text("first"));
  const heads = session
    .current("a.c", document)
    .then(() => session.context.model.chains.map((chain) => chain.name));
  await waiting();
  TextDocument.update(document, [{ text: text("second") }], 2);
  gates.shift()?.();
  await waiting();
  gates.shift()?.();
  expect(await heads).toEqual(["second"]);
  session.dispose();
});

test("a branch switch told in many messages is read in few rounds, and a typed text does not wait for it", async () => {
  const files = manyFiles(200);
  const inner = memoryHost(files, await testParser());
  const rounds: number[] = [];
  const [arrived, reading] = signal();
  const [release, held] = signal();
  const host: Host = {
    ...inner,
    extractFiles: async ({ root, requests, wanted, onAnswer }) => {
      rounds.push(requests.length);
      arrived();
      await held;
      for (const { file } of requests) {
        const read = await inner.readFile(root, file);
        const facts = read.ok ? await inner.extract(read.text, wanted) : null;
        onAnswer({ file, facts, problem: null, gone: !read.ok });
      }
    },
  };
  const session = sessionOn(host);
  const document = TextDocument.create("file:///a.c", "c", 1, text("typed"));

  const first = [...files.keys()].map((file) => session.refresh([file]));
  await reading;
  const second = [...files.keys()].map((file) => session.refresh([file]));
  await session.current("a.c", document);
  expect(session.context.model.chains.map((chain) => chain.name)).toEqual(["typed"]);

  release();
  await Promise.all([...first, ...second]);
  expect(rounds).toEqual([files.size, files.size]);
  expect(session.context.model.chains).toHaveLength(files.size + 1);
  session.dispose();
});
