/** Which files show findings: the open ones, or all of the workspace; and what a finding carries for capable clients. */
import { afterEach, expect, test } from "vitest";
import type { ClientCapabilities } from "vscode-languageserver/node";
import { launch, type TestClient, testTree } from "../support/lspClient";

const CHAIN = `static BLOCKING_NOTIFIER_HEAD(power_chain);
int register_power(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&power_chain, nb);
}
int power_off(void)
{
	return notifier_to_errno(blocking_notifier_call_chain(&power_chain, POWER_OFF, NULL));
}
`;
const bad = (
  name: string,
): string => `static int ${name}(struct notifier_block *nb, unsigned long event, void *data)
{
	return -EIO;
}
static struct notifier_block ${name}_nb = { .notifier_call = ${name} };
int ${name}_init(void)
{
	return register_power(&${name}_nb);
}
`;
const [ONE, TWO] = ["drivers/one.c", "drivers/two.c"];
const FILES = new Map([
  ["kernel/power.c", CHAIN],
  [ONE, bad("one")],
  [TWO, bad("two")],
]);

const CAPABLE: ClientCapabilities = {
  workspace: { workspaceFolders: true, configuration: true },
  textDocument: { publishDiagnostics: { codeDescriptionSupport: true, tagSupport: { valueSet: [1, 2] } } },
};

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

async function begin(files: ReadonlyMap<string, string>, settings: () => unknown = () => null) {
  const tree = await testTree(files);
  cleanUp.push(tree.remove);
  const client = await launch({ folders: [tree.uri("")], settings, capabilities: CAPABLE });
  cleanUp.push(() => client.process.kill());
  await client.status(tree.uri(""), ({ state }) => state === "ready");
  return { client, tree };
}

async function setTo(client: TestClient): Promise<void> {
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
}

test("the workspace is checked when that is asked for, and cleared again", async () => {
  const { client, tree } = await begin(FILES);
  const checked = client.connection.sendRequest("notifierLens/checkWorkspace", null);
  expect(await checked).toEqual({ findings: 2, files: 2, chains: 1 });
  await client.rules(tree.uri(ONE), ["raw-errno"]);
  await client.rules(tree.uri(TWO), ["raw-errno"]);
  // Opened and closed it keeps its finding; what is mended on disk goes.
  await client.open(tree.uri(ONE), bad("one"));
  await client.change(tree.uri(ONE), bad("one").replace("-EIO", "NOTIFY_OK"));
  await client.rules(tree.uri(ONE), []);
  await client.close(tree.uri(ONE));
  await client.rules(tree.uri(ONE), ["raw-errno"]);
  expect(await client.connection.sendRequest("notifierLens/clearWorkspace", null)).toBeNull();
  await client.cleared(tree.uri(ONE));
  await client.cleared(tree.uri(TWO));
  await client.end();
});

test("the setting shows all files, and a keystroke sends only what it changes", async () => {
  let settings: unknown = { diagnostics: { scope: "workspace" } };
  const { client, tree } = await begin(FILES, () => settings);
  await client.rules(tree.uri(ONE), ["raw-errno"]);
  await client.rules(tree.uri(TWO), ["raw-errno"]);
  await client.open(tree.uri(ONE), bad("one"));
  await client.change(tree.uri(ONE), `\n${bad("one")}`);
  let [found] = await client.diagnostics(tree.uri(ONE));
  while (found?.range.start.line !== 3) [found] = await client.diagnostics(tree.uri(ONE));
  settings = null;
  await setTo(client);
  await client.cleared(tree.uri(TWO));
  // Whatever was sent of the other file meanwhile would be left unread.
  await client.end();
});

test("a code leads to the page of its rule, and what has no effect is marked", async () => {
  const lost = bad("lost")
    .replace("-EIO", "NOTIFY_OK")
    .replace(/int lost_init[\s\S]*/, "");
  const unused = "/* notifier-lens: allow raw-errno - never needed */\nint x;\n";
  const { client, tree } = await begin(new Map([...FILES, ["drivers/lost.c", lost + unused]]));
  await client.open(tree.uri(ONE), bad("one"));
  const [finding] = await client.rules(tree.uri(ONE), ["raw-errno"]);
  expect(finding?.codeDescription?.href).toBe("command:notifierLens.explainRule?%5B%22raw-errno%22%5D");
  expect(finding?.tags).toBeUndefined();
  await client.open(tree.uri("drivers/lost.c"), lost + unused);
  const marked = await client.rules(tree.uri("drivers/lost.c"), ["never-registered", "unused-suppression"]);
  expect(marked.map(({ tags }) => tags)).toEqual([[1], [1]]);
  await client.end();
});
