/** Which branches of `#if` groups the dialect left standing, and under which conditions each is compiled. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { branchGroups } from "../../server/src/syntax/branches";
import { toPlainC } from "../../server/src/syntax/dialect";
import { FRAGMENTS } from "./fragments";

/** Groups as `A: text | !A: text`, one per line. */
function checkGroups(text: string, expected: readonly string[]): void {
  const found = branchGroups(text, 0, text.length).map(({ branches }) =>
    branches
      .map(({ start, end, assumes }) => {
        const when = assumes.map(({ key, wanted }) => (wanted ? key : `!${key}`)).join(" ");
        return `${when}: ${text.slice(start, end).replace(/\s+/g, " ").trim()}`.trim();
      })
      .join(" | "),
  );
  expect(found).toEqual(expected);
}

describe("branches", () => {
  it.each<[string, string, string[]]>([
    ["of nothing", "int a;", []],
    ["with #else", "#ifdef A\nint a;\n#else\nint b;\n#endif", ["A: int a; | !A: int b;"]],
    ["without #else: the last one is empty", "#ifdef A\nint a;\n#endif", ["A: int a; | !A:"]],
    ["asked against", "#ifndef A\nint a;\n#endif", ["!A: int a; | A:"]],
    [
      "with #elif",
      "#if defined(A)\nint a;\n#elif IS_ENABLED(B)\nint b;\n#endif",
      ["A: int a; | !A B: int b; | !A !B:"],
    ],
    [
      "inside others, outer ones first",
      "#ifdef A\nint a;\n#ifdef B\nint b;\n#endif\n#endif",
      ["A: int a; #ifdef B int b; #endif | !A:", "B: int b; | !B:"],
    ],
    ["never compiled", "#if 0\nint a;\n#else\nint b;\n#endif", [": int b;"]],
    ["never compiled, with nothing else", "#if 0\nint a;\n#endif", [":"]],
    ["always compiled", "#if 1\nint a;\n#else\nint b;\n#endif", [": int a;"]],
    ["that tear", "int a =\n#ifdef A\n1;\n#else\n2;\n#endif", []],
    ["that do not end", "#ifdef A\nint a;\n", []],
    ["in comments and strings are none", '/*\n#ifdef A\n#endif\n*/ char *a = "\\\n#if B\\\n#endif";', []],
  ])("%s", (_name, text, expected) => checkGroups(text, expected));

  it("offsets are those of the whole text", () => {
    const text = "int before;\n{\n#ifdef A\n\tg();\n#endif\n}\n";
    const start = text.indexOf("{");
    const [group] = branchGroups(text, start, text.lastIndexOf("}") + 1);
    expect(text.slice(group?.start, group?.end)).toBe("#ifdef A\n\tg();\n#endif");
  });

  it("of a text put together at random nest, and hold what the dialect left of their group", () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            ...FRAGMENTS.map(([, text]) => text),
            "#if A\n",
            "#elif B\n",
            "#else\n",
            "#endif\n",
            "{\n",
            "}\n",
            "g();\n",
          ),
          { maxLength: 20 },
        ),
        (pieces) => {
          const text = pieces.join("");
          const plain = toPlainC(text);
          for (const { start, end, branches } of branchGroups(text, 0, text.length)) {
            let at = start;
            for (const branch of branches) {
              expect(branch.start).toBeGreaterThanOrEqual(at);
              expect(plain.slice(at, branch.start).trim()).toBe("");
              at = branch.end;
            }
            expect(at).toBeLessThanOrEqual(end);
            expect(plain.slice(at, end).trim()).toBe("");
          }
        },
      ),
    ));
});
