/** Trees that are not a whole kernel: less is resolved, nothing is wrong, nothing hangs. */
import { mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { chainsDocument, checkDocument } from "./shapes";
import { cli, folder } from "./support";

/** A module out of the tree: it registers with a chain that is not there, and has one of its own. */
const MODULE = `#include <linux/module.h>
#include <linux/reboot.h>

static ATOMIC_NOTIFIER_HEAD(board_chain);

static int board_reboot(struct notifier_block *nb, unsigned long event, void *data)
{
	return event == SYS_POWER_OFF ? -EBUSY : NOTIFY_OK;
}

static struct notifier_block board_nb = {
	.notifier_call = board_reboot,
	.priority = 10,
};

static int board_walk(void *board)
{
	return atomic_notifier_call_chain(&board_chain, 3, board);
}

static int __init board_init(void)
{
	register_reboot_notifier(&board_nb);
	return board_walk(NULL) & NOTIFY_STOP_MASK ? -EPERM : 0;
}
module_init(board_init);
`;

/** What the module's chain and its callback are told to be, wherever the file lies and however it is written. */
async function checkModule(tree: string, files: readonly string[]): Promise<void> {
  const run = await cli(["chains", tree, "--format", "json", "--quiet", "--no-cache"]);
  expect(run).toMatchObject({ status: 0, stderr: "" });
  const { chains, unresolved } = chainsDocument.parse(JSON.parse(run.stdout));
  expect(chains.map((c) => c.id)).toEqual(files.map((file) => `${file}:board_chain`));
  for (const { callSites, callbacks, type } of chains) {
    expect([type, callbacks]).toEqual(["atomic", []]);
    expect(callSites).toMatchObject([{ line: 18, function: "board_walk", event: "3", use: "returned" }]);
    expect(callSites[0]?.effectiveUse).toMatchObject([
      { use: "stop_mask", function: "board_init", line: 24 },
    ]);
  }
  const why = "its block is handed to register_reboot_notifier(), which nothing that was read defines";
  expect(unresolved).toMatchObject(files.map((file) => ({ kind: "callback", file, line: 6, why })));
}

describe("one module alone", () => {
  it("has its own chain; what it registers elsewhere is listed with the function that is not there", () =>
    checkModule(folder({ "board.c": MODULE }), ["board.c"]));

  it("is judged by what does not need the rest of the kernel", async () => {
    const run = await cli([
      "check",
      folder({ "board.c": MODULE }),
      "--format",
      "json",
      "--quiet",
      "--no-cache",
    ]);
    const { findings } = checkDocument.parse(JSON.parse(run.stdout));
    expect(findings).toMatchObject([{ rule: "raw-errno", file: "board.c" }]);
  });
});

describe("an odd tree", () => {
  it("Windows line ends, Latin-1 and loops of symbolic links", async () => {
    const latin1 = Buffer.from(MODULE.replace("linux/module.h>", "linux/module.h> /* Gerät */"), "latin1");
    const tree = folder({
      "a/crlf.c": MODULE.replaceAll("\n", "\r\n"),
      "a/b/latin.c": latin1,
      "plain.c": MODULE,
    });
    symlinkSync("..", path.join(tree, "a/b/up"));
    symlinkSync("loop.c", path.join(tree, "loop.c"));
    symlinkSync("plain.c", path.join(tree, "again.c"));
    mkdirSync(path.join(tree, "folder.c"));
    await checkModule(tree, ["a/b/latin.c", "a/crlf.c", "plain.c"]);
  });
});
