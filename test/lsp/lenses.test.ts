/** Code lenses over the protocol: places first, words when asked for; each kind can be switched off. */
import { afterEach, expect, test } from "vitest";
import type { CodeLens } from "vscode-languageserver/node";
import { launch, testTree } from "../support/lspClient";

const FILE = "drivers/lamp.c";
const TEXT = `static BLOCKING_NOTIFIER_HEAD(power_chain);

static int lamp_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return event == POWER_OFF ? NOTIFY_BAD : NOTIFY_OK;
}

static struct notifier_block lamp_nb = { .notifier_call = lamp_event };

int lamp_start(void)
{
	return blocking_notifier_chain_register(&power_chain, &lamp_nb);
}

int power_off(void)
{
	return notifier_to_errno(blocking_notifier_call_chain(&power_chain, POWER_OFF, NULL));
}
`;
const TITLES = [
  "Run simulation · 1 callback",
  "Run simulation · the only callback on power_chain · can veto POWER_OFF",
  "Tells 1 callback",
];

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

/** A server that has read the tree, with its document open. */
async function begin(isLazy: boolean, settings: () => unknown = () => null) {
  const tree = await testTree(new Map([[FILE, TEXT]]));
  cleanUp.push(tree.remove);
  const client = await launch({
    folders: [tree.uri("")],
    settings,
    capabilities: {
      workspace: { workspaceFolders: true, configuration: true, codeLens: { refreshSupport: true } },
      textDocument: { codeLens: isLazy ? { resolveSupport: { properties: ["command"] } } : {} },
    },
  });
  cleanUp.push(() => client.process.kill());
  const uri = tree.uri(FILE);
  await client.next("workspace/codeLens/refresh");
  await client.open(uri, TEXT);
  await client.diagnostics(uri);
  const resolve = (lens: CodeLens): Promise<CodeLens> =>
    client.connection.sendRequest("codeLens/resolve", lens);
  return { client, uri, resolve };
}

test("a client that can gets the words of a lens when it asks for them", async () => {
  const { client, uri, resolve } = await begin(true);
  const lenses = (await client.lenses(uri)) ?? [];
  expect(lenses.map(({ range, command }) => [range.start.line, command])).toEqual([
    [0, undefined],
    [2, undefined],
    [16, undefined],
  ]);
  const resolved = await Promise.all(lenses.map(resolve));
  expect(resolved.map(({ command }) => command?.title)).toEqual(TITLES);
  const [head] = lenses;
  if (!head) throw new Error("no lens");
  const strange = { range: head.range, data: { uri, kind: "wall" } };
  expect(await resolve(strange)).toEqual(strange);
  await client.end();
});

test("a client that cannot ask gets them at once", async () => {
  const { client, uri } = await begin(false);
  expect((await client.lenses(uri))?.map(({ command }) => command?.title)).toEqual(TITLES);
  await client.end();
});

test.each([
  ["heads", TITLES.slice(1)],
  ["callbacks", [TITLES[0], TITLES[2]]],
  ["walks", TITLES.slice(0, 2)],
])("%s can be switched off, and the client is told to ask again", async (kind, titles) => {
  let settings: unknown = null;
  const { client, uri } = await begin(false, () => settings);
  settings = { codeLens: { [kind]: false } };
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await client.next("workspace/codeLens/refresh");
  expect((await client.lenses(uri))?.map(({ command }) => command?.title)).toEqual(titles);
  await client.end();
});
