import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toPlainC } from "../../server/src/syntax/dialect";
import { FRAGMENTS } from "./fragments";
import { wasmParser } from "./parsers";

const parser = await wasmParser();

/** The rewritten text with runs of white space shown as one, so that an expectation reads as code. */
function checkPlain(text: string, expected: string): void {
  const plain = toPlainC(text);
  expect(plain).toHaveLength(text.length);
  expect(
    plain
      .replace(/\s*\n\s*/g, "\n")
      .replace(/[ \t]+/g, " ")
      .trim(),
  ).toBe(expected);
}

function checkParses(text: string): void {
  const tree = parser.parse(text);
  try {
    const broken = tree.items.filter((item) => item.hasError);
    expect(broken.map((item) => tree.parsed.slice(item.start, item.end))).toEqual([]);
  } finally {
    tree.delete();
  }
}

const inFunction = (body: string): string => `void f(void) { ${body} }`;

describe("every fragment of the dialect parses without an error node", () => {
  it.each(FRAGMENTS)("%s", (_name, text) => checkParses(text));

  it("in any order", () => {
    const texts = fc.array(fc.constantFrom(...FRAGMENTS.map(([, text]) => text)), { maxLength: 12 });
    fc.assert(fc.property(texts, (parts) => checkParses(parts.join("\n"))));
  });
});

describe("declarations", () => {
  it.each([
    ["static int __init f(void);", "static int f(void);"],
    ["asmlinkage __visible void f(char __user *p);", "void f(char *p);"],
    ['int a __section(".x") = 1;', "int a = 1;"],
    ["static DEFINE_MUTEX(lock);", "static DEFINE_MUTEX lock ;"],
    ["static DEFINE_PER_CPU(struct foo, name);", "static struct foo name ;"],
    ["static DEVICE_ATTR(a, 0644, show, NULL);", "DEVICE_ATTR(a, 0644, show, NULL);"],
    ["static struct a *b __odd;", "static struct a *b ;"],
    ["static __odd int b;", "static int b;"],
    ["__le32 name;", "__le32 name;"],
    ["int f(struct a __odd *b);", "int f(struct a *b);"],
    ["struct __odd a { int b; };", "struct a { int b; };"],
    ["SYSCALL_DEFINE1(name, int, fd) { }", "SYSCALL_DEFINE1 name( ) { }"],
    ["DEFINE_ENTRY(name) { }", "int NE_ENTRY(name) { }"],
    ["u8 (*get)(int);", "u8 (*get)(int);"],
  ])("%s", checkPlain);
});

describe("chain heads", () => {
  it.each([
    ["static BLOCKING_NOTIFIER_HEAD(name);", "static nl_blocking_head name ;"],
    ["ATOMIC_NOTIFIER_HEAD(name);", "nl_atomic_head name ;"],
    ["RAW_NOTIFIER_HEAD(name);", "nl_raw_head name ;"],
    ["SRCU_NOTIFIER_HEAD(name);", "nl_srcu_head name ;"],
    ["static SRCU_NOTIFIER_HEAD_STATIC(name);", "static nl_srcu_head name ;"],
    ["static __read_mostly RAW_NOTIFIER_HEAD(name);", "static nl_raw_head name ;"],
    ["RAW_NOTIFIER_HEAD(name)\nint a;", "nl_raw_head name;\nint a;"],
    [inFunction("static RAW_NOTIFIER_HEAD(name);"), "void f(void) { static nl_raw_head name ; }"],
  ])("%s", checkPlain);

  it("declare the name at its true offset", () => {
    const text = "/* größe */ static BLOCKING_NOTIFIER_HEAD(lamp_chain);\n";
    const tree = parser.parse(text);
    const declaration = tree.items[0]?.node();
    const type = declaration?.children.find((child) => child.field === "type");
    const name = declaration?.children.find((child) => child.field === "declarator");
    expect([declaration?.type, name?.type]).toEqual(["declaration", "identifier"]);
    expect(tree.parsed.slice(type?.start, type?.end)).toBe("nl_blocking_head");
    expect(text.slice(name?.start, name?.end)).toBe("lamp_chain");
    tree.delete();
  });
});

describe("statements and expressions", () => {
  it.each([
    ["for_each_lamp(x) { g(x); }", "while (x) { g(x); }"],
    ["for_each_lamp(struct lamp *x, y) g(x);", "while ( x, y) g(x);"],
    ["hash_walk(h, x) { g(x); }", "while (h, x) { g(x); }"],
    ["scoped_guard(mutex, &l) { g(); }", "{ g(); }"],
    ["a = 1; CHECK(a)\n return;", "a = 1;\nreturn;"],
    ["p = list_entry(q, struct a, b);", "p = list_entry(q, a, b);"],
    ["n = min_t(unsigned int, a, b);", "n = min_t( int, a, b);"],
    ["typeof(*p) q = *p;", "typeof q = *p;"],
    ["switch (a) { case 1 ... 5: g(); }", "switch (a) { case 1 || 5: g(); }"],
    ['printk(KERN_ERR TAG "a" F("b") "c");', 'printk( TAG "a" "c");'],
    ["n = offsetof(struct a, b.c);", "n = offset_f( a, b.c);"],
    ["n = offsetof(struct a, b);", "n = offsetof(struct a, b);"],
    ["n = sizeof(struct a);", "n = sizeof(struct a);"],
    ["p = (struct a *)q;", "p = (struct a *)q;"],
    ["if (a) { out: }", "if (a) { }"],
    ["goto *p;", "*p;"],
    ["if MACRO(a) g();", "if (a) g();"],
    ["(void)max(a, b);", "(void)max(a, b);"],
  ])("%s", (body, expected) => {
    const text = inFunction(body);
    checkPlain(text, inFunction(expected));
    checkParses(text);
  });
});

describe("conditionals", () => {
  it.each([
    ["branches that are whole stay", "#ifdef A\nint a;\n#else\nint b;\n#endif", "int a;\nint b;"],
    ["torn branches leave the first", "int a =\n#ifdef A\n1;\n#else\n2;\n#endif", "int a =\n1;"],
    [
      "later groups agree with an earlier choice",
      "void f(void) {\n#ifdef A\nif (a) {\n#else\nif (b) {\n#endif\n#ifndef A\n} else {\n#else\n} if (c) {\n#endif\n}\n}",
      "void f(void) {\nif (a) {\n} if (c) {\n}\n}",
    ],
    ["dead code goes", "#if 0\ndon't {\n#if X\n#endif\n#else\nint a;\n#endif", "int a;"],
    ["what follows a true condition goes", "#if 1\nint a;\n#else\n{{{\n#endif", "int a;"],
    ["assembly goes", "#ifndef __ASSEMBLY__\nint a;\n#else\n\tmov r0, #'\n#endif", "int a;"],
    [
      "list elements need a comma",
      "int a[] = {\n#ifdef A\n{1}\n#else\n{2}\n#endif\n};",
      "int a[] = {\n{1}\n};",
    ],
    ["a group that is not closed", "#ifdef A\nint a;\n", "int a;"],
    ["an end without a beginning", "#endif\n#else\nint a;", "int a;"],
  ])("%s", (_name, text, expected) => checkPlain(text, expected));

  it("may be nested deeper than any stack", () => {
    const text = `${"#if A\n".repeat(20_000)}int a;\n${"#endif\n".repeat(20_000)}`;
    checkPlain(text, "int a;");
  });
});

describe("text that is no C costs no more than its length", () => {
  it.each([
    "(",
    "{",
    "\n{",
    "\n}",
    "a ",
    "a b(c) ",
    "#if A\n",
    "__aligned(",
    "f(a,",
    "M(x)\n",
    "int f(void)\n{\n",
  ])(
    "%j a hundred thousand times",
    (piece) => expect(toPlainC(piece.repeat(100_000))).toHaveLength(piece.length * 100_000),
    5_000,
  );
});

describe("what is no code", () => {
  it.each([
    '/* static BLOCKING_NOTIFIER_HEAD(x); */ // __init\nchar *s = "__init for_each(x) {\\"";\n',
    '#define X "/*" __init\nint a;\n',
    "#error don't\nint a;\n",
    "char c = '\"'; char d = '\\'';\n",
    "#include <asm/__init.h>\n",
    "",
  ])("stays as it is: %j", (text) => expect(toPlainC(text)).toBe(text));
});

/** Pieces that may tear anything: fragments of fragments, strings, comments, brackets, directives. */
const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(...FRAGMENTS.map(([, text]) => text)),
    fc.constantFrom(...FRAGMENTS.flatMap(([, text]) => text.split(/(?<=[\s;,(){}])/))),
    fc.constantFrom(
      "#if A\n",
      "#else\n",
      "#elif B\n",
      "#endif\n",
      "#if 0\n",
      "#define X \\\n",
      "\r\n",
      "\\\n",
    ),
    fc.constantFrom(
      "(",
      ")",
      "{",
      "}",
      "[",
      "]",
      ";",
      ",",
      "=",
      "struct ",
      "__attribute__(",
      "asm(",
      "typeof(",
    ),
    fc.string({ unit: "grapheme", maxLength: 6 }),
  ),
  { maxLength: 40 },
);

const literals = fc.array(
  fc.oneof(
    fc.constantFrom(
      ...FRAGMENTS.filter(([name]) => !/define|dead|comments|section/.test(name)).map(([, t]) => t),
    ),
    fc.stringMatching(/^[a-z{}()# ;,_]{0,12}$/).map((s) => `/*<${s}>*/`),
    fc.stringMatching(/^[a-z{}()# ;,_]{0,12}$/).map((s) => `char *s = "<${s}>";\n`),
  ),
  { maxLength: 15 },
);

describe("for any text", () => {
  it("length and newlines are kept, nothing throws", () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join("");
        const plain = toPlainC(text);
        const newlines = (s: string): number[] => [...s.matchAll(/[\r\n]/g)].map((m) => m.index);
        expect(plain).toHaveLength(text.length);
        expect(newlines(plain)).toEqual(newlines(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("strings and comments keep their content", () => {
    fc.assert(
      fc.property(literals, (parts) => {
        const text = parts.join("");
        const plain = toPlainC(text);
        for (const match of text.matchAll(/\/\*<.*?>\*\/|"<.*?>"/g)) {
          expect(plain.slice(match.index, match.index + match[0].length)).toBe(match[0]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("a plain text is left alone", () => {
    const twice = fc.array(fc.constantFrom(...FRAGMENTS.map(([, text]) => text)), { maxLength: 8 });
    fc.assert(
      fc.property(twice, (parts) => {
        const plain = toPlainC(parts.join("\n"));
        expect(toPlainC(plain)).toBe(plain);
      }),
    );
  });
});
