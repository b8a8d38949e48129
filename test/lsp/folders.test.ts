/** Several workspace folders: each its own tree, whatever they share, and they come and go while they are read. */
import { afterEach, expect, test } from "vitest";
import type { MessageConnection } from "vscode-languageserver/node";
import { launch, type TestClient, type TestTree, testTree } from "../support/lspClient";

const HEAD = "mm/head.c";
const USER = "mm/user.c";

/** A chain and who listens to it. A bare errno is a finding where somebody reads the result as one. */
const TREE: ReadonlyMap<string, string> = new Map([
  [
    HEAD,
    `#include <linux/notifier.h>
BLOCKING_NOTIFIER_HEAD(chain);
int tell(void) { return notifier_to_errno(blocking_notifier_call_chain(&chain, 1, 0)); }
`,
  ],
  [
    USER,
    `#include <linux/notifier.h>
static int event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}
static struct notifier_block nb = { .notifier_call = event };
static int __init begin(void) { return blocking_notifier_chain_register(&chain, &nb); }
`,
  ],
]);
const GOOD = TREE.get(USER) ?? "";
const BAD = GOOD.replace("NOTIFY_OK", "-EBUSY");

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

async function tree(files: ReadonlyMap<string, string> = TREE): Promise<TestTree> {
  const made = await testTree(files);
  cleanUp.push(made.remove);
  return made;
}

async function open(folders: readonly string[]): Promise<TestClient> {
  const client = await launch({ folders });
  cleanUp.push(() => client.process.kill());
  return client;
}

const folder = (uri: string) => ({ uri, name: "folder" });

const move = (connection: MessageConnection, added: readonly string[], removed: readonly string[]) =>
  connection.sendNotification("workspace/didChangeWorkspaceFolders", {
    event: { added: added.map(folder), removed: removed.map(folder) },
  });

test("two folders with the same tree do not hear of each other", async () => {
  const [one, other] = [await tree(), await tree()];
  const client = await open([one.uri(""), other.uri("")]);
  for (const { uri } of [one, other])
    expect(await client.status(uri(""), ({ state }) => state === "ready")).toMatchObject({
      ...{ chains: 1, callbacks: 1, findings: 0 },
    });
  await client.open(one.uri(USER), BAD);
  const [found] = await client.rules(one.uri(USER), ["raw-errno"]);
  const related = found?.relatedInformation?.map(({ location }) => location.uri) ?? [];
  expect(new Set(related.map((uri) => uri.startsWith(one.uri(""))))).toEqual(new Set([true]));
  await client.status(one.uri(""), ({ findings }) => findings === 1);
  await client.open(other.uri(USER), GOOD);
  expect(await client.diagnostics(other.uri(USER))).toEqual([]);
  expect(await client.status(other.uri(""), () => true)).toMatchObject({ callbacks: 1, findings: 0 });
  await client.end();
});

test("of nested folders a document belongs to the inner one, a changed file to both", async () => {
  const outer = await tree();
  const client = await open([outer.uri(""), outer.uri("mm")]);
  for (const uri of [outer.uri(""), outer.uri("mm")])
    await client.status(uri, ({ state, callbacks }) => state === "ready" && callbacks === 1);
  await outer.write(USER, BAD);
  await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: outer.uri(USER), type: 2 }],
  });
  for (const uri of [outer.uri(""), outer.uri("mm")])
    await client.status(uri, ({ findings }) => findings === 1);
  await client.open(outer.uri(USER), GOOD);
  expect(await client.diagnostics(outer.uri(USER))).toEqual([]);
  await client.status(outer.uri("mm"), ({ findings }) => findings === 0);
  await client.end();
});

test("folders that come and go while they are read leave the others as they are", async () => {
  const many = new Map([...TREE]);
  for (let i = 0; i < 300; i++)
    many.set(`drivers/d${i}.c`, GOOD.replaceAll("event", `event_${i}`).replaceAll("nb", `nb_${i}`));
  const [large, small] = [await tree(many), await tree()];
  const client = await open([large.uri("")]);
  await client.status(large.uri(""), ({ state }) => state === "indexing");
  await move(client.connection, [small.uri("")], [large.uri("")]);
  await client.status(large.uri(""), ({ state }) => state === "closed");
  await client.status(small.uri(""), ({ state, callbacks }) => state === "ready" && callbacks === 1);
  await move(client.connection, [large.uri("")], []);
  await client.status(large.uri(""), ({ state, callbacks }) => state === "ready" && callbacks === 301);
  expect(await client.status(small.uri(""), () => true)).toMatchObject({ state: "ready", callbacks: 1 });
  await client.end();
});

test("an open document goes with its folder: alone, then in the tree again", async () => {
  const one = await tree();
  const uri = one.uri(USER);
  const client = await open([one.uri("")]);
  await client.status(one.uri(""), ({ state }) => state === "ready");
  await client.open(uri, BAD);
  await client.rules(uri, ["raw-errno"]);
  await move(client.connection, [], [one.uri("")]);
  // By itself nobody can say what becomes of the result.
  await client.status(uri, ({ state }) => state === "ready");
  await move(client.connection, [one.uri("")], []);
  await client.status(one.uri(""), ({ state, findings }) => state === "ready" && findings === 1);
  await client.status(uri, ({ state }) => state === "closed");
  await client.change(uri, GOOD);
  let found = await client.diagnostics(uri);
  while (found.length > 0) found = await client.diagnostics(uri);
  await client.connection.sendRequest("shutdown");
});
