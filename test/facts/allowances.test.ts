/** Comments that allow a finding: what they name, why, and what goes when they are removed. */
import { expect, test } from "vitest";
import { lineIndex } from "../../server/src/base/text";
import { allowancesIn } from "../../server/src/facts/allowances";

/** Checks the comments of a text, `RULE: REASON`, and what stands where each was once they are removed, one by one. */
function checkAllowances(text: string, expected: readonly string[], removed: readonly string[]) {
  const allowances = allowancesIn(text);
  expect(allowances.map(({ rule, reason }) => `${rule}: ${reason}`)).toEqual(expected);
  const index = lineIndex(text);
  const texts = allowances.map(({ removal: { line, column, endLine, endColumn } }) => {
    const start = index.offset({ line, column });
    return text.slice(0, start) + text.slice(index.offset({ line: endLine, column: endColumn }));
  });
  expect(texts).toEqual(removed);
}

test("in a comment after code: the blanks before it go too", () =>
  checkAllowances(
    "int a; \t/* notifier-lens: allow raw-errno - on purpose */\n",
    ["raw-errno: on purpose"],
    ["int a;\n"],
  ));

test("on a line of its own: the line goes", () =>
  checkAllowances(
    "int a;\n\t// notifier-lens: allow raw-errno - why not\r\nint b;\n",
    ["raw-errno: why not"],
    ["int a;\nint b;\n"],
  ));

test("over several lines, with another dash, at the end of the text", () =>
  checkAllowances(
    "int a;\n/*\n * notifier-lens: allow a-rule – first\n * and second\n */",
    ["a-rule: first and second"],
    ["int a;\n"],
  ));

test("without a reason, or with nothing behind the dash", () =>
  checkAllowances(
    "/* notifier-lens: allow a */\n/* notifier-lens: allow b - */\n",
    ["a: ", "b: "],
    ["/* notifier-lens: allow b - */\n", "/* notifier-lens: allow a */\n"],
  ));

test("other words to this program, and its name elsewhere, are no allowance", () =>
  checkAllowances("/* notifier-lens: hello */ /* see notifier-lens: it allows nothing */\n", [], []));
