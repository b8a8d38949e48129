/** The fixture format must itself be able to fail. */
import { describe, expect, test } from "vitest";
import { differences, type Located, parseFixture } from "./fixture";

const TEXT = `//- /a/x.c
int f(void)
{
\treturn -ENOMEM;
//      ^^^^^^^^^^^^^^^ warning[raw-errno]: as it is
//      | success
}
//- /y.h
int g(void);
`;

const FINDING: Located = {
  file: "a/x.c",
  line: 3,
  column: 2,
  endLine: 3,
  endColumn: 17,
  severity: "warning",
  rule: "raw-errno",
  message: "returns -ENOMEM as it is, which becomes success",
};

test("files, lines and columns of the text", () => {
  const fixture = parseFixture(TEXT);
  expect([...fixture.files.keys()]).toEqual(["a/x.c", "y.h"]);
  expect(fixture.annotations).toEqual([
    {
      file: "a/x.c",
      line: 3,
      column: 2,
      endColumn: 17,
      severity: "warning",
      rule: "raw-errno",
      texts: ["as it is", "success"],
    },
  ]);
});

test("without a header the text is one file", () => {
  expect([...parseFixture("int x;\n").files.keys()]).toEqual(["main.c"]);
});

test("two annotations talk about the same line", () => {
  const text = "int a, b;\n//  ^ error[one-rule]: A\n//     ^ error[two-rule]: B\n";
  expect(parseFixture(text).annotations.map((a) => [a.line, a.column, a.rule])).toEqual([
    [1, 5, "one-rule"],
    [1, 8, "two-rule"],
  ]);
});

describe("differences", () => {
  const fixture = parseFixture(TEXT);

  test("none where the finding is as told", () => {
    expect(differences(fixture, [FINDING])).toEqual([]);
  });

  test.each<[string, readonly Located[], number]>([
    ["a missing finding", [], 1],
    ["one too many", [FINDING, FINDING], 1],
    ["another severity", [{ ...FINDING, severity: "error" }], 2],
    ["another rule", [{ ...FINDING, rule: "other-rule" }], 2],
    ["another line", [{ ...FINDING, line: 4, endLine: 4 }], 2],
    ["another column", [{ ...FINDING, column: 3 }], 2],
    ["another end", [{ ...FINDING, endColumn: 16 }], 2],
    ["another file", [{ ...FINDING, file: "y.h" }], 2],
    ["a message without one of the texts", [{ ...FINDING, message: "as it is" }], 2],
  ])("%s", (_name, findings, count) => {
    expect(differences(fixture, findings)).toHaveLength(count);
  });

  test("a finding over several lines is underlined on its first", () => {
    const text = "int x =\n//  ^^^ error[a-rule]: spans\n1;\n";
    const spans = { ...FINDING, file: "main.c", line: 1, endLine: 3, column: 5, endColumn: 3 };
    expect(
      differences(parseFixture(text), [{ ...spans, severity: "error", rule: "a-rule", message: "spans" }]),
    ).toEqual([]);
  });
});

test("a caret in the middle of a tab is a mistake in the fixture", () => {
  expect(() => parseFixture("\tint x;\n//  ^ error[a-rule]: x\n")).toThrow("points at no character");
  expect(() => parseFixture("//   ^ error[a-rule]: x\n")).toThrow("without a line above it");
});
