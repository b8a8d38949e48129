/** Offsets and points of one text: the two ways are each other's inverse, in UTF-16 units, whatever ends a line. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineIndex } from "../../server/src/base/text";

const text = fc
  .array(fc.constantFrom("a", "\t", "ü", "🚀", "通", "\n", "\r\n", "\r", " "), { maxLength: 40 })
  .map((parts) => parts.join(""));

describe("lineIndex", () => {
  it.each<[string, string, number, { line: number; column: number }]>([
    ["the start", "ab\ncd", 0, { line: 1, column: 1 }],
    ["inside a line", "ab\ncd", 4, { line: 2, column: 2 }],
    ["the line end itself", "ab\ncd", 2, { line: 1, column: 3 }],
    ["after CRLF", "ab\r\ncd", 4, { line: 2, column: 1 }],
    ["after a lone CR", "ab\rcd", 3, { line: 2, column: 1 }],
    ["after an emoji: two units", "🚀x", 2, { line: 1, column: 3 }],
    ["after an umlaut: one unit", "üx", 1, { line: 1, column: 2 }],
    ["the end", "ab\n", 3, { line: 2, column: 1 }],
    ["past the end", "ab", 99, { line: 1, column: 3 }],
    ["before the start", "ab", -5, { line: 1, column: 1 }],
    ["an empty text", "", 0, { line: 1, column: 1 }],
  ])("point: %s", (_, of, offset, point) => expect(lineIndex(of).point(offset)).toEqual(point));

  it.each<[string, { line: number; column: number }, number]>([
    ["a column past the line's end is the next line's start", { line: 1, column: 99 }, 3],
    ["a line past the end is the end", { line: 9, column: 1 }, 5],
    ["a column before the first is the start", { line: 1, column: 0 }, 0],
  ])("offset: %s", (_, point, offset) => expect(lineIndex("ab\ncd").offset(point)).toBe(offset));

  it("a place is its two points", () =>
    expect(lineIndex("ab\ncd").place(1, 5)).toEqual({ line: 1, column: 2, endLine: 2, endColumn: 3 }));

  it("every offset comes back from its point, and points grow with offsets", () =>
    fc.assert(
      fc.property(text, (of) => {
        const index = lineIndex(of);
        expect(index.lineCount).toBe(of.split(/\r\n|\r|\n/).length);
        let before = { line: 1, column: 0 };
        for (let offset = 0; offset <= of.length; offset++) {
          const point = index.point(offset);
          expect(index.offset(point)).toBe(offset);
          expect(point).toEqual(
            point.line === before.line
              ? { line: before.line, column: before.column + 1 }
              : { line: before.line + 1, column: 1 },
          );
          before = point;
        }
      }),
    ));
});
