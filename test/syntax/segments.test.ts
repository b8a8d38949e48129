/** Where top-level segments begin and end, told from braces, column 0 and parentheses alone. */
import { describe, expect, it } from "vitest";
import { segmentsOf } from "../../server/src/syntax/segments";

/** Checks the segments of a text, each as its kind and its text with white space folded. */
function checkSegments(text: string, expected: readonly string[]): void {
  const { segments, sound } = segmentsOf(text);
  expect(sound).toBe(true);
  expect(segments.map((s) => `${s.kind}: ${text.slice(s.start, s.end).replace(/\s+/g, " ")}`)).toEqual(
    expected,
  );
}

describe("segments", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "declarations end with a semicolon",
      "int a; int f(int x);\n",
      ["other: int a;", "other: int f(int x);"],
    ],
    [
      "functions end with their brace",
      "int f(void)\n{\n\tif (x) {\n\t}\n}\nint a;\n",
      ["function: int f(void) { if (x) { } }", "other: int a;"],
    ],
    [
      "several on one line",
      "int f(void) { return 1; } int g(void) { return 2; }\n",
      ["function: int f(void) { return 1; }", "function: int g(void) { return 2; }"],
    ],
    [
      "a body with braces in column 0 inside",
      "int f(void)\n{\nif (x)\n{\ng();\n}\n}\nint a;\n",
      ["function: int f(void) { if (x) { g(); } }", "other: int a;"],
    ],
    [
      "an initialiser whose brace is indented",
      "static int t[] = {\n\t1,\n\t};\nint f(void)\n{\n}\n",
      ["other: static int t[] = { 1, };", "function: int f(void) { }"],
    ],
    [
      "a body that conditionals tear apart",
      "int f(void)\n{\n#ifdef A\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t}\n}\nint a;\n",
      ["function: int f(void) { #ifdef A if (a) { #else if (b) { #endif } }", "other: int a;"],
    ],
    [
      "an initialiser that conditionals tear apart",
      "int t[] = {\n#ifdef A\n\t{ 1,\n#else\n\t{ 2,\n#endif\n\t3 }\n};\nint a;\n",
      ["other: int t[] = { #ifdef A { 1, #else { 2, #endif 3 } };", "other: int a;"],
    ],
    [
      "a struct and what is declared with it",
      "struct t {\n\tint a;\n} one, *two;\n",
      ["other: struct t { int a; } one, *two;"],
    ],
    [
      "a struct with attributes before its brace",
      "struct __packed t {\n\tint a;\n};\nstruct u __attribute__((aligned(8))) {\n\tint b;\n};\n",
      ["other: struct __packed t { int a; };", "other: struct u __attribute__((aligned(8))) { int b; };"],
    ],
    [
      "a function that returns a struct, with underscores in its name",
      "static enum range __get_range(int i)\n{\n}\n",
      ["function: static enum range __get_range(int i) { }"],
    ],
    [
      "a #define over several lines, with a comment that goes on",
      "#define A(x) do { \\\n\tf(x); \\\n} while (0) /* and\n { */\nint a;\n",
      ["define: #define A(x) do { \\ f(x); \\ } while (0) /* and { */", "other: int a;"],
    ],
    [
      "strings, characters and comments hold no braces",
      'char *s = "{\\"";\nchar c = \'{\'; /* { */ // {\nint a;\n',
      ['other: char *s = "{\\"";', "other: char c = '{';", "other: int a;"],
    ],
    [
      'items inside extern "C"',
      'extern "C" {\nint a;\nint f(void)\n{\n}\n}\nint b;\n',
      ["other: int a;", "function: int f(void) { }", "other: int b;"],
    ],
    ["parameters as K&R declared them", "int f(a)\nint a;\n{\n}\n", ["function: int f(a) int a; { }"]],
    [
      "Windows line ends",
      "int f(void)\r\n{\r\n\tg();\r\n}\r\nint a;\r\n",
      ["function: int f(void) { g(); }", "other: int a;"],
    ],
    ["what does not end", "int f(void)\n{\n\tg(", ["function: int f(void) { g("]],
    ["nothing", " \n/* int a; */\n#if 1\n#endif\n", []],
  ])("%s", (_, text, expected) => checkSegments(text, expected));

  it("says where a brace is left over", () => {
    expect(segmentsOf("}\nint a;\n").sound).toBe(false);
    expect(segmentsOf("int f(void)\n{\n}\n}\n").sound).toBe(false);
  });
});
