/**
 * A baseline: the findings that a tree had on some day, so that only later ones are reported. A finding is known again
 * by rule, file, chain and message without its numbers, because lines move; as often as it was listed, no more.
 */
import { readFile, writeFile } from "node:fs/promises";
import type { Finding } from "../base/finding";
import { reason } from "../host/files";
import { fingerprint, type Recognised } from "../report/fingerprint";
import { Failure } from "./failure";
import { json } from "./output";

type Entry = Recognised;

/** Writes the findings as a baseline. @throws Failure where the file cannot be written */
export async function writeBaseline(path: string, findings: readonly Finding[]): Promise<void> {
  const entries = findings.map(({ rule, file, chain, message }) => ({ rule, file, chain, message }));
  await writeFile(path, json({ schema: 1, baseline: entries })).catch((error: unknown) => {
    throw new Failure(`--baseline ${path}: cannot be written: ${reason(error)}`);
  });
}

/** The findings that a baseline does not list. @throws Failure where the file is missing or no baseline */
export async function withoutKnown(path: string, findings: readonly Finding[]): Promise<Finding[]> {
  const known = new Map<string, number>();
  for (const entry of await readBaseline(path))
    known.set(fingerprint(entry), (known.get(fingerprint(entry)) ?? 0) + 1);
  return findings.filter((finding) => {
    const left = known.get(fingerprint(finding)) ?? 0;
    if (left > 0) known.set(fingerprint(finding), left - 1);
    return left === 0;
  });
}

async function readBaseline(path: string): Promise<readonly Entry[]> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new Failure(`--baseline ${path}: ${reason(error)}; --write-baseline makes one`);
  });
  const entries = parse(text);
  if (!entries) throw new Failure(`--baseline ${path}: not a baseline; --write-baseline makes one`);
  return entries;
}

function parse(text: string): readonly Entry[] | null {
  try {
    const document = JSON.parse(text) as { schema?: unknown; baseline?: unknown } | null;
    if (document?.schema !== 1 || !Array.isArray(document.baseline)) return null;
    return document.baseline.every(isEntry) ? document.baseline : null;
  } catch {
    return null;
  }
}

function isEntry(value: unknown): value is Entry {
  const entry = value as Partial<Record<keyof Entry, unknown>> | null;
  if (typeof entry !== "object" || entry === null) return false;
  const texts = [entry.rule, entry.file, entry.message];
  return (
    texts.every((t) => typeof t === "string") && (entry.chain === null || typeof entry.chain === "string")
  );
}
