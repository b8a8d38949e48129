/** The requests of the simulation panel, over the protocol, against the built server. */
import { afterEach, expect, test } from "vitest";
import {
  type ChainScenarioResult,
  READ_SCENARIO_REQUEST,
  type ReadScenarioResult,
  SCENARIO_REQUEST,
} from "../../server/src/protocol/panel";
import { TREE } from "../features/tree";
import { launch, type TestClient, type TestTree, testTree } from "../support/lspClient";

const CHAIN = "mm/memory.c:memory_chain";

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

async function start(): Promise<{ tree: TestTree; client: TestClient }> {
  const tree = await testTree(TREE);
  cleanUp.push(tree.remove);
  const client = await launch({ folders: [tree.uri("")] });
  cleanUp.push(async () => client.process.kill());
  await client.status(tree.uri(""), ({ state }) => state === "ready");
  return { tree, client };
}

test("a chain comes with its scenarios, places, callers and findings; one that is not there is null", async () => {
  const { tree, client } = await start();
  const ask = (chain: string) =>
    client.connection.sendRequest<ChainScenarioResult | null>(SCENARIO_REQUEST, {
      uri: tree.uri("mm/tags.c"),
      chain,
    });
  const found = await ask(CHAIN);
  expect(found).toMatchObject({
    title: "memory_chain",
    head: { uri: tree.uri("mm/memory.c"), line: 1, label: "mm/memory.c:1" },
    convention: "errno-veto",
    scenario: { schema: 1, chain: { name: "memory_chain", type: "blocking" } },
  });
  const tags = found?.callbacks.find(({ name }) => name === "tags_event");
  expect(tags).toMatchObject({
    place: { uri: tree.uri("mm/tags.c"), line: 3 },
    registered: { uri: tree.uri("mm/tags.c") },
    priority: "TAGS_PRIORITY",
  });
  expect(tags?.unknown.map(({ event, value }) => [event, value])).toContainEqual(["OFFLINE", "?"]);
  expect(found?.callers.map((caller) => caller.function)).toContain("go_online");
  expect(found?.findings).toContainEqual(
    expect.objectContaining({ rule: "raw-errno", severity: "warning", callback: "tags_event" }),
  );
  expect(await ask("mm/memory.c:no_chain")).toBeNull();
  await client.end();
});

test("a scenario document is read; every mistake is one line", async () => {
  const { client } = await start();
  const read = (text: string) =>
    client.connection.sendRequest<ReadScenarioResult>(READ_SCENARIO_REQUEST, { text });
  const chain = { name: "chain", type: "raw" };
  const good = { schema: 1, chain, callbacks: [] };
  expect(await read(JSON.stringify(good))).toEqual({ ok: true, scenario: good });
  expect(await read(JSON.stringify({ ...good, chain: { ...chain, type: "rav" }, policy: "first" }))).toEqual({
    ok: false,
    mistakes: [expect.stringMatching(/^\$\.chain\.type: /), expect.stringMatching(/^\$\.policy: /)],
  });
  expect(await read("{")).toEqual({ ok: false, mistakes: [expect.stringMatching(/^\$: is not JSON/)] });
  await client.end();
});
