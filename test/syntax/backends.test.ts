/** The two back ends must be one to whoever calls them: the same plain trees for the same text. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadNativeParser } from "../../server/src/host/parser";
import { compareBackEnds } from "../../server/src/syntax/compare";
import type { KernelParser } from "../../server/src/syntax/tree";
import { FRAGMENTS } from "./fragments";
import { nativeParser, wasmParser } from "./parsers";

const wasm = await wasmParser();
const native = nativeParser();

describe("both back ends give the same plain trees", () => {
  if (native === null) {
    // Nothing to compare on such a machine; the kernel suite, which CI runs, insists on both.
    it("and a missing one is no parser that does something else", () => expect(loadNativeParser).toThrow());
    return;
  }
  const checkSame = (text: string): void => {
    expect(compareBackEnds(text, wasm, native)).toBeUndefined();
  };

  it("say which they are", () => expect([wasm.name, native.name]).toEqual(["wasm", "native"]));

  it.each(FRAGMENTS)("%s", (_name, text) => checkSame(text));

  it.each([
    ["an empty text", ""],
    ["characters outside ASCII", 'char *s = "größe 🙂"; /* → */ int größe;\nint after(void) { return 1; }\n'],
    ["CRLF", "int a;\r\n#define X \\\r\n 1\r\nint b;\r\n"],
    ["a byte order mark", "\ufeff#include <a.h>\nint a;\n"],
    ["a text cut in a function", "int f(void)\n{\n\tif (a) {\n\t\tg("],
    ["no C at all", "Dear reader,\nthis isn't C {{ ]] \u0000 #\n"],
    ["more than one chunk", "static int lamp_level(void)\n{\n\treturn 7; /* größe */\n}\n".repeat(3000)],
  ])("%s", (_name, text) => checkSame(text));

  it("for fragments in any order", () => {
    const texts = fc.array(fc.constantFrom(...FRAGMENTS.map(([, text]) => text)), { maxLength: 12 });
    fc.assert(fc.property(texts, (parts) => checkSame(parts.join("\n"))));
  });
});

describe("a difference is told", () => {
  const other = (change: (text: string) => string): KernelParser => ({
    name: "native",
    parse: (text) => ({ ...wasm.parse(change(text)), text, parsed: wasm.parse(text).parsed }),
  });

  it.each([
    ["another node", (text: string) => text.replace("+", "-"), "item 0: operator:+ 22-23"],
    ["a missing item", (text: string) => text.replace(/int b;/, "      "), "2 items against 1"],
    ["an error", (text: string) => text.replace("y;", "1 "), "item 0: hasError differs"],
  ])("%s", (_name, change, said) => {
    const text = "int a(void) { return x+ y; }\nint b;\n";
    expect(compareBackEnds(text, wasm, other(change))).toContain(said);
  });
});
