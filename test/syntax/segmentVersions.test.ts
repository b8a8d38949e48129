/** Segments of an edited text are those of the text read anew, whatever is typed. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeOf } from "../../server/src/base/change";
import { segmentsOf } from "../../server/src/syntax/segments";
import { segmentsOfVersions } from "../../server/src/syntax/segmentVersions";

/** Checks the segments of each text in turn against those of the same text alone. */
function checkVersions(texts: readonly string[]): void {
  const segmentsAt = segmentsOfVersions();
  let last = "";
  for (const text of texts) {
    const { segments, sound } = segmentsAt(text, changeOf(last, text));
    const alone = segmentsOf(text);
    expect({ segments, sound }).toEqual({ segments: alone.segments, sound: alone.sound });
    last = text;
  }
}

const PIECES = [
  "int f(void)\n{\n\treturn 1;\n}\n",
  "int f(void) { if (x) { } }\n",
  "int f(a)\nint a;\n{\n}\n",
  "{\n}\n",
  "EXPORT_SYMBOL(f);\n",
  "#define A(x) \\\n\tf(x)\n",
  "#define B 1 /* and\n */\n",
  "#ifdef A\n",
  "#else\n",
  "#endif\n",
  "struct t {\n\tint a;\n};\n",
  "int t[] = {\n\t1,\n\t};\n",
  'extern "C" {\n',
  'char *s = "{";\n',
  "/* a { comment */\n",
  "// {\n",
  "/*",
  "*/",
  "{",
  "}",
  ";",
  "(",
  ")",
  '"',
  "\\",
  "\n",
  "\r\n",
  "\n\n",
  "\n{",
  "\n}",
  "=",
  "#",
  " ",
  "x",
];

/** What is put in the place of a stretch, both told as shares of the text. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 4 }) },
    fc.nat({ max: 60 }),
  ),
  typed: fc.array(fc.constantFrom(...PIECES), { maxLength: 2 }).map((pieces) => pieces.join("")),
});

describe("segments of versions", () => {
  it.each<[string, readonly string[]]>([
    [
      "typing in a body",
      ["int f(void)\n{\n}\nint g(void)\n{\n}\n", "int f(void)\n{\n\tx\n}\nint g(void)\n{\n}\n"],
    ],
    [
      "a comment that swallows what follows",
      ["int a;\nint f(void)\n{\n}\n", "int a;/*\nint f(void)\n{\n}\n"],
    ],
    [
      "a brace alone before a K&R head's rest",
      ["int g(b)\n\nint f(a)\nint a;\n{\n}\n", "int g(b);\n\nint f(a)\nint a;\n{\n}\n"],
    ],
    [
      "a linkage that opens and closes",
      ["int a;\nint b;\n", 'extern "C" {\nint a;\nint b;\n', 'extern "C" {\nint a;\nint b;\n}\n'],
    ],
    [
      "a brace that takes up what a directive was before",
      ["#define B\n;\n{\n}\nint f(void)\n{\n}\n", "define B\n;\n{\n}\nint f(void)\n{\n}\n"],
    ],
    ["everything goes", ["int a;\n", "", "int a;\n"]],
  ])("%s", (_, texts) => checkVersions(texts));

  it("are those of the text alone after any edits", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...PIECES.slice(0, 18)), { minLength: 1, maxLength: 14 }),
        fc.array(edit, { minLength: 1, maxLength: 12 }),
        (pieces, edits) => {
          const texts = [pieces.join("")];
          for (const { at, length, typed } of edits) {
            const text = texts.at(-1) ?? "";
            const start = Math.floor(at * (text.length + 1));
            texts.push(text.slice(0, start) + typed + text.slice(start + length));
          }
          checkVersions(texts);
        },
      ),
      { numRuns: 3000 },
    );
  });
});
