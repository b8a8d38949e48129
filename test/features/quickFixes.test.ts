/** What is offered to do about findings: where, which edits, and that they do what they say. */
import { describe, expect, test } from "vitest";
import type { TextEdit } from "../../server/src/base/finding";
import { lineIndex } from "../../server/src/base/text";
import { type QuickFix, quickFixesAt } from "../../server/src/features/quickFixes";
import { runRules } from "../../server/src/rules";
import { analyse } from "../support/analyse";

const FILE = "drivers/lamp.c";
const TEXT = `static BLOCKING_NOTIFIER_HEAD(power_chain);

static int lamp_event(struct notifier_block *nb, unsigned long event, void *data)
{
	if (event == 1)
		return -EIO;
	if (event == 2)
		return -EBUSY;
	return NOTIFY_OK;
}

static struct notifier_block lamp_nb = { .notifier_call = lamp_event };

int lamp_start(void)
{
	return blocking_notifier_chain_register(&power_chain, &lamp_nb);
}

int power_off(unsigned long event)
{
	return notifier_to_errno(blocking_notifier_call_chain(&power_chain, event, NULL));
}
`;

async function findingsIn(text: string) {
  return runRules(await analyse(new Map([[FILE, text]]))).filter(({ file }) => file === FILE);
}

/** The quick fixes of the lines that contain a text. */
async function fixesAt(text: string, at: string): Promise<QuickFix[]> {
  const lines = text.split("\n");
  const line = lines.findIndex((one) => one.includes(at)) + 1;
  const place = { line, column: 1, endLine: line, endColumn: 1 };
  return quickFixesAt(await findingsIn(text), place, (number) => lines[number - 1] ?? "");
}

function apply(text: string, edits: readonly TextEdit[]): string {
  const index = lineIndex(text);
  const offset = (line: number, column: number): number => index.offset({ line, column });
  return [...edits]
    .sort((a, b) => b.startLine - a.startLine || b.startColumn - a.startColumn)
    .reduce(
      (result, { startLine, startColumn, endLine, endColumn, newText }) =>
        result.slice(0, offset(startLine, startColumn)) + newText + result.slice(offset(endLine, endColumn)),
      text,
    );
}

/** The fix with a title, applied. */
async function applied(at: string, title: RegExp): Promise<string> {
  const fix = (await fixesAt(TEXT, at)).find((one) => title.test(one.title));
  expect(fix, String(title)).toBeDefined();
  return apply(TEXT, fix?.edits ?? []);
}

describe("at a finding", () => {
  test("stand its own fix, all of its rule in the file, and the comment", async () => {
    const fixes = await fixesAt(TEXT, "-EIO");
    expect(fixes.map(({ title, isPreferred }) => [title, isPreferred])).toEqual([
      ["Wrap the errno in notifier_from_errno()", true],
      ["Fix all 2 raw-errno in this file", false],
      ["Allow raw-errno here: add a comment and say why", false],
    ]);
  });

  test("its own fix leaves the others", async () => {
    const mended = await applied("-EIO", /^Wrap/);
    expect(mended).toContain("return notifier_from_errno(-EIO);");
    expect((await findingsIn(mended)).map(({ rule }) => rule)).toEqual(["raw-errno"]);
  });

  test("all of its rule leave none", async () => {
    expect(await findingsIn(await applied("-EBUSY", /^Fix all 2/))).toEqual([]);
  });

  test("the comment allows it and asks for a reason, indented as the line is", async () => {
    const allowed = await applied("-EIO", /^Allow/);
    expect(allowed).toContain("\n\t\t/* notifier-lens: allow raw-errno - */\n\t\treturn -EIO;\n");
    expect((await findingsIn(allowed)).map(({ rule }) => rule)).toEqual(["unused-suppression", "raw-errno"]);
    const told = allowed.replace("errno - */", "errno - the lamp is broken */");
    expect((await findingsIn(told)).map(({ line }) => line)).toEqual([9]);
  });
});

test("elsewhere there is nothing, and a comment is not allowed by another comment", async () => {
  expect(await fixesAt(TEXT, "NOTIFY_OK")).toEqual([]);
  const unused = TEXT.replace(
    "\treturn NOTIFY_OK",
    "\t/* notifier-lens: allow raw-errno - no */\n\treturn NOTIFY_OK",
  );
  expect((await fixesAt(unused, "allow raw-errno")).map(({ title }) => title)).toEqual([
    "Remove the comment",
  ]);
});
