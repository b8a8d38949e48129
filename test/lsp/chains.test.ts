/** The requests behind the view "Notifier Chains", as its client makes them. */
import { afterEach, expect, test } from "vitest";
import type { ChainsLevel, ChainsNode } from "../../server/src/protocol/protocol";
import { TREE } from "../features/tree";
import { launch, type TestClient, type TestTree, testTree } from "../support/lspClient";

const MEMORY = "mm/memory.c:memory_chain";
const VIEW = { filter: "", order: "name" } as const;
const SLAB = "mm/slab.c";

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

async function start(
  ...trees: ReadonlyMap<string, string>[]
): Promise<{ all: TestTree[]; client: TestClient }> {
  const all = await Promise.all(trees.map(testTree));
  for (const tree of all) cleanUp.push(tree.remove);
  const client = await launch({ folders: all.map((tree) => tree.uri("")) });
  cleanUp.push(async () => client.process.kill());
  for (const tree of all) await client.status(tree.uri(""), ({ state }) => state === "ready");
  return { all, client };
}

const levelOf = (client: TestClient, parent?: Pick<ChainsNode, "root" | "id">): Promise<ChainsLevel | null> =>
  client.connection.sendRequest("notifierLens/chains", { ...VIEW, ...(parent ? { parent } : {}) });

test("level by level, with places as the protocol counts and what to simulate", async () => {
  const { all, client } = await start(TREE);
  const top = await levelOf(client);
  expect(top?.chains).toBe(3);
  const mm = top?.nodes.find(({ label }) => label === "mm");
  const [chain] = (mm && (await levelOf(client, mm)))?.nodes ?? [];
  expect(chain).toMatchObject({
    ...{ kind: "chain", label: "memory_chain", copies: "memory_chain" },
    location: { uri: all[0]?.uri("mm/memory.c"), range: { start: { line: 0 } } },
    simulation: { uri: all[0]?.uri("mm/memory.c"), chain: MEMORY },
  });
  const trace = await client.connection.sendRequest("notifierLens/trace", chain?.simulation);
  expect(trace).toMatchObject({ title: "memory_chain" });
  const parent = { root: chain?.root, id: chain?.id };
  const tooltip = await client.connection.sendRequest("notifierLens/chainsTooltip", { ...VIEW, parent });
  expect(tooltip).toContain("blocking notifier chain, 2 callbacks");
  await client.end();
});

test("an edit makes another revision; one that changes nothing of the chains makes none", async () => {
  const { all, client } = await start(TREE);
  const [tree] = all;
  if (!tree) throw new Error("no tree");
  const [root, uri, text] = [tree.uri(""), tree.uri(SLAB), TREE.get(SLAB) ?? ""];
  const path = (callback: string): Promise<ChainsNode[] | null> =>
    client.connection.sendRequest("notifierLens/chainsPath", { ...VIEW, uri, chain: MEMORY, callback });
  const before = await client.status(root, ({ revision }) => revision > 0);
  expect((await path("slab_event"))?.map(({ label }) => label)).toEqual([
    ...["mm", "memory_chain", "Callbacks"],
    "slab_event()",
  ]);
  await client.open(uri, text);
  await client.diagnostics(uri);
  await client.change(uri, `${text}/* nothing new */\n`);
  await client.lenses(uri);
  await client.change(uri, text.replaceAll("slab_event", "other_event"));
  const after = await client.status(root, ({ revision }) => revision > before.revision);
  expect(after.revision).toBe(before.revision + 1);
  expect(await path("slab_event")).toHaveLength(2);
  expect(await path("other_event")).toHaveLength(4);
  await client.change(uri, text.replace("NOTIFY_BAD", "-EBUSY"));
  const worse = await client.status(root, ({ findings }) => findings > after.findings);
  expect(worse.revision).toBeGreaterThan(after.revision);
  await client.rules(uri, ["default-veto", "raw-errno"]);
  await client.end();
});

test("several folders have a node each; what belongs to none has none", async () => {
  const one = new Map([...TREE].filter(([file]) => !file.startsWith("mm/")));
  const { all, client } = await start(one, new Map([["none.c", "int none;\n"]]), TREE);
  const top = await levelOf(client);
  expect(top?.chains).toBe(2 + 0 + 3);
  expect(
    top?.nodes.map(({ kind, root, description, hasChildren }) => [kind, root, description, hasChildren]),
  ).toEqual([
    ["root", all[0]?.uri("").replace(/\/$/, ""), "2", true],
    ["root", all[1]?.uri("").replace(/\/$/, ""), "0", false],
    ["root", all[2]?.uri("").replace(/\/$/, ""), "3", true],
  ]);
  const last = top?.nodes.at(-1);
  expect((last && (await levelOf(client, last)))?.nodes.map(({ label }) => label)).toContain("mm");
  await client.end();
});

test("nodes that are not there, and parameters that are none", async () => {
  const { all, client } = await start(TREE);
  const root = all[0]?.uri("") ?? "";
  expect(await levelOf(client, { root, id: "chain\tno/such.c:chain" })).toBeNull();
  expect(await levelOf(client, { root: "file:///nowhere", id: "" })).toBeNull();
  for (const params of [null, {}, { filter: "", order: "size" }, { ...VIEW, parent: 1 }])
    await expect(client.connection.sendRequest("notifierLens/chains", params)).rejects.toThrow("wanted: {");
  await expect(client.connection.sendRequest("notifierLens/chainsPath", VIEW)).rejects.toThrow("wanted: {");
  await client.end();
});
