import { describe, expect, it } from "vitest";
import { measureParse, measureTree } from "../../server/src/syntax/measure";
import { wasmParser } from "./parsers";

const parser = await wasmParser();

describe("measureParse", () => {
  it.each([
    ["sound functions", "int f(void)\n{\n\treturn 1;\n}\nint g(int a)\n{\n\treturn a;\n}\n", [2, 2, 2, 2]],
    [
      "a body with an error",
      "int f(void)\n{\n\treturn ((1;\n}\nint g(int a)\n{\n\treturn a;\n}\n",
      [2, 1, 2, 1],
    ],
    ["braces that are no bodies", "struct a\n{\n\tint b;\n};\nint c[] =\n{\n\t1,\n};\n", [0, 0, 0, 0]],
    ["a body on the line of its head", "int f(void) { return 1; }\n", [1, 1, 0, 0]],
    ["annotations and comments before a body", "int f(void) __odd /* why */\n{\n}\n", [1, 1, 1, 1]],
    ["a body nobody compiles", "#if 0\nint f(void)\n{\n}\n#endif\n", [0, 0, 1, 0]],
  ])("counts %s", (_name, text, [functions, withoutError, bodies, bodiesWithoutError]) => {
    expect(measureParse(parser, text)).toEqual({ functions, withoutError, bodies, bodiesWithoutError });
  });

  it("counts functions that recovery from an error has swallowed, and no longer trusts them", () => {
    const tree = parser.parse("int f(void)\n{\n\tx = ;\n\tint g(void) { return 1; }\n}\n");
    expect(tree.items.map((item) => item.hasError)).toEqual([true]);
    expect(measureTree(tree)).toMatchObject({
      functions: 2,
      withoutError: 0,
      bodies: 1,
      bodiesWithoutError: 0,
    });
    tree.delete();
  });
});
