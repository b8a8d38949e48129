/** Whatever the text, extraction answers, soon, and keeps the facts of what can be read. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractFacts } from "../../server/src/facts/extract";
import type { FileFacts } from "../../server/src/facts/facts";
import { testParser } from "../support/analyse";
import { checkFacts } from "./checkFacts";
import { PIECES } from "./pieces";

const NOTHING = { watch: new Set<string>(), structs: new Set<string>(), macros: new Map(), summaries: [] };

/** The facts of a text, made as the node host makes them. */
async function factsOf(text: string): Promise<FileFacts> {
  return extractFacts(text, (await testParser()).parse, NOTHING);
}

const CALLBACK = `static int on_event(struct notifier_block *nb, unsigned long event, void *data)
{
	if (event == UP)
		return NOTIFY_BAD;
	return NOTIFY_OK;
}
`;
const BLOCK = "static struct notifier_block nb = { .notifier_call = on_event };\n";

describe("texts with nothing in them", () => {
  it.each<[string, string]>([
    ["empty", ""],
    ["white space", " \n\t\n"],
    ["only a comment", "/* struct notifier_block nb = { .notifier_call = on_event }; */\n"],
    ["a comment that does not end", "/* struct notifier_block nb;"],
    ["a string that does not end", 'char *s = "struct notifier_block nb;\n'],
    ["a lone brace", "}"],
    ["an #if that does not end", "#if 1\n"],
    ["an #endif too many", "#endif\n#endif\n#else\n"],
    ["another language", "def notifier_call(self):\n    return NOTIFY_OK\n"],
  ])("%s", async (_, text) => {
    expect(await factsOf(text)).toMatchObject({ heads: [], blocks: [], assignments: [], calls: [] });
  });
});

describe("line ends and letters", () => {
  it("CRLF: the same facts at the same places", async () => {
    const text = PIECES.join("\n");
    expect(await factsOf(text.replaceAll("\n", "\r\n"))).toEqual(await factsOf(text));
  });

  it("columns count UTF-16 units", () =>
    checkFacts(
      ["block", "returns"],
      `
/* Gerät 🚀 */ static struct notifier_block nb = { .notifier_call = on_event };
//                                         ^^ fact[block]: nb calls on_event, static
/* 通知 */ static int on_event(struct notifier_block *nb, unsigned long event, void *data)
//                  ^^^^^^^^ fact[returns]: default: NOTIFY_OK
{
	pr_info("größer 🚀");
	return NOTIFY_OK;
}
`,
    ));
});

describe("a broken file keeps the facts of the rest of it", () => {
  it("cut in the middle of a function", async () => {
    const facts = await factsOf(
      `${CALLBACK}${BLOCK}static int start(void)\n{\n	if (register_it_notifier(&nb`,
    );
    expect(facts.blocks).toMatchObject([{ name: "nb", callback: "on_event" }]);
    expect(facts.functions.find((f) => f.name === "on_event")?.outcomes).toHaveLength(2);
  });

  it.each<[string, string]>([
    ["a call without its end", "static int bad(void)\n{\n	call(a, ;\n	return 0;\n}\n"],
    ["a condition without its end", "static int bad(void)\n{\n	if (a\n	return 0;\n}\n"],
    ["a statement without its semicolon", "static int bad(void)\n{\n	a = 1\n	return 0;\n}\n"],
    ["a brace too few", "static int bad(void)\n{\n	if (a) {\n		b();\n}\n"],
    ["a brace too many", "static int bad(void)\n{\n	b();\n	}\n}\n"],
    ["words that are no C", "static int ?? bad @@ 5\n"],
  ])("with %s in its middle", async (_, broken) => {
    const facts = await factsOf(`${CALLBACK}\n${broken}\n${BLOCK}`);
    expect(facts.blocks).toMatchObject([{ name: "nb", callback: "on_event" }]);
    expect(facts.functions.find((f) => f.name === "on_event")?.outcomes).toHaveLength(2);
  });

  it("today a head that ends in the middle takes what follows with it", async () => {
    // The block after it reads as the next parameter.
    const facts = await factsOf(`${CALLBACK}static int bad(int a,\n${BLOCK}`);
    expect(facts.blocks).toEqual([]);
    expect(facts.functions.find((f) => f.name === "on_event")?.outcomes).toHaveLength(2);
  });

  it("cut anywhere: it answers, and what is whole before the cut is kept", () => {
    const text = PIECES.join("\n");
    const heads = text.indexOf("free_list)");
    return fc.assert(
      fc.asyncProperty(fc.nat(text.length), async (at) => {
        const facts = await factsOf(text.slice(0, at));
        if (at > heads + "free_list);\n".length)
          expect(facts.heads.map((h) => h.name)).toContain("free_list");
      }),
      { numRuns: 150 },
    );
  });
});

describe("big and deep texts do not take for ever", () => {
  const MB = 1_000_000;
  /** Far above what any of these takes on a busy machine, far below what growing with the square would take. */
  const SOON = 20_000;

  /** Tokens drawn by a generator that starts alike in every run. */
  const soup = (tokens: readonly string[], length: number): string => {
    let seed = 7;
    let text = "/* notifier */ ";
    while (text.length < length) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      text += tokens[(seed >> 8) % tokens.length] ?? "";
    }
    return text;
  };
  const letters = [...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)), "\n"];
  const words = ' notifier { } ( ) ; struct = if \n#if " * /* a , return '.split(" ").map((w) => `${w} `);
  const cases = Array.from({ length: 1500 }, (_, i) => `	case E${i}:\n`).join("");

  it.each<[string, string]>([
    ["1 MB on one line", "notifier ".repeat(MB / 9)],
    ["1 MB of opening braces", "{".repeat(MB)],
    [
      "2000 nested blocks",
      `int f(struct notifier_block *nb)\n{\n${"if (a) {".repeat(2000)}${"}".repeat(2000)}\n}\n`,
    ],
    [
      "2000 nested parentheses",
      `int f(struct notifier_block *nb)\n{\n	return ${"(".repeat(2000)}1${")".repeat(2000)};\n}\n`,
    ],
    ["a sum of 2000 terms", CALLBACK.replace("NOTIFY_OK", Array(2000).fill("x").join(" + "))],
    ["1500 cases", CALLBACK.replace("if (event", `switch (event) {\n${cases}	}\n	if (event`)],
    ["3000 blocks", BLOCK.repeat(3000)],
    // Today the time for the next three grows with the square: 1 MB of them takes from 10 seconds to many minutes. The
    // first two in the parser's search for a way on after errors, the third in the patterns that elide.ts looks for.
    ["100 kB of letters", soup(letters, MB / 10)],
    ["20 kB of words of C in no order", soup(words, 20_000)],
    ["10 kB without a break", `static struct notifier_block x${"y".repeat(10_000)};`],
  ])("%s", async (_, text) => {
    const begun = performance.now();
    await factsOf(text);
    expect(performance.now() - begun).toBeLessThan(SOON);
  });
});

describe("today nesting that no C compiler takes", () => {
  // extract.ts says that it answers for any text. The workspace says that such a file was not analysed.
  const nested = (statement: string): string => CALLBACK.replace("return NOTIFY_BAD;", statement);

  it.each<[string, string]>([
    ["20 000 blocks", nested(`${"{".repeat(20_000)}${"}".repeat(20_000)}`)],
    ["3 000 calls", nested(`return ${"f(".repeat(3000)}${")".repeat(3000)};`)],
    ["20 000 terms", nested(`return ${"x + ".repeat(20_000)}x;`)],
    ["20 000 branches", nested(`${"if (a) b(); else ".repeat(20_000)} c();`)],
  ])("of %s exhausts the stack", async (_, text) => {
    await expect(factsOf(text)).rejects.toThrow(RangeError);
  });
});
