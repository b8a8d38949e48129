/** The tree with some edits made, beside the tree as it is. */
import { expect, test } from "vitest";
import { createWorkspace } from "../../server/src/workspace/workspace";
import { memoryHost, testParser } from "../support/analyse";

const FILE = "kernel/k.c";
const TEXT = `static RAW_NOTIFIER_HEAD(k_chain);
static int k_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}
static struct notifier_block k_nb = { .notifier_call = k_event };
int k_init(void)
{
	return raw_notifier_chain_register(&k_chain, &k_nb);
}
`;

/** Replaces the 9 letters of the value on a line. */
const replace = (startLine: number, newText: string) => ({
  ...{ file: FILE, startLine, endLine: startLine },
  ...{ startColumn: 9, endColumn: 18, newText },
});

test("edits are made in the text that counts, and change nothing of the tree", async () => {
  const host = memoryHost(new Map([[FILE, TEXT]]), await testParser());
  const workspace = createWorkspace(host, "");
  await workspace.index();
  const returned = (model: ReturnType<typeof workspace.model>) => model.chains[0]?.callbacks[0]?.returns;
  const before = workspace.model();
  const { model, facts } = await workspace.whatIf([replace(4, "NOTIFY_BAD")]);
  expect(returned(model)).toEqual(["NOTIFY_BAD"]);
  expect(facts.get(FILE)).not.toBe(workspace.facts.get(FILE));
  expect(workspace.model()).toBe(before);
  expect(returned(before)).toEqual(["NOTIFY_OK"]);
  await workspace.open(FILE, `\n${TEXT}`);
  expect(returned((await workspace.whatIf([replace(5, "NOTIFY_STOP")])).model)).toEqual(["NOTIFY_STOP"]);
  await expect(workspace.whatIf([{ ...replace(1, ""), file: "not/there.c" }])).rejects.toThrow(
    "no such file",
  );
});
