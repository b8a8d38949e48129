/**
 * What a finding is recognised by after the file has changed around it: everything but lines and numbers. Must stay the
 * same from version to version: baselines and code hosts keep it.
 */
import type { Finding } from "../base/finding";

/** The parts of a finding that a fingerprint is made of. */
export type Recognised = Pick<Finding, "rule" | "file" | "chain" | "message">;

/** One text per finding; findings that differ in numbers alone have the same. */
export function fingerprint({ rule, file, chain, message }: Recognised): string {
  return JSON.stringify([rule, file, chain, message.replace(/\d+/g, "#")]);
}

/** Fingerprints of a list, those that would be equal told apart by their order. */
export function fingerprints(findings: readonly Recognised[]): string[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const text = fingerprint(finding);
    const number = (seen.get(text) ?? 0) + 1;
    seen.set(text, number);
    return number === 1 ? text : `${text} ${number}`;
  });
}
