/** SARIF: addresses that code hosts resolve, the place, fix and fingerprint of each finding, the rules with their pages. */
import type { Log, Result } from "sarif";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../server/src/base/finding";
import { findingsSarif } from "../../server/src/report/sarif";
import { RULES } from "../../server/src/rules";

const FINDING: Finding = {
  ...{
    rule: "raw-errno",
    severity: "info",
    file: "drivers/a b/ä.c",
    chain: "k.c:chain",
    message: "line 12 is wrong",
  },
  ...{ line: 3, column: 2, endLine: 4, endColumn: 9, witness: null, related: [], fix: null },
};

/** The document of some findings, and its only run. */
function sarif(...findings: readonly Finding[]): { readonly log: Log; readonly results: readonly Result[] } {
  const log = findingsSarif(findings, { rootUri: "file:///src/linux/", version: "1.2.3", rules: RULES });
  expect(log.runs).toHaveLength(1);
  return { log, results: log.runs[0]?.results ?? [] };
}

describe("a document", () => {
  it("names the program, its version, and every rule with its page and whether it is on", () => {
    const { log } = sarif();
    const driver = log.runs[0]?.tool.driver;
    expect(log.version).toBe("2.1.0");
    expect(driver).toMatchObject({ name: "notifier-lens", version: "1.2.3" });
    expect(driver?.rules?.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
    for (const rule of driver?.rules ?? []) {
      expect(rule.help?.markdown).toContain(`# ${rule.id}`);
      const own = RULES.find(({ id }) => id === rule.id);
      expect(rule.defaultConfiguration?.enabled).toBe(own?.off === undefined);
    }
  });

  it("says what its addresses are relative to, and how columns are counted", () => {
    const { log } = sarif(FINDING);
    expect(log.runs[0]).toMatchObject({
      columnKind: "utf16CodeUnits",
      originalUriBaseIds: { ROOT: { uri: "file:///src/linux/" } },
    });
  });
});

describe("a result", () => {
  it("has its rule by id and index, a level that SARIF knows, and its place", () => {
    const [result] = sarif(FINDING).results;
    expect(result).toMatchObject({
      ...{ ruleId: "raw-errno", ruleIndex: RULES.findIndex(({ id }) => id === "raw-errno"), level: "note" },
      message: { text: "line 12 is wrong" },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "drivers/a%20b/%C3%A4.c", uriBaseId: "ROOT" },
            region: { startLine: 3, startColumn: 2, endLine: 4, endColumn: 9 },
          },
        },
      ],
    });
    expect(result).not.toHaveProperty("fixes");
    expect(result).not.toHaveProperty("relatedLocations");
  });

  it("has related places, and fixes file by file", () => {
    const edit = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2, newText: "x" };
    const [result] = sarif({
      ...FINDING,
      related: [{ file: "k.c", line: 7, message: "the caller" }],
      fix: {
        ...{ title: "Mend", safety: "safe" },
        edits: [
          { file: "a.c", ...edit },
          { file: "b.c", ...edit },
          { file: "a.c", ...edit, startLine: 9 },
        ],
      },
    }).results;
    expect(result?.relatedLocations?.[0]).toMatchObject({
      ...{ id: 1, message: { text: "the caller" } },
      physicalLocation: { artifactLocation: { uri: "k.c" }, region: { startLine: 7 } },
    });
    const changes = result?.fixes?.[0]?.artifactChanges.map(({ artifactLocation, replacements }) => [
      artifactLocation.uri,
      replacements.map(({ deletedRegion }) => deletedRegion.startLine),
    ]);
    expect(changes).toEqual([
      ["a.c", [1, 9]],
      ["b.c", [1]],
    ]);
  });

  it("keeps its fingerprint when lines and numbers move, and no two have the same", () => {
    const marks = (...findings: Finding[]) =>
      sarif(...findings).results.map((result) => result.partialFingerprints?.["notifierLens/v1"]);
    const moved = { ...FINDING, line: 30, message: "line 99 is wrong" };
    expect(marks(moved)).toEqual(marks(FINDING));
    expect(new Set(marks(FINDING, moved, { ...FINDING, file: "b.c" })).size).toBe(3);
  });
});
