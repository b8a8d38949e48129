/** A bug over one file costs that file alone: the others keep what is known of them, and the user is told. */
import { expect, test } from "vitest";
import { createWorkspace } from "../../server/src/workspace/workspace";
import { memoryHost, testParser } from "../support/analyse";

const HEAD = "static RAW_NOTIFIER_HEAD(board_chain);\n";
const WALK = "int tell(void)\n{\n\treturn raw_notifier_call_chain(&board_chain, 1, NULL);\n}\n";

test("a file over which extraction throws is left out with its reason, and read again when it changes", async () => {
  const files = new Map([
    ["good.c", HEAD + WALK],
    ["bad.c", `/* bug */\n${HEAD}${WALK}`],
  ]);
  const host = memoryHost(files, await testParser());
  const broken = {
    ...host,
    extract: (text: string, wanted: Parameters<typeof host.extract>[1]) =>
      text.includes("bug") ? Promise.reject(new Error("out of range")) : host.extract(text, wanted),
  };
  const workspace = createWorkspace(broken, "/");
  await workspace.index();
  expect(workspace.model().chains.map((c) => c.id)).toEqual(["good.c:board_chain"]);
  expect(workspace.problems).toEqual([{ file: "bad.c", problem: "not analysed: out of range" }]);
  await workspace.open("bad.c", HEAD + WALK);
  expect(workspace.model().chains.map((c) => c.id)).toEqual(["bad.c:board_chain", "good.c:board_chain"]);
  expect(workspace.problems).toEqual([]);
});
