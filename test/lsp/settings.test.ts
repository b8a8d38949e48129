/** What the user sets in the editor: levels of rules, pulled or pushed, over the protocol and as plain values. */
import { afterEach, describe, expect, test } from "vitest";
import { readSettings } from "../../server/src/lsp/settings";
import { launch, testTree } from "../support/lspClient";

const FILE = "drivers/lamp.c";
const TEXT = `#include <linux/notifier.h>

static BLOCKING_NOTIFIER_HEAD(power_chain);

static int lamp_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return -EIO;
}

static struct notifier_block lamp_nb = { .notifier_call = lamp_event };

int lamp_start(void)
{
	return blocking_notifier_chain_register(&power_chain, &lamp_nb);
}

int power_off(void)
{
	return notifier_to_errno(blocking_notifier_call_chain(&power_chain, 3, NULL));
}
`;

const OFF = { rules: { "raw-errno": "off" } };

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

/** A server on a tree with one finding, and a client that can or cannot be asked for its settings. */
async function begin(settings: (() => unknown) | null) {
  const tree = await testTree(new Map([[FILE, TEXT]]));
  cleanUp.push(tree.remove);
  const client = await launch({
    folders: [tree.uri("")],
    ...(settings ? { settings } : {}),
    capabilities: { workspace: { workspaceFolders: true, configuration: settings !== null } },
  });
  cleanUp.push(() => client.process.kill());
  const uri = tree.uri(FILE);
  await client.open(uri, TEXT);
  return { client, uri };
}

describe("a client", () => {
  test("is asked, and asked again when it says that something has changed", async () => {
    let settings: unknown = OFF;
    const { client, uri } = await begin(() => settings);
    await client.rules(uri, []);
    settings = { rules: { "raw-errno": "error" } };
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    const [found] = await client.rules(uri, ["raw-errno"]);
    expect(found?.severity).toBe(1);
    await client.end();
  });

  test("that cannot be asked may send them", async () => {
    const { client, uri } = await begin(null);
    await client.rules(uri, ["raw-errno"]);
    await client.connection.sendNotification("workspace/didChangeConfiguration", {
      settings: { notifierLens: OFF },
    });
    await client.rules(uri, []);
    await client.end();
  });

  test("that tells nonsense gets the defaults, and a line in the log for each", async () => {
    const { client, uri } = await begin(() => ({ rules: { "raw-erno": "off" } }));
    await client.rules(uri, ["raw-errno"]);
    expect(await client.next("window/logMessage")).toMatchObject({
      message: expect.stringContaining("there is no rule raw-erno"),
    });
    await client.end();
  });
});

test.each([
  { value: null, levels: {}, problems: 0 },
  { value: { rules: [] }, levels: {}, problems: 0 },
  { value: { rules: "off" }, levels: {}, problems: 0 },
  {
    value: { rules: { "raw-errno": "info", "masked-claim": "default" } },
    levels: { "raw-errno": "info" },
    problems: 0,
  },
  { value: { kernelVersion: "4.19" }, levels: {}, kernelVersion: "4.19", problems: 0 },
  { value: { kernelVersion: "" }, levels: {}, problems: 0 },
  { value: { kernelVersion: "new" }, levels: {}, problems: 1 },
  { value: { rules: { "raw-errno": "loud", "masked-claim": 3, "no-rule": "off" } }, levels: {}, problems: 3 },
])("settings $value", ({ value, levels, problems, kernelVersion }) => {
  const told: string[] = [];
  const read = readSettings(value, (problem) => told.push(problem));
  expect(Object.fromEntries(read.levels)).toEqual(levels);
  expect(read.kernelVersion).toBe(kernelVersion);
  expect(told).toHaveLength(problems);
});

test.each([
  { value: null, name: "codeLens.heads", read: true, problems: 0 },
  { value: { codeLens: { heads: false } }, name: "codeLens.heads", read: false, problems: 0 },
  { value: { "codeLens.heads": false }, name: "codeLens.heads", read: false, problems: 0 },
  { value: { codeLens: { heads: "no" } }, name: "codeLens.heads", read: true, problems: 1 },
  { value: { codeLens: 5 }, name: "codeLens.heads", read: true, problems: 0 },
  {
    value: { diagnostics: { scope: "workspace" } },
    name: "diagnostics.scope",
    read: "workspace",
    problems: 0,
  },
  { value: { diagnostics: { scope: "all" } }, name: "diagnostics.scope", read: "openFiles", problems: 1 },
] as const)("the option $name of $value", ({ value, name, read, problems }) => {
  const told: string[] = [];
  expect(readSettings(value, (problem) => told.push(problem)).options[name]).toBe(read);
  expect(told).toHaveLength(problems);
});
