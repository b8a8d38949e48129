/** Quick fixes over the protocol: for clients that take them, on the text as it stands in the editor. */
import { afterEach, expect, test } from "vitest";
import type { CodeAction } from "vscode-languageserver/node";
import { launch, testTree } from "../support/lspClient";

const FILE = "drivers/lamp.c";
const TEXT = `static BLOCKING_NOTIFIER_HEAD(power_chain);

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

const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

/** A server with one finding, and what it offers at a line (from 0) of the open document. */
async function begin(takesActions: boolean) {
  const tree = await testTree(new Map([[FILE, TEXT]]));
  cleanUp.push(tree.remove);
  const codeAction = { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } };
  const client = await launch({
    folders: [tree.uri("")],
    capabilities: {
      workspace: { workspaceFolders: true },
      textDocument: { codeAction: takesActions ? codeAction : {} },
    },
  });
  cleanUp.push(() => client.process.kill());
  const uri = tree.uri(FILE);
  await client.open(uri, TEXT);
  await client.rules(uri, ["raw-errno"]);
  const actionsAt = (line: number, only?: readonly string[]): Promise<readonly CodeAction[] | null> =>
    client.connection.sendRequest("textDocument/codeAction", {
      textDocument: { uri },
      range: { start: { line, character: 0 }, end: { line, character: 0 } },
      context: { diagnostics: [], ...(only ? { only } : {}) },
    });
  return { client, uri, actionsAt };
}

test("a finding's fix is offered with its edit and its diagnostic", async () => {
  const { client, uri, actionsAt } = await begin(true);
  const [fix, allow, show, ...others] = (await actionsAt(4)) ?? [];
  expect(others).toEqual([]);
  expect(show?.title).toMatch(/^Show what this changes: /);
  expect(show?.edit).toBeUndefined();
  const shown = await client.connection.sendRequest<{ title: string; before: string; after: string }>(
    "notifierLens/fixChanges",
    show?.command?.arguments?.[0],
  );
  expect(shown.before).toMatch(/-EIO/);
  expect(shown.before).not.toContain("notifier_from_errno(-EIO)");
  expect(shown.after).toContain("notifier_from_errno(-EIO)");
  // The text in the editor is as it was.
  expect((await actionsAt(4))?.[0]?.edit).toEqual(fix?.edit);
  expect(fix).toMatchObject({
    ...{ kind: "quickfix", isPreferred: true, diagnostics: [{ code: "raw-errno" }] },
    edit: { changes: { [uri]: [{ newText: "return notifier_from_errno(-EIO);" }] } },
  });
  expect(allow).toMatchObject({
    title: expect.stringContaining("Allow raw-errno here"),
    command: {
      command: "notifierLens.allowFinding",
      arguments: [{ uri, line: 4, before: "\t/* notifier-lens: allow raw-errno - ", after: " */\n" }],
    },
  });
  expect(allow?.edit).toBeUndefined();
  expect(await actionsAt(0)).toEqual([]);
  expect(await actionsAt(4, ["quickfix"])).toHaveLength(3);
  expect(await actionsAt(4, ["refactor"])).toBeNull();
  await client.end();
});

test("all safe fixes of a file are one action, for whoever asks for that kind", async () => {
  const { client, uri, actionsAt } = await begin(true);
  for (const only of [["source.fixAll.notifierLens"], ["source.fixAll"], ["source"]]) {
    const [all, ...others] = (await actionsAt(0, only)) ?? [];
    expect(others).toEqual([]);
    expect(all).toMatchObject({
      kind: "source.fixAll.notifierLens",
      edit: { changes: { [uri]: [{ newText: "return notifier_from_errno(-EIO);" }] } },
    });
  }
  expect(await actionsAt(4, ["source.fixAll.eslint"])).toBeNull();
  await client.end();
});

test("on the text as it stands, saved or not", async () => {
  const { client, uri, actionsAt } = await begin(true);
  await client.change(uri, `\n${TEXT}`);
  const [fix] = (await actionsAt(5)) ?? [];
  expect(fix?.edit?.changes?.[uri]?.[0]?.range.start.line).toBe(5);
  await client.rules(uri, ["raw-errno"]);
  await client.end();
});

test("a client that knows only commands gets none", async () => {
  const { client, actionsAt } = await begin(false);
  expect(await actionsAt(4)).toBeNull();
  await client.end();
});
