/**
 * Empties the bodies of functions that cannot matter before the text is parsed: nine tenths of a file's text, and of
 * the time that parsing it takes. Errs on the side of keeping; the facts must be those of the whole text, which a test
 * holds for the fixtures and the kernel suite for the kernel.
 */
import { namesAFree, stores } from "../notifier/naming";
import type { Wanted } from "./extract";
import { speaks } from "./functions";

/** A function definition of kernel style: its braces stand in column 0. Other styles are simply not emptied. */
interface Definition {
  readonly name: string;
  readonly signature: string;
  /** After the opening brace, and at the closing one. */
  readonly start: number;
  readonly end: number;
  readonly body: string;
}

/** The text with irrelevant bodies blanked; same length, same lines. `parsed` is the text after the dialect. */
export function withoutIrrelevantBodies(parsed: string, wanted: Wanted): string {
  const definitions = definitionsOf(parsed);
  const kept = relevant(parsed, definitions, wanted);
  let text = "";
  let at = 0;
  for (const definition of definitions) {
    if (kept.has(definition)) continue;
    text += parsed.slice(at, definition.start) + definition.body.replace(/[^\n]+/g, blanks);
    at = definition.end;
  }
  return text + parsed.slice(at);
}

const blanks = (line: string): string => " ".repeat(line.length);

/** The opening brace of a body: alone in column 0, or at the end of a line that begins there. */
const OPENS = /^(?:[A-Za-z_][^\n;{]*\)[ \t]*)?\{[ \t]*$/gm;

/** How far before a body its head is looked for. */
const HEAD = 600;

function definitionsOf(parsed: string): Definition[] {
  const definitions: Definition[] = [];
  const opens = new RegExp(OPENS);
  for (let match = opens.exec(parsed); match; match = opens.exec(parsed)) {
    const brace = match.index + match[0].lastIndexOf("{");
    const end = parsed.indexOf("\n}", brace);
    if (end < 0) break;
    opens.lastIndex = end;
    const before = codeOf(parsed.slice(Math.max(0, brace - HEAD), brace)).trimEnd();
    if (!before.endsWith(")")) continue;
    const signature = before.slice(Math.max(before.lastIndexOf("}"), before.lastIndexOf(";")) + 1);
    const name = /([A-Za-z_]\w*)\s*\(/.exec(signature)?.[1] ?? "";
    definitions.push({
      name,
      signature,
      start: brace + 1,
      end: end + 1,
      body: parsed.slice(brace + 1, end + 1),
    });
  }
  return definitions;
}

/** A text without its comments and preprocessor lines; one that begins inside a comment loses that comment too. */
function codeOf(text: string): string {
  const open = text.indexOf("*/");
  const begun = open >= 0 && !text.slice(0, open).includes("/*") ? text.slice(open + 2) : text;
  return begun.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|^[ \t]*#(?:\\\n|[^\n])*/gm, " ");
}

/** What a text says of its own blocks, read by pattern because nothing is parsed yet. */
interface Signs {
  /** Names that make a function matter wherever they stand. */
  readonly names: ReadonlySet<string>;
  /** Functions that blocks are given. */
  readonly callbacks: ReadonlySet<string>;
}

function signsOf(parsed: string, wanted: Wanted): Signs {
  const all = (pattern: RegExp): string[] =>
    [...parsed.matchAll(pattern)].flatMap((m) => (m[1] ? [m[1]] : []));
  return {
    names: new Set([
      ...wanted.watch,
      ...wanted.macros.keys(),
      ...all(/struct\s+notifier_block\s+\*?\s*(\w+)/g),
      ...all(/\b(\w+)\s*(?:\[[^\]\n]{0,80}\]\s*)?(?:\.|->)\s*notifier_call\b/g),
    ]),
    callbacks: new Set([
      ...all(/notifier_call\s*=\s*(?:\([^)\n]{0,120}\)\s*)?&?(\w+)/g),
      ...all(/struct\s+notifier_block\s+\w+\s*=\s*\{\s*(?:\([^)\n]{0,120}\)\s*)?&?(\w+)/g),
    ]),
  };
}

function relevant(parsed: string, definitions: readonly Definition[], wanted: Wanted): Set<Definition> {
  const signs = signsOf(parsed, wanted);
  const named = signs.names.size > 0 ? new RegExp(`\\b(?:${[...signs.names].join("|")})\\b`) : null;
  const matters = ({ name, signature, body }: Definition): boolean =>
    speaks(signature) ||
    speaks(body) ||
    signs.callbacks.has(name) ||
    named?.test(body) === true ||
    named?.test(signature) === true;
  const kept = new Set(definitions.filter(matters));
  const byName = new Map<string, Definition[]>();
  for (const d of definitions) byName.set(d.name, [...(byName.get(d.name) ?? []), d]);
  const followed = new Set(
    [...kept].filter((d) => signs.callbacks.has(d.name) || d.signature.includes("notifier_block")),
  );
  let storing = false;
  // A set grows while it is walked: what a callback calls in this file is followed with what that calls.
  for (const { body } of followed)
    for (const [, callee = ""] of body.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)) {
      storing ||= stores(callee);
      for (const definition of byName.get(callee) ?? []) followed.add(definition);
    }
  for (const definition of followed) kept.add(definition);
  // What is stored is freed elsewhere in the file: facts ask whether it is.
  if (storing)
    for (const d of definitions)
      if ((d.body.match(/\b[A-Za-z_]\w*(?=\s*\()/g) ?? []).some(namesAFree)) kept.add(d);
  return kept;
}
