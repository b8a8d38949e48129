/** Going from one place to others, over the protocol: places fit the text as it stands; odd questions get null. */
import { afterEach, expect, test } from "vitest";
import type {
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  InlayHint,
  Location,
} from "vscode-languageserver/node";
import { NAVIGATION_TREE as TREE } from "../features/navigation";
import { pointAt } from "../support/cursor";
import { type LaunchOptions, launch, type TestClient, type TestTree, testTree } from "../support/lspClient";

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

async function start(
  options: Partial<LaunchOptions> = {},
): Promise<{ tree: TestTree; client: TestClient; open: (file: string, above?: string) => Promise<string> }> {
  const tree = await testTree(TREE);
  cleanUp.push(tree.remove);
  const client = await launch({ folders: [tree.uri("")], ...options });
  cleanUp.push(async () => client.process.kill());
  await client.status(tree.uri(""), ({ state }) => state === "ready");
  const open = async (file: string, above = ""): Promise<string> => {
    await client.open(tree.uri(file), above + (TREE.get(file) ?? ""));
    await client.diagnostics(tree.uri(file));
    return tree.uri(file);
  };
  return { tree, client, open };
}

/** The position at the mark, in a file of the tree with lines added above. */
function at(file: string, marked: string, added = 0): { line: number; character: number } {
  const { line, column } = pointAt(TREE, file, marked).point;
  return { line: line - 1 + added, character: column - 1 };
}

const linesOf = (tree: TestTree, found: readonly Location[] | null): string[] | undefined =>
  found?.map(({ uri, range }) => `${uri.slice(tree.uri("").length + 1)}:${range.start.line + 1}`);

test("the implementations of a walk are its callbacks, in order, where the text has them now", async () => {
  const { tree, client, open } = await start();
  await open("drivers/late.c", "/* one line more */\n");
  const uri = await open("kernel/power.c", "\n\n");
  const position = at("kernel/power.c", "HEAD(power|_chain)", 2);
  const found = await client.connection.sendRequest<Location[] | null>("textDocument/implementation", {
    textDocument: { uri },
    position,
  });
  expect(linesOf(tree, found)).toEqual(["drivers/late.c:9", "drivers/late.c:4"]);
  expect(found?.[0]?.range).toEqual({
    start: { line: 8, character: 11 },
    end: { line: 8, character: 22 },
  });
  await client.end();
});

test("references, symbols and a call hierarchy in both directions", async () => {
  const { tree, client, open } = await start();
  const uri = await open("kernel/power.c");
  const position = at("kernel/power.c", "HEAD(power|_chain)");
  const asked = { textDocument: { uri }, position };
  const { connection } = client;
  const references = await connection.sendRequest<Location[] | null>("textDocument/references", {
    ...asked,
    context: { includeDeclaration: true },
  });
  expect(linesOf(tree, references)?.slice(0, 3)).toEqual([
    "include/power.h:1",
    "kernel/power.c:3",
    "drivers/late.c:24",
  ]);
  expect(await connection.sendRequest("workspace/symbol", { query: "powerch" })).toMatchObject([
    { name: "power_chain", containerName: "blocking chain, 2 callbacks", location: { uri } },
  ]);
  const [chain] =
    (await connection.sendRequest<CallHierarchyItem[] | null>("textDocument/prepareCallHierarchy", asked)) ??
    [];
  expect(chain).toMatchObject({ name: "power_chain", detail: "blocking chain, 2 callbacks" });
  const called = await connection.sendRequest<CallHierarchyOutgoingCall[]>("callHierarchy/outgoingCalls", {
    item: chain,
  });
  expect(called.map(({ to }) => to.name)).toEqual(["early_event", "late_event"]);
  const callers = await connection.sendRequest("callHierarchy/incomingCalls", { item: called[1]?.to });
  expect(callers).toMatchObject([
    { from: { name: "power_prepare" }, fromRanges: [{ start: { line: 6, character: 11 } }] },
    { from: { name: "power_told" }, fromRanges: [{ start: { line: 13, character: 1 } }] },
  ]);
  for (const data of [undefined, null, 3, { kind: "chain" }, { kind: "function", file: 1, name: "x" }])
    expect(
      await connection.sendRequest("callHierarchy/incomingCalls", { item: { ...chain, data } }),
    ).toBeNull();
  await client.end();
});

test("a client with another call hierarchy is not offered one, and gets it all the same where it asks", async () => {
  const { client, open } = await start({
    initializationOptions: { cacheFolder: null, wantsIndexStatus: true, hasOtherCallHierarchy: true },
  });
  expect(client.initialized.capabilities).not.toHaveProperty("callHierarchyProvider");
  const uri = await open("kernel/power.c");
  const position = at("kernel/power.c", "HEAD(power|_chain)");
  expect(
    await client.connection.sendRequest("textDocument/prepareCallHierarchy", {
      textDocument: { uri },
      position,
    }),
  ).toHaveLength(1);
  await client.end();
});

test("inlay hints are off until they are switched on, and then asked for again", async () => {
  let inlayHints = { order: false };
  const { client, open } = await start({
    settings: () => ({ inlayHints }),
    capabilities: {
      workspace: { workspaceFolders: true, configuration: true, inlayHint: { refreshSupport: true } },
    },
  });
  const uri = await open("drivers/late.c");
  const hints = (): Promise<InlayHint[] | null> =>
    client.connection.sendRequest("textDocument/inlayHint", {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 100, character: 0 } },
    });
  expect(await hints()).toBeNull();
  inlayHints = { order: true };
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await client.next("workspace/inlayHint/refresh");
  expect(await hints()).toMatchObject([
    { label: "2nd of 2", position: { line: 23, character: 57 }, paddingLeft: true },
    {
      label: "1st of 2",
      tooltip: expect.stringContaining("early_event() is called 1st of 2 on power_chain"),
    },
  ]);
  await client.end();
});

test.each([
  ["textDocument/implementation"],
  ["textDocument/references"],
  ["textDocument/prepareCallHierarchy"],
])("%s about what is not there is answered with null, and the server lives", async (method) => {
  const { tree, client, open } = await start();
  const uri = await open("mm/memory.c");
  const ask = (where: string, line: number, character: number): Promise<unknown> =>
    client.connection.sendRequest(method, {
      textDocument: { uri: where },
      position: { line, character },
      context: { includeDeclaration: true },
    });
  expect(await ask(uri, 100000, 0)).toBeNull();
  expect(await ask(uri, 0, 100000)).toBeNull();
  expect(await ask(tree.uri("mm/slab.c"), 2, 14)).toBeNull();
  expect(await ask(tree.uri("not/there.c"), 0, 0)).toBeNull();
  expect(await ask("file:///etc/other.c", 0, 0)).toBeNull();
  expect(await ask("untitled:Untitled-1", 0, 0)).toBeNull();
  await client.end();
});
