import { describe, expect, it } from "vitest";
import { createWasmParser } from "../../server/src/syntax/wasm";
import { shape, wasmParser } from "./parsers";

const parser = await wasmParser();

function checkItems(text: string, expected: readonly string[]): void {
  const tree = parser.parse(text);
  try {
    expect(tree.items.map((item) => `${item.type} ${text.slice(item.start, item.end)}`)).toEqual(expected);
  } finally {
    tree.delete();
  }
}

describe("the top-level items of a text", () => {
  it("come in order, comments dropped", () => {
    checkItems("/* a */ int a;\n// b\nint b;\n", ["declaration int a;", "declaration int b;"]);
  });

  it("include those inside #if branches, not the conditions", () => {
    checkItems("#ifdef X\nint a;\n#elif Y\nint b;\n#else\nint c;\n#endif\n#if Z\nint d;\n#endif\n", [
      "declaration int a;",
      "declaration int b;",
      "declaration int c;",
      "declaration int d;",
    ]);
  });

  it('include those inside extern "C"', () => {
    checkItems('extern "C" {\nint a;\nint b;\n}\nextern "C" int c;\n', [
      "declaration int a;",
      "declaration int b;",
      "declaration int c;",
    ]);
  });

  it("say where an error lies and keep the rest", () => {
    const tree = parser.parse("int f(void) { return ((; }\nint g(void) { return 1; }\n");
    expect(tree.items.map((item) => [item.type, item.hasError])).toEqual([
      ["function_definition", true],
      ["function_definition", false],
    ]);
    tree.delete();
  });

  it.each([
    ["a block that is not closed", "int f(void)\n{\n\tif (a) {\n\t\tg();\n}\n"],
    ["a body that is not closed", "int f(void)\n{\n\tg();\n"],
    ["a body that ends in a block", "int f(void)\n{\n\tif (a) {\n\t\tg();\n\t}\n"],
    ["a call that is being typed", "int f(void)\n{\n\tg(a,\n}\n"],
    ["an expression that is being typed", "int f(void)\n{\n\tif (a) {\n\t\tx = \n"],
  ])("keep the rest of a file after %s", (_name, broken) => {
    const tree = parser.parse(`${broken}\nint rest(void)\n{\n\treturn 1;\n}\n\nint last;\n`);
    expect(tree.items.map((item) => [item.type, item.hasError])).toEqual([
      ["function_definition", true],
      ["function_definition", false],
      ["declaration", false],
    ]);
    tree.delete();
  });

  it("keep what comes before the place where a file was cut", () => {
    const tree = parser.parse("int whole(void)\n{\n\treturn 1;\n}\n\nint cut(void)\n{\n\tif (a) {\n\t\tg(");
    expect(tree.items[0]).toMatchObject({ type: "function_definition", start: 0, hasError: false });
    expect(tree.items.some((item) => item.hasError)).toBe(true);
    tree.delete();
  });

  it("are none for a text without code", () => {
    checkItems("", []);
    checkItems("/* cut in the", ["ERROR /* cut in the"]);
  });
});

describe("a parser", () => {
  it("lives beside another one of the same process", async () => {
    const other = await wasmParser();
    const first = parser.parse("int a;\n");
    const second = other.parse("int b;\nint c;\n");
    expect([first.items.length, second.items.length]).toEqual([1, 2]);
    expect(first.items[0]?.node().type).toBe("declaration");
    first.delete();
    expect(second.items[1]?.node().type).toBe("declaration");
    second.delete();
  });

  it("refuses what is no grammar", async () => {
    const nothing = new Uint8Array([1, 2, 3]);
    await expect(createWasmParser({ runtimeWasm: nothing, grammarWasm: nothing })).rejects.toThrow();
  });
});

describe("a plain node", () => {
  it("has named children and operators with their fields, no punctuation, no comments", () => {
    const tree = parser.parse("int a = /* why */ b + -1;\n");
    expect(tree.items.map((item) => shape(item.node()))).toEqual([
      "declaration(type:primitive_type declarator:init_declarator(declarator:identifier " +
        "value:binary_expression(left:identifier operator:+ right:number_literal)))",
    ]);
    tree.delete();
  });

  it("is converted once and refused after the tree is deleted", () => {
    const tree = parser.parse("int a;\nint b;\n");
    const [first, second] = tree.items;
    expect(first?.node()).toBe(first?.node());
    tree.delete();
    tree.delete();
    expect(() => second?.node()).toThrow("deleted");
  });

  it("has UTF-16 offsets after characters outside ASCII", () => {
    const text = 'char *s = "größe 🙂 x"; int after;\n';
    const tree = parser.parse(text);
    const item = tree.items[1];
    expect(text.slice(item?.start, item?.end)).toBe("int after;");
    tree.delete();
  });

  it("is converted without recursion, however deep", () => {
    const tree = parser.parse(`int a = ${"(".repeat(20_000)}1${")".repeat(20_000)};\n`);
    const item = tree.items[0];
    let depth = 0;
    for (let node = item?.node(); node; node = node.children.at(-1)) depth++;
    expect(depth).toBeGreaterThan(20_000);
    tree.delete();
  });
});
