/** What a file says of functions that callbacks of other files ask about, and how a definition is told from a call. */
import { describe, expect, it } from "vitest";
import { extractFacts } from "../../server/src/facts/extract";
import type { SummaryFact, Value } from "../../server/src/facts/facts";
import { definitionLine, definitionOf, roughDefinitionLine } from "../../server/src/facts/relevance";
import { testParser } from "../support/analyse";

function spelled(value: Value): string {
  switch (value.kind) {
    case "constant":
      return value.text;
    case "fromErrno":
      return `notifier_from_errno(${spelled(value.of)})`;
    case "call":
      return [
        value.truth === "any" ? "" : `${value.truth} `,
        `${value.callee}(${value.eventArgument ?? ""})`,
        value.parameter === undefined ? "" : ` through ${value.parameter}`,
        value.functions ? ` with ${JSON.stringify(value.functions)}` : "",
        value.except ? ` not ${value.except}` : "",
      ].join("");
    case "unknown":
      return `? (${value.why})`;
  }
}

const summary = ({ isStatic, returns }: SummaryFact): string =>
  (isStatic ? "static " : "") +
  Object.entries(returns)
    .map(([event, values]) => `${event}: ${values.map(spelled).sort().join(", ")}`)
    .join(" | ");

/** The summaries of `start` in a text, the event handed in as its parameter `eventArgument`. */
async function checkSummaries(
  text: string,
  expected: readonly string[],
  eventArgument: number | null = null,
) {
  const { parse } = await testParser();
  const nothing = { watch: new Set<string>(), structs: new Set<string>(), macros: new Map() };
  const facts = extractFacts(text, parse, { ...nothing, summaries: [{ name: "start", eventArgument }] });
  expect(facts.summaries.map(summary)).toEqual(expected);
  expect(facts.functions).toEqual([]);
  expect(extractFacts(text, parse, { ...nothing, summaries: [] }).summaries).toEqual([]);
}

describe("the summary of a function", () => {
  it("has its values, with what other functions of its file add", () =>
    checkSummaries(
      `static int check(void *p)\n{\n	return p ? 0 : -EINVAL;\n}
int start(void *p)\n{\n	int err = check(p);\n\n	if (err)\n		return err;\n	return far(p);\n}\n`,
      ["default: -EINVAL, far()"],
    ));

  it("has them per event where it is handed the event", () =>
    checkSummaries(
      `int start(void *p, unsigned long what)\n{\n	switch (what) {\n	case UP:\n		return -EBUSY;\n	case DOWN:\n		return next(what, p);\n	}\n	return 0;\n}\n`,
      ["UP: -EBUSY | DOWN: next(0) | default: 0"],
      1,
    ));

  it("is made of each of several definitions", () =>
    checkSummaries(
      `#ifdef CONFIG_START\nint start(void *p)\n{\n	return begin(p);\n}\n#else\nstatic inline int start(void *p) { return 0; }\n#endif\n`,
      ["default: begin()", "static default: 0"],
    ));

  it("has what it calls through a parameter, and which functions it hands over", () =>
    checkSummaries(
      `int start(void *p, int (*fn)(void *p), int n)\n{\n	int err = fn(p);\n\n	if (err != -EIO)\n		return err;\n	return far(p, fn, stop, n, jiffies_of(p), HZ, &x, ops.f);\n}\n`,
      ['default: far() with {"1":1,"2":"stop"}, fn() through 1 not -EIO'],
    ));

  it("is not made of prototypes and calls", () =>
    checkSummaries("int start(void *p);\nint other(void *p)\n{\n	return start(p);\n}\n", []));

  it.each<[string, string, string, number | null]>([
    ["a call", "#define start(p) begin(p, NULL)", "static default: begin()", null],
    ["a call over two lines", "#define start(p) \\\n	begin(p, (x))", "static default: begin()", null],
    [
      "a call that is handed the event",
      "#define start(p, what) begin((what), p)",
      "static default: begin(0)",
      1,
    ],
    ["another name", "#define start begin", "static default: begin(2)", 2],
    [
      "anything else",
      "#define start(p) ((p) + 1)",
      "static default: ? (the value of the macro start())",
      null,
    ],
  ])("is that of what a macro stands for: %s", (_, macro, expected, event) =>
    checkSummaries(`${macro}\n`, [expected], event),
  );
});

describe("a definition is told from prototypes and calls", () => {
  it.each<[string, string, boolean]>([
    ["in kernel style", "int start(void *p)\n{\n}\n", true],
    ["with its type on the line before", "static inline int\nstart(void *p)\n{\n}\n", true],
    ["on one line", "static inline int start(void *p) { return 0; }\n", true],
    ["with parameters on several lines", "int start(void *p,\n	  int n)\n{\n}\n", true],
    ["of a pointer", "struct x *start(void)\n{\n}\n", true],
    ["behind an attribute", "__printf(1, 2) int start(const char *s, ...)\n{\n}\n", true],
    ["of a macro", "# define start(p) 0\n", true],
    ["a prototype", "int start(void *p);\nvoid f(void)\n{\n}\n", false],
    ["a prototype on several lines", "int start(void *p,\n	  int n);\nvoid f(void)\n{\n}\n", false],
    ["a call", "void f(void)\n{\n	if (start(p)) {\n		g();\n	}\n}\n", false],
    ["a longer name", "int restart(void *p)\n{\n}\nint start_all(void)\n{\n}\n", false],
  ])("%s", (_, text, expected) => {
    expect(definitionOf("start").test(text)).toBe(expected);
    // The line alone may find more, never less; and what a search asks for more yet.
    if (!expected) return;
    for (const lineOf of [definitionLine, roughDefinitionLine])
      expect(text.split("\n").some((line) => new RegExp(lineOf(["start", "other"])).test(line))).toBe(true);
  });
});
