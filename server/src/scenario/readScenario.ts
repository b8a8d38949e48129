/**
 * Reads a scenario document: text or parsed JSON in, a scenario or every mistake in it out, each with its JSON path.
 * This file must not run scenarios nor touch files.
 */
import type { z } from "zod";
import { checkScenario, jsonPath, type Mistake, OPERATIONS, type Scenario, type Segment } from "../simulator";
import { scenarioSchema } from "./schema";

/** A scenario, or what is wrong with the document. */
export type ReadScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

type Issue = z.core.$ZodIssue;

function segments(path: readonly PropertyKey[]): Segment[] {
  return path.map((key) => (typeof key === "symbol" ? String(key) : key));
}

/** The part of a document at a path; undefined where there is none. */
function at(document: unknown, path: readonly Segment[]): unknown {
  let part = document;
  for (const key of path) {
    if (typeof part !== "object" || part === null) return undefined;
    part = Object.hasOwn(part, key) ? Reflect.get(part, key) : undefined;
  }
  return part;
}

/**
 * Which alternative of a union a document meant, so that its mistakes are reported and not those of the others: the
 * operation whose field is there, or else the alternative that is at least of the right type.
 */
function meant(alternatives: readonly (readonly Issue[])[], part: unknown): readonly Issue[] | undefined {
  const operation = OPERATIONS.findIndex(
    (name) => typeof part === "object" && part !== null && Object.hasOwn(part, name),
  );
  if (alternatives.length === OPERATIONS.length) return alternatives[operation];
  return alternatives.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code !== "invalid_type"),
  );
}

/** One mistake for each thing wrong: a union becomes what the document meant, unknown fields become one each. */
function mistakesOf(issue: Issue, document: unknown, base: readonly Segment[] = []): Mistake[] {
  const path = [...base, ...segments(issue.path)];
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({ path: jsonPath(...path, key), message: issue.message }));
  const inner = issue.code === "invalid_union" ? meant(issue.errors, at(document, path)) : undefined;
  if (inner !== undefined) return inner.flatMap((one) => mistakesOf(one, document, path));
  return [{ path: jsonPath(...path), message: issue.message }];
}

/** Each mistake once, and what `further` has to say about places that `mistakes` says nothing about. */
function joined(mistakes: readonly Mistake[], further: readonly Mistake[]): Mistake[] {
  const known = new Set(mistakes.map(({ path }) => path));
  const once = new Map(mistakes.map((mistake) => [`${mistake.path}: ${mistake.message}`, mistake]));
  return [...once.values(), ...further.filter(({ path }) => !known.has(path))];
}

/** Checks a parsed document: its shape, and whatever else can be judged of it even if the shape is wrong. */
function readDocument(document: unknown): ReadScenario {
  const shaped = scenarioSchema.safeParse(document);
  const wrong = shaped.success ? [] : shaped.error.issues.flatMap((issue) => mistakesOf(issue, document));
  const isObject = typeof document === "object" && document !== null && !Array.isArray(document);
  const mistakes = joined(wrong, isObject ? checkScenario(document) : []);
  if (!shaped.success || mistakes.length > 0) return { ok: false, mistakes };
  // That is for the editor alone.
  const { $schema: _, ...scenario } = shaped.data;
  return { ok: true, scenario };
}

/** The engine's own words for a syntax error, on one line, with line and column where it gives an offset. */
function syntaxMistake(error: SyntaxError, text: string): Mistake {
  const reason = error.message.replace(/\s+/g, " ");
  const offset = /at position (\d+)/.exec(reason)?.[1];
  if (offset === undefined) return { path: "$", message: `is not JSON: ${reason}` };
  const before = text.slice(0, Number(offset)).split("\n");
  const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
  return { path: "$", message: `is not JSON: ${reason.replace(/ \(line.*\)$/, "")} (${place})` };
}

/**
 * Reads one scenario.
 * @param source the document's text, or what JSON.parse() has made of it.
 * @returns the scenario, or every mistake in the document; never throws on bad input.
 */
export function readScenario(source: unknown): ReadScenario {
  if (typeof source !== "string") return readDocument(source);
  const text = source.replace(/^\uFEFF/, "");
  try {
    return readDocument(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, mistakes: [syntaxMistake(error, text)] };
    throw error;
  }
}
