/**
 * A file in parts, each parsed only when somebody asks for it: most functions of most files say nothing of notifiers,
 * and what their text shows is enough to know that. Owns the trees and frees them; must not judge what matters.
 */
import type { Place } from "../base/place";
import { type LineIndex, lineIndex } from "../base/text";
import { ANNOTATIONS_WITH_ARGUMENTS } from "../syntax/dialectTable";
import { type Segment, type SegmentKind, segmentsOf } from "../syntax/segments";
import type { SyntaxTree, TopLevelItem } from "../syntax/tree";
import { callbackMacroOf, substitute } from "./macros";
import { type Source, sourceAt, sourceOf } from "./source";

/** Parses kernel C; see KernelParser. */
export type Parse = (text: string) => SyntaxTree;

/** A top-level item with the source that its nodes are read from. */
export interface PlacedItem {
  readonly source: Source;
  readonly item: TopLevelItem;
}

/** One part of a file. */
export interface Part {
  readonly kind: SegmentKind;
  /** As written, comments included. */
  readonly text: string;
  /** The name that a function's head gives it, read from the text; "" for other parts. */
  readonly name: string;
  /** Where in the file the text begins that the offsets of its items are of. */
  readonly origin: number;
  /** What parsing the part alone gives; remembered. */
  items(): readonly PlacedItem[];
}

export interface Parts {
  readonly parts: readonly Part[];
  /** Frees every tree; nothing may be asked of the parts afterwards. */
  free(): void;
}

/**
 * Cuts a text into its parts. Where braces do not tell where items end, as while a comment is being typed, the parts
 * around that place may be cut wrongly, as a parser's would be; the others are as good as ever.
 */
export function partsOf(text: string, parse: Parse): Parts {
  const { segments } = segmentsOf(text);
  const trees: SyntaxTree[] = [];
  let lines: LineIndex | undefined;
  const place = (start: number, end: number): Place => {
    lines ??= lineIndex(text);
    return lines.place(start, end);
  };
  const part = (segment: Segment): Part => {
    const { kind, start, end, brace } = segment;
    let made: readonly PlacedItem[] | undefined;
    return {
      kind,
      text: text.slice(start, end),
      name: brace < 0 ? "" : nameInHead(text.slice(start, brace)),
      origin: start,
      items: () => {
        if (made) return made;
        const tree = parse(text.slice(start, end));
        trees.push(tree);
        const source = sourceOf(tree, (from, to) => place(start + from, start + to));
        made = tree.items.map((item) => ({ source, item }));
        return made;
      },
    };
  };
  const written = segments.map(part);
  return { parts: [...written, ...madeParts(text, written, parse, trees)], free: freeing(trees) };
}

/** The functions that callback macros of the file make where they are used, each standing at the use. */
function madeParts(text: string, parts: readonly Part[], parse: Parse, trees: SyntaxTree[]): Part[] {
  const macros = parts.flatMap((part) => (part.kind === "define" ? (callbackMacroOf(part.text) ?? []) : []));
  if (macros.length === 0) return [];
  const lines = lineIndex(text);
  return macros.flatMap((macro) => {
    const uses = text.matchAll(new RegExp(`(?<=^[ \\t]*)${macro.name}[ \\t]*\\(([^()]*)\\)`, "gm"));
    return [...uses].map((use) => {
      const [whole, args = ""] = use;
      const made = substitute(
        macro,
        args.split(",").map((a) => a.trim()),
      );
      return madePart(made, use.index, lines.place(use.index, use.index + whole.length), (expansion) => {
        const tree = parse(expansion);
        trees.push(tree);
        return tree;
      });
    });
  });
}

function madePart(text: string, origin: number, place: Place, parse: Parse): Part {
  let items: readonly PlacedItem[] | undefined;
  return {
    kind: "function",
    text,
    name: nameInHead(text.slice(0, text.indexOf("{"))),
    origin,
    items: () => {
      if (items) return items;
      const tree = parse(text);
      const source = sourceAt(tree, place);
      items = tree.items.map((item) => ({ source, item }));
      return items;
    },
  };
}

/**
 * The same from one tree of the whole text: slower. Tests hold the facts of a text in parts to those of the whole.
 */
export function wholeParts(text: string, parse: Parse): Parts {
  const tree = parse(text);
  const lines = lineIndex(text);
  const source = sourceOf(tree, lines.place);
  const parts = tree.items.map((item): Part => {
    const written = text.slice(item.start, item.end);
    const isFunction = item.type === "function_definition";
    const isDefine = item.type === "preproc_def" || item.type === "preproc_function_def";
    return {
      kind: isFunction ? "function" : isDefine ? "define" : "other",
      text: written,
      name: isFunction ? nameInHead(written.slice(0, written.indexOf("{"))) : "",
      origin: 0,
      items: () => [{ source, item }],
    };
  });
  const trees = [tree];
  return { parts: [...parts, ...madeParts(text, parts, parse, trees)], free: freeing(trees) };
}

function freeing(trees: readonly SyntaxTree[]): Parts["free"] {
  return () => {
    for (const tree of trees) tree.delete();
  };
}

/** A text without its comments. Strings are not looked at: no kernel string holds a comment's sign and a call. */
export function withoutComments(text: string): string {
  return text.includes("/") ? text.replace(/\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*/g, " ") : text;
}

/** How much of a head is looked at for the usual form. */
const LONGEST_PLAIN = 300;
/** The usual head: plain parameters at its end. */
const PLAIN_HEAD = /([A-Za-z_]\w*)\s*\([^()#]*\)\s*$/;
const WORD_OR_BRACKET = /([A-Za-z_]\w*)\s*(?=\()|[()]/g;

/**
 * The name in a definition's head: the word before its last parentheses that do not belong to an annotation, or what a
 * macro that makes the head is handed (`DEFINE_IDTENTRY(exc_debug)`).
 */
export function nameInHead(head: string): string {
  const end = head.slice(-LONGEST_PLAIN);
  const match = /[#/]/.test(head) ? null : PLAIN_HEAD.exec(end);
  // A word at the beginning of what is looked at may be the rest of a longer one.
  const plain = match && (match.index > 0 || end.length === head.length) ? match[1] : null;
  if (plain && !ANNOTATIONS_WITH_ARGUMENTS.has(plain) && /[a-z]/.test(plain)) return plain;
  const code = withoutComments(head).replace(/^[ \t]*#.*$/gm, "");
  let name = "";
  let word = "";
  let depth = 0;
  let opened = 0;
  for (const match of code.matchAll(WORD_OR_BRACKET)) {
    if (match[1] !== undefined) {
      if (depth === 0) word = match[1];
    } else if (match[0] === "(") {
      if (depth++ === 0) opened = match.index + 1;
    } else if (--depth === 0 && word !== "" && !ANNOTATIONS_WITH_ARGUMENTS.has(word)) {
      const handed = /^[A-Z][A-Z0-9_]*$/.test(word) ? code.slice(opened, match.index).trim() : "";
      name = /^[A-Za-z_]\w*$/.test(handed) && handed !== "void" ? handed : word;
      word = "";
    }
  }
  return name;
}
