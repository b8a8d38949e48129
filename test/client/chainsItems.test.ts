/** How nodes of the view look, and what the folders of a workspace add up to: without an editor. */
import { describe, expect, test } from "vitest";
import { contextOf, iconOf, keyOf } from "../../client/src/chainsItems";
import { countsText, totalsOf } from "../../client/src/indexTotals";
import type { ChainsNode, IndexStatus } from "../../server/src/protocol/protocol";

const NODE: ChainsNode = {
  ...{ root: "file:///linux", id: "chain\tx.c:x_chain", kind: "chain", label: "x_chain", description: "" },
  ...{ severity: null, hasChildren: true, isExpanded: false, location: null, registration: null },
  ...{ simulation: null, copies: null },
};

describe("an icon", () => {
  test.each([
    [
      "of a finding is that of its severity",
      { kind: "finding", severity: "error" },
      "error",
      "problemsErrorIcon.foreground",
    ],
    [
      "of a chain has the colour of the worst finding",
      { kind: "chain", severity: "warning" },
      "link",
      "problemsWarningIcon.foreground",
    ],
    ["does not alarm for information", { kind: "folder", severity: "info" }, "folder", null],
    [
      "of something without findings has the theme's own colour",
      { kind: "callback", severity: null },
      "symbol-method",
      null,
    ],
  ] as const)("%s", (_, node, id, color) => {
    expect(iconOf(node)).toEqual({ id, color });
  });
});

test("a menu offers what a node has", () => {
  const at = {
    uri: "file:///linux/x.c",
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
  };
  expect(contextOf(NODE)).toBe(" chain ");
  expect(contextOf({ ...NODE, copies: "x_chain", simulation: { uri: at.uri, chain: "x" } })).toBe(
    " chain simulation name ",
  );
  expect(contextOf({ ...NODE, kind: "callback", registration: at })).toBe(" callback registration ");
});

test("the same chain in two folders has two keys", () => {
  expect(keyOf(NODE)).not.toBe(keyOf({ ...NODE, root: "file:///linux-next" }));
});

describe("the totals", () => {
  const status = (given: Partial<IndexStatus>): IndexStatus => ({
    ...{ uri: "file:///linux", state: "ready", done: 10, total: 10, chains: 2, callbacks: 1500, findings: 1 },
    ...{ errors: 1, revision: 3, problem: null, ...given },
  });
  test.each([
    ["nothing", [], "empty", "0 chains, 0 callbacks, 0 findings"],
    ["one folder", [{}], "ready", "2 chains, 1,500 callbacks, 1 finding"],
    [
      "one that is being read counts for all",
      [{}, { state: "indexing", chains: 0, findings: 0 }],
      "indexing",
      "2 chains, 3,000 callbacks, 1 finding",
    ],
    [
      "one that could not be read, too",
      [{ state: "indexing" }, { state: "failed" }],
      "failed",
      "4 chains, 3,000 callbacks, 2 findings",
    ],
  ] as const)("of %s", (_, given, state, text) => {
    const totals = totalsOf(given.map(status));
    expect([totals.state, countsText(totals)]).toEqual([state, text]);
  });

  test("count the files of folders that are being read", () => {
    const totals = totalsOf([status({ state: "indexing", done: 3, total: 12 }), status({})]);
    expect([totals.done, totals.total]).toEqual([3, 12]);
  });
});
