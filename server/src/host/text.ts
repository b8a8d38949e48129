/** What the bytes of a file are as a text, or why they are none: the same on a disk and in a browser. */
import { MOST_BYTES, type ReadResult } from "../workspace/host";

/** Turns bytes into characters; "latin1" is one character for each byte. */
export type Decode = (bytes: Uint8Array, encoding: "utf8" | "latin1") => string;

/** Reads bytes as UTF-8, and byte by byte where that does not fit, so that columns stay true. */
export function textOf(bytes: Uint8Array, decode: Decode): ReadResult {
  if (bytes.length > MOST_BYTES) return tooLarge(bytes.length);
  if (bytes.subarray(0, 65536).includes(0))
    return { ok: false, problem: "not a text file (it holds NUL bytes)" };
  const text = decode(bytes, "utf8");
  return {
    ok: true,
    text: text.includes("\uFFFD") ? decode(bytes, "latin1") : text.replace(/^\uFEFF/, ""),
  };
}

/** The problem of a file that has more bytes than are analysed. */
export function tooLarge(size: number): ReadResult {
  const [has, most] = [size, MOST_BYTES].map((bytes) => bytes / 1048576);
  return { ok: false, problem: `too large: ${has?.toFixed(1)} MB, at most ${most} MB are analysed` };
}
