/** The spellings of contract.md ("Return values, spelled"), both ways, and the names of errnos. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errnoName, errnoNumber, spellErrno } from "../../server/src/notifier/errno";
import { describeValue, parseSpelling, spellValue } from "../../server/src/notifier/spelling";
import { notifierFromErrnoBefore2635 } from "../../server/src/notifier/values";

describe("a spelling with one value", () => {
  it.each<[string, number]>([
    ["NOTIFY_DONE", 0],
    ["NOTIFY_OK", 1],
    ["NOTIFY_BAD", 0x8002],
    ["NOTIFY_STOP", 0x8001],
    ["NOTIFY_STOP_MASK", 0x8000],
    ["NOTIFY_STOP_MASK|NOTIFY_OK", 0x8001],
    ["NOTIFY_STOP_MASK | 4", 0x8004],
    ["NOTIFY_STOP_MASK|-EIO", -5],
    ["NOTIFY_BAD|NOTIFY_OK|4", 0x8007],
    ["(NOTIFY_STOP_MASK|2)", 0x8002],
    ["-EINVAL", -22],
    ["EINVAL", 22],
    ["-EWOULDBLOCK", -11],
    ["-EPROBE_DEFER", -517],
    ["0", 0],
    ["1", 1],
    ["-1", -1],
    [" 22 ", 22],
    ["0x8002", 0x8002],
    ["0xffffffea", -22],
    ["4294967274", -22],
    ["0x10U", 16],
    ["010", 8],
    ["-2147483648", -0x80000000],
    ["~0", -1],
    ["notifier_from_errno(-EIO)", 0x8006],
    ["notifier_from_errno( -22 )", 0x8017],
    ["notifier_from_errno(0)", 1],
    ["notifier_from_errno(22)", -21],
    ["notifier_from_errno(notifier_from_errno(-22))", -22],
    ["notifier_from_errno(NOTIFY_OK)", 0x8000],
    ["notifier_to_errno(NOTIFY_BAD)", -1],
  ])("%s", (text, value) => {
    expect(parseSpelling(text)).toEqual({ kind: "value", value });
  });

  it("follows the notifier_from_errno() of the kernel at hand", () => {
    const old = parseSpelling("notifier_from_errno(0)", notifierFromErrnoBefore2635);
    expect(old).toEqual({ kind: "value", value: 0x8001 });
  });
});

it.each(["?", "notifier_from_errno(...)", "notifier_from_errno(?)", "NOTIFY_STOP_MASK|?", "-?"])(
  "%s has no single value",
  (text) => {
    expect(parseSpelling(text)).toEqual({ kind: "unknown", reason: `${text} has no single value` });
  },
);

describe("what is no spelling", () => {
  it.each<[string, string]>([
    ["", "is empty"],
    ["  ", "is empty"],
    ["NOTIFY_GOOD", '"NOTIFY_GOOD" is not a name known here'],
    ["notify_ok", '"notify_ok" is not a name known here'],
    ["toString", '"toString" is not a name known here'],
    ["-EFOO", '"EFOO" is not a name known here'],
    ["1.5", 'cannot read "1.5"'],
    ["22abc", 'cannot read "22abc"'],
    ["NOTIFY_OK & 1", 'cannot read "& 1"'],
    ["...", '"..." stands where a value should'],
    ["NOTIFY_OK NOTIFY_BAD", '"NOTIFY_BAD" follows a complete value'],
    ["NOTIFY_STOP_MASK|", "ends too early"],
    ["notifier_from_errno(-EIO", 'expected ")" at the end'],
    ["notifier_from_errno -EIO", 'expected "(" at "-"'],
    ["notifier_from_errno()", '")" stands where a value should'],
    ["0x1ffffffff", "0x1ffffffff does not fit into 32 bits"],
    ["09", '"09" is not an octal number'],
    ["(".repeat(5000), "is longer than 200 characters"],
  ])("%j", (text, reason) => {
    expect(parseSpelling(text)).toEqual({ kind: "mistake", reason });
  });

  it("never throws, whatever the text", () => {
    const piece = fc.constantFrom(
      "NOTIFY_OK",
      "|",
      "-",
      "(",
      ")",
      "?",
      "...",
      "0x",
      "7",
      "notifier_from_errno",
      " ",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join("")),
        ),
        (text) => {
          expect(["value", "unknown", "mistake"]).toContain(parseSpelling(text).kind);
        },
      ),
    );
  });
});

describe("a value as a kernel developer reads it", () => {
  it.each<[number, string]>([
    [0, "NOTIFY_DONE (0x0000)"],
    [1, "NOTIFY_OK (0x0001)"],
    [0x8000, "NOTIFY_STOP_MASK (0x8000)"],
    [0x8001, "NOTIFY_STOP (0x8001)"],
    [0x8002, "NOTIFY_BAD (0x8002)"],
    [0x8017, "notifier_from_errno(-EINVAL) (0x8017)"],
    [0x802a, "notifier_from_errno(-41) (0x802a)"],
    [0x9001, "NOTIFY_STOP_MASK|4097 (0x9001)"],
    [-22, "-EINVAL (0xffffffea)"],
    [-4096, "-4096 (0xfffff000)"],
    [22, "22 (0x0016)"],
    [0x7fff8000, "NOTIFY_STOP_MASK|2147418112 (0x7fff8000)"],
  ])("%i is %s", (value, text) => {
    expect(describeValue(value)).toBe(text);
  });

  it("can be read back, every int", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -5000, max: 0x9100 }), fc.integer()), (value) => {
        expect(parseSpelling(spellValue(value))).toEqual({ kind: "value", value });
      }),
    );
  });
});

describe("errnos", () => {
  it.each<[string, number]>([
    ["EPERM", 1],
    ["ENOENT", 2],
    ["ERANGE", 34],
    ["EDEADLK", 35],
    ["ELOOP", 40],
    ["ENOMSG", 42],
    ["EBADSLT", 57],
    ["EBFONT", 59],
    ["EOPNOTSUPP", 95],
    ["ETIMEDOUT", 110],
    ["ECANCELED", 125],
    ["EHWPOISON", 133],
    ["ERESTARTSYS", 512],
    ["ENOPARAM", 519],
    ["EBADHANDLE", 521],
    ["ENOTSUPP", 524],
    ["ERECALLCONFLICT", 530],
  ])("%s is %i", (name, number) => {
    expect(errnoNumber(name)).toBe(number);
    expect(errnoName(number)).toBe(name);
  });

  it("has two names for two numbers", () => {
    expect([errnoNumber("EWOULDBLOCK"), errnoNumber("EDEADLOCK")]).toEqual([11, 35]);
    expect([errnoName(11), errnoName(35)]).toEqual(["EAGAIN", "EDEADLK"]);
  });

  it("leaves free numbers free", () => {
    for (const free of [0, 41, 58, 134, 511, 520, 532]) expect(errnoName(free)).toBeUndefined();
    expect([spellErrno(-22), spellErrno(-41), spellErrno(0), spellErrno(22)]).toEqual([
      "-EINVAL",
      "-41",
      "0",
      "22",
    ]);
  });
});
