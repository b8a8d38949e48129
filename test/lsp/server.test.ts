/** The language server as editors meet it: the built bundle, over standard streams. */
import { afterEach, expect, test } from "vitest";
import type { TraceResult } from "../../server/src/protocol/protocol";
import { pointAt } from "../support/cursor";
import { parseFixture } from "../support/fixture";
import { launch, type TestClient, type TestTree, testTree } from "../support/lspClient";

const TREE = parseFixture(`
//- /kernel/offer.c
#include <linux/notifier.h>

static BLOCKING_NOTIFIER_HEAD(offer_chain);

int register_offer_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&offer_chain, nb);
}

int offer(unsigned long event, void *thing)
{
	int ret = blocking_notifier_call_chain(&offer_chain, event, thing);

	return notifier_to_errno(ret);
}
//- /kernel/seller.c
#include <linux/offer.h>

int sell(struct thing *thing)
{
	int err = offer(OFFER_SALE, thing);

	if (err)
		return err;
	return hand_over(thing);
}
//- /drivers/buyer.c
#include <linux/notifier.h>

static int buyer_event(struct notifier_block *nb, unsigned long event, void *data)
{
	switch (event) {
	case OFFER_SALE:
		if (!buyer_can_pay(data))
			return notifier_from_errno(-EBUSY);
		return NOTIFY_OK;
	default:
		return NOTIFY_DONE;
	}
}

static struct notifier_block buyer_nb = {
	.notifier_call = buyer_event,
	.priority = 5,
};

static int __init buyer_init(void)
{
	return register_offer_notifier(&buyer_nb);
}
`).files;

const BUYER = "drivers/buyer.c";
const GOOD = TREE.get(BUYER) ?? "";
const BAD = GOOD.replace("notifier_from_errno(-EBUSY)", "-EBUSY");

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

/** A tree on disk and a server on it whose index is complete. */
async function start(
  files: ReadonlyMap<string, string> = TREE,
): Promise<{ tree: TestTree; client: TestClient }> {
  const tree = await testTree(files);
  cleanUp.push(tree.remove);
  const client = await launch({ folders: [tree.uri("")] });
  cleanUp.push(async () => client.process.kill());
  await client.status(tree.uri(""), ({ state }) => state === "ready");
  return { tree, client };
}

test("findings of the unsaved text come while typing and go when it is mended", async () => {
  const { tree, client } = await start();
  const uri = tree.uri(BUYER);
  await client.open(uri, GOOD);
  expect(await client.diagnostics(uri)).toEqual([]);
  await client.change(uri, BAD);
  const [found, ...others] = await client.diagnostics(uri);
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    code: "raw-errno",
    source: "notifier-lens",
    severity: 2,
    range: rangeOf(BAD, "return -EBUSY;"),
  });
  expect(found?.message).toContain("buyer_event() returns -EBUSY");
  const related = found?.relatedInformation?.map((r) => [r.location.uri, r.location.range.start.line]);
  expect(related).toContainEqual([tree.uri("kernel/seller.c"), lineOf("kernel/seller.c", "if (err)")]);
  await client.change(uri, GOOD);
  expect(await client.diagnostics(uri)).toEqual([]);
  expect(await client.end()).toBe(0);
});

test("closing a document clears its findings and goes back to the file", async () => {
  const { tree, client } = await start();
  const uri = tree.uri(BUYER);
  await client.open(uri, BAD);
  await client.rules(uri, ["raw-errno"]);
  await client.status(tree.uri(""), ({ findings }) => findings === 1);
  await client.close(uri);
  await client.cleared(uri);
  await client.status(tree.uri(""), ({ findings }) => findings === 0);
  await client.end();
});

test("of texts typed in one go the last one counts", async () => {
  const { tree, client } = await start();
  const uri = tree.uri(BUYER);
  await client.open(uri, GOOD);
  await client.diagnostics(uri);
  for (const text of [BAD, GOOD, BAD.replace("-EBUSY", "-ENODEV")]) await client.change(uri, text);
  let found = await client.diagnostics(uri);
  while (!JSON.stringify(found).includes("-ENODEV")) found = await client.diagnostics(uri);
  await client.end();
});

test("an edit shows its effect in the other open document", async () => {
  const { tree, client } = await start(new Map([...TREE, [BUYER, BAD]]));
  const [buyer, seller] = [tree.uri(BUYER), tree.uri("kernel/seller.c")];
  await client.open(buyer, BAD);
  await client.rules(buyer, ["raw-errno"]);
  const text = TREE.get("kernel/seller.c") ?? "";
  await client.open(seller, text);
  expect(await client.diagnostics(seller)).toEqual([]);
  // Without a reader of the errno nobody is told that an error became success.
  await client.change(seller, text.replace("int err = offer(OFFER_SALE, thing);", "int err = 0;"));
  const [found] = await client.diagnostics(buyer);
  expect(found?.relatedInformation?.map((r) => r.location.uri)).not.toContain(seller);
  await client.end();
});

test("a broken file keeps the findings of the rest of it and of other files", async () => {
  const { tree, client } = await start();
  const [buyer, offer] = [tree.uri(BUYER), tree.uri("kernel/offer.c")];
  await client.open(buyer, BAD);
  await client.rules(buyer, ["raw-errno"]);
  await client.open(offer, TREE.get("kernel/offer.c") ?? "");
  expect(await client.diagnostics(offer)).toEqual([]);
  const broken = `${BAD}\nstatic int half(struct x *x)\n{\n\tif (x->`;
  await client.change(buyer, broken);
  // The hover waits until the broken text has been analysed.
  const { line, character } = positionOf(broken, "buyer_|event(struct");
  expect(await client.hover(buyer, line, character)).not.toBeNull();
  await client.change(buyer, broken.replace("-EBUSY", "-ENODEV"));
  const [found] = await client.rules(buyer, ["raw-errno"]);
  expect(found?.message).toContain("-ENODEV");
  await client.end();
});

test("a file that changes on disk is read again", async () => {
  const { tree, client } = await start();
  await tree.write(BUYER, BAD);
  await client.connection.sendNotification("workspace/didChangeWatchedFiles", {
    changes: [{ uri: tree.uri(BUYER), type: 2 }],
  });
  await client.status(tree.uri(""), ({ findings }) => findings === 1);
  await client.end();
});

test("a file outside all folders is analysed by itself", async () => {
  const { tree, client } = await start();
  const other = await testTree(
    new Map([
      ["lone.c", [...TREE.values()].join("\n").replace("notifier_from_errno(-EBUSY)", "-EBUSY")],
      ["neighbour.c", "static ATOMIC_NOTIFIER_HEAD(not_asked_for);\n"],
    ]),
  );
  cleanUp.push(other.remove);
  const uri = other.uri("lone.c");
  await client.open(uri, [...TREE.values()].join("\n").replace("notifier_from_errno(-EBUSY)", "-EBUSY"));
  await client.rules(uri, ["raw-errno"]);
  expect(await client.status(uri, ({ state, chains }) => state === "ready" && chains > 0)).toMatchObject({
    chains: 1,
    callbacks: 1,
    findings: 1,
  });
  await client.close(uri);
  await client.cleared(uri);
  await client.status(uri, ({ state }) => state === "closed");
  expect(await client.status(tree.uri(""), () => true)).toMatchObject({ state: "ready", findings: 0 });
  await client.end();
});

test("folders come and go", async () => {
  const { tree, client } = await start(new Map([["empty.c", "int nothing;\n"]]));
  const other = await testTree(new Map([...TREE, [BUYER, BAD]]));
  cleanUp.push(other.remove);
  const folder = { uri: other.uri(""), name: "other" };
  const moved = (added: object[], removed: object[]) =>
    client.connection.sendNotification("workspace/didChangeWorkspaceFolders", { event: { added, removed } });
  await client.open(other.uri(BUYER), BAD);
  // Alone, nobody is known to read the errno.
  const alone = await client.diagnostics(other.uri(BUYER));
  expect(alone.flatMap((d) => d.relatedInformation ?? [])).not.toContainEqual(
    expect.objectContaining({ message: expect.stringContaining("decodes") }),
  );
  await moved([folder], []);
  await client.status(folder.uri, ({ state, findings }) => state === "ready" && findings === 1);
  await client.rules(other.uri(BUYER), ["raw-errno"]);
  await moved([], [folder]);
  await client.status(folder.uri, ({ state }) => state === "closed");
  await client.close(other.uri(BUYER));
  await client.cleared(other.uri(BUYER));
  expect(await client.status(tree.uri(""), () => true)).toMatchObject({ chains: 0 });
  await client.end();
});

test("the lens of a callback and of a head runs the simulation", async () => {
  const { tree, client } = await start();
  const uri = tree.uri(BUYER);
  await client.open(uri, GOOD);
  await client.diagnostics(uri);
  const [lens, ...others] = (await client.lenses(uri)) ?? [];
  expect(others).toEqual([]);
  expect(lens?.range.start.line).toBe(lineOf(BUYER, "static int buyer_event"));
  expect(lens?.command).toMatchObject({
    title: "Run simulation · the only callback on offer_chain · can veto OFFER_SALE",
    command: "notifierLens.runSimulation",
  });
  const [params] = lens?.command?.arguments ?? [];
  expect(params).toEqual({ uri, chain: "kernel/offer.c:offer_chain", callback: "buyer_event" });
  const trace = await client.connection.sendRequest<TraceResult>("notifierLens/trace", params);
  expect(trace.title).toBe("buyer_event on offer_chain");
  // Lines are folded at 80 columns.
  const text = trace.text.replace(/\s+/g, " ");
  expect(text).toContain("buyer_event(OFFER_SALE) = notifier_from_errno(-EBUSY) (0x8011), ends the walk");
  expect(text).toContain("notifier_from_errno(-EBUSY) is shown, because it ends the walk.");
  await client.end();
});

test("the names of a trace lead to where they stand in the tree", async () => {
  const { tree, client } = await start();
  const { links } = await client.connection.sendRequest<TraceResult>("notifierLens/trace", {
    uri: tree.uri("kernel/offer.c"),
    chain: "kernel/offer.c:offer_chain",
  });
  const at = (kind: string, name: string, file: string, text: string): object => {
    const { line, column } = pointAt(TREE, file, text).point;
    return { kind, name, uri: tree.uri(file), position: { line: line - 1, character: column - 1 } };
  };
  expect(links).toEqual([
    at("chain", "offer_chain", "kernel/offer.c", "HEAD(|offer_chain"),
    at("callback", "buyer_event", BUYER, "static int |buyer_event"),
    at("call", "OFFER_SALE", "kernel/seller.c", "|offer(OFFER_SALE"),
  ]);
  await client.end();
});

test("a chain that is not there has no trace; odd parameters are refused and the server lives", async () => {
  const { tree, client } = await start();
  const { connection } = client;
  const gone = { uri: tree.uri(BUYER), chain: "kernel/none.c:none" };
  expect(await connection.sendRequest("notifierLens/trace", gone)).toBeNull();
  for (const params of [null, {}, { uri: 1, chain: "x" }, { uri: "x", chain: "y", callback: 3 }])
    await expect(connection.sendRequest("notifierLens/trace", params)).rejects.toThrow("wanted: { uri");
  for (const method of ["textDocument/hover", "textDocument/codeLens", "notifierLens/chainsAt"]) {
    expect(await connection.sendRequest(method, {})).toBeNull();
    expect(JSON.stringify(await client.next("window/logMessage"))).toContain("failed: ");
  }
  await connection.sendNotification("textDocument/didOpen", { textDocument: null });
  expect(JSON.stringify(await client.next("window/logMessage"))).toContain("textDocument/didOpen");
  await expect(connection.sendRequest("notifierLens/nothing", {})).rejects.toThrow("nothing");
  await client.open("untitled:Untitled-1", BAD);
  await client.open(tree.uri(BUYER), BAD);
  await client.rules(tree.uri(BUYER), ["raw-errno"]);
  await client.end();
});

test("what stands at the cursor can be simulated without a lens", async () => {
  const { tree, client } = await start();
  const uri = tree.uri(BUYER);
  await client.open(uri, GOOD);
  await client.diagnostics(uri);
  const choicesAt = (marked: string) =>
    client.connection.sendRequest("notifierLens/chainsAt", { uri, position: positionOf(GOOD, marked) });
  const callback = {
    label: "buyer_event on offer_chain",
    params: { uri, chain: "kernel/offer.c:offer_chain", callback: "buyer_event" },
  };
  expect(await choicesAt("static struct notifier_block buyer|_nb")).toEqual([callback]);
  expect(await choicesAt("if (!buyer_can|_pay(data))")).toEqual([callback]);
  expect(await choicesAt("static int __init buyer|_init(void)")).toEqual([]);
  await client.end();
});

test("a client without our protocol runs the command through the server and gets standard progress", async () => {
  const tree = await testTree(TREE);
  cleanUp.push(tree.remove);
  const client = await launch({
    folders: [tree.uri("")],
    capabilities: { window: { workDoneProgress: true } },
    initializationOptions: { cacheFolder: null },
  });
  cleanUp.push(async () => client.process.kill());
  expect(client.initialized.capabilities.executeCommandProvider?.commands).toEqual([
    "notifierLens.runSimulation",
    "notifierLens.showFixChanges",
    "notifierLens.checkWorkspaceNow",
    "notifierLens.clearWorkspaceNow",
  ]);
  await client.next("window/workDoneProgress/create");
  const uri = tree.uri("kernel/offer.c");
  await client.open(uri, TREE.get("kernel/offer.c") ?? "");
  await client.diagnostics(uri);
  const [lens] = (await client.lenses(uri)) ?? [];
  const run = (command: string | undefined, args: unknown) =>
    client.connection.sendRequest("workspace/executeCommand", { command, arguments: args });
  expect(await run(lens?.command?.command, lens?.command?.arguments)).toMatchObject({
    title: "offer_chain",
    text: expect.stringContaining("offer_chain (blocking)"),
  });
  await expect(run("other", [])).rejects.toThrow("no such command: other");
  const { line, character } = positionOf(TREE.get("kernel/offer.c") ?? "", "HEAD(offer|_chain)");
  expect(await client.hover(uri, line, character)).toMatchObject({ contents: { kind: "plaintext" } });
  await client.end();
});

test("a hover is Markdown with links, on the text as it stands", async () => {
  const { tree, client } = await start();
  const uri = tree.uri(BUYER);
  const moved = `/* one line more */\n${GOOD}`;
  await client.open(uri, GOOD);
  await client.diagnostics(uri);
  await client.change(uri, moved);
  const { line, character } = positionOf(moved, ".notifier_call = buyer|_event");
  const hover = await client.hover(uri, line, character);
  expect(hover?.range).toEqual(rangeOf(moved, "buyer_event", ".notifier_call = "));
  expect(hover?.contents).toEqual({
    kind: "markdown",
    value: expect.stringContaining(`[kernel/seller.c:7](${tree.uri("kernel/seller.c")}#L7)`),
  });
  await client.end();
});

test.each([
  {
    how: "exit without shutdown",
    leave: (c: TestClient) => c.connection.sendNotification("exit"),
    status: 1,
  },
  {
    how: "the client's end of the stream",
    leave: async (c: TestClient) => c.process.stdin?.end(),
    status: 1,
  },
])("the server ends with status $status at $how", async ({ leave, status }) => {
  const { client } = await start();
  await leave(client);
  expect(await client.exit).toBe(status);
  client.connection.dispose();
});

test("a folder that is not there, and one without C, are no reason to fail", async () => {
  const tree = await testTree(new Map([["README", "no C here\n"]]));
  cleanUp.push(tree.remove);
  const client = await launch({ folders: [tree.uri("nowhere"), tree.uri("")] });
  cleanUp.push(async () => client.process.kill());
  for (const uri of [tree.uri("nowhere"), tree.uri("")])
    expect(await client.status(uri, ({ state }) => state !== "indexing")).toMatchObject({
      state: "ready",
      chains: 0,
    });
  await client.end();
});

function lineOf(file: string, piece: string): number {
  return pointAt(TREE, file, `|${piece}`).point.line - 1;
}

function positionOf(text: string, marked: string): { line: number; character: number } {
  const { line, column } = pointAt(new Map([["x.c", text]]), "x.c", marked).point;
  return { line: line - 1, character: column - 1 };
}

function rangeOf(text: string, piece: string, before = ""): object {
  const start = positionOf(text, `${before}|${piece}`);
  return { start, end: { line: start.line, character: start.character + piece.length } };
}
