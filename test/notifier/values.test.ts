/** The table "Return values" of domain.md, row by row, and the arithmetic of notifier.h as properties. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  endsWalk,
  NOTIFY_BAD,
  NOTIFY_DONE,
  NOTIFY_OK,
  NOTIFY_STOP,
  NOTIFY_STOP_MASK,
  notifierFromErrno,
  notifierFromErrnoBefore2635,
  notifierToErrno,
  toInt,
} from "../../server/src/notifier/values";

describe("the constants", () => {
  it.each([
    ["NOTIFY_DONE", NOTIFY_DONE, 0x0000, false],
    ["NOTIFY_OK", NOTIFY_OK, 0x0001, false],
    ["NOTIFY_STOP_MASK", NOTIFY_STOP_MASK, 0x8000, true],
    ["NOTIFY_BAD", NOTIFY_BAD, 0x8002, true],
    ["NOTIFY_STOP", NOTIFY_STOP, 0x8001, true],
  ])("%s", (_, actual, value, ends) => {
    expect(actual).toBe(value);
    expect(endsWalk(actual)).toBe(ends);
  });
});

describe("what a callback returns, and what becomes of it", () => {
  it.each([
    { what: "NOTIFY_DONE", returned: NOTIFY_DONE, hex: 0x0, ends: false, errno: 0 },
    { what: "NOTIFY_OK", returned: NOTIFY_OK, hex: 0x1, ends: false, errno: 0 },
    {
      what: "NOTIFY_STOP stops and reports success",
      returned: NOTIFY_STOP,
      hex: 0x8001,
      ends: true,
      errno: 0,
    },
    { what: "a bare NOTIFY_STOP_MASK", returned: NOTIFY_STOP_MASK, hex: 0x8000, ends: true, errno: 0 },
    { what: "NOTIFY_BAD", returned: NOTIFY_BAD, hex: 0x8002, ends: true, errno: -1 },
    {
      what: "notifier_from_errno(-EINVAL)",
      returned: notifierFromErrno(-22),
      hex: 0x8017,
      ends: true,
      errno: -22,
    },
    {
      what: "notifier_from_errno(-4095)",
      returned: notifierFromErrno(-4095),
      hex: 0x9000,
      ends: true,
      errno: -4095,
    },
    { what: "a raw -EINVAL", returned: -22, hex: 0xffffffea, ends: true, errno: 0 },
    { what: "a positive 22", returned: 22, hex: 0x16, ends: false, errno: -21 },
    {
      what: "notifier_from_errno(22)",
      returned: notifierFromErrno(22),
      hex: 0xffffffeb,
      ends: true,
      errno: 0,
    },
    {
      what: "notifier_from_errno(notifier_from_errno(-22))",
      returned: notifierFromErrno(notifierFromErrno(-22)),
      hex: 0xffffffea,
      ends: true,
      errno: 0,
    },
    {
      what: "notifier_from_errno(NOTIFY_OK)",
      returned: notifierFromErrno(NOTIFY_OK),
      hex: 0x8000,
      ends: true,
      errno: 0,
    },
    {
      what: "NOTIFY_BAD or-ed with NOTIFY_OK",
      returned: NOTIFY_BAD | NOTIFY_OK,
      hex: 0x8003,
      ends: true,
      errno: -2,
    },
  ])("$what", ({ returned, hex, ends, errno }) => {
    expect(returned >>> 0).toBe(hex);
    expect(endsWalk(returned)).toBe(ends);
    expect(notifierToErrno(returned)).toBe(errno);
  });

  it("notifier_from_errno(0) is NOTIFY_OK, but ended the walk before 2.6.35", () => {
    expect(notifierFromErrno(0)).toBe(NOTIFY_OK);
    expect(notifierFromErrnoBefore2635(0)).toBe(NOTIFY_STOP);
    expect(notifierFromErrnoBefore2635(-22)).toBe(notifierFromErrno(-22));
  });
});

describe("the arithmetic", () => {
  const int = fc.integer({ min: -0x80000000, max: 0x7fffffff });

  it("gives every errno back that was wrapped", () => {
    fc.assert(
      fc.property(fc.integer({ min: -4095, max: 0 }), (errno) => {
        expect(notifierToErrno(notifierFromErrno(errno))).toBe(errno);
      }),
    );
  });

  it("lets a raw errno end the walk and report success, every one of them", () => {
    for (let errno = -4095; errno < 0; errno++) {
      expect(endsWalk(errno)).toBe(true);
      expect(notifierToErrno(errno)).toBe(0);
    }
  });

  it("stays within a C int", () => {
    fc.assert(
      fc.property(int, (value) => {
        for (const result of [notifierFromErrno(value), notifierToErrno(value), toInt(value + 0x100000000)])
          expect(result).toBe(result | 0);
        expect(notifierToErrno(value)).toBeLessThanOrEqual(0);
      }),
    );
  });
});
