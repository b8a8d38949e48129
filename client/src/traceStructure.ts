/**
 * What the editor shows beside the text of a trace: what can be folded, its outline, and links into the tree. For traces
 * that were simulated here and for those in files; only the former lead anywhere. Must not read the text itself.
 */
import {
  Disposable,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  languages,
  Range,
  SymbolKind,
  type TextDocument,
  Uri,
} from "vscode";
import type { TraceLink } from "../../server/src/protocol/protocol";
import { namesIn, type Section, type SectionKind, sectionsOf } from "./traceText";

/** @param linksOf what the names of a document lead to; nothing for a document that was not simulated here */
export function traceStructure(
  language: string,
  linksOf: (document: TextDocument) => readonly TraceLink[],
): Disposable {
  return Disposable.from(
    languages.registerFoldingRangeProvider(language, {
      provideFoldingRanges: (document) => sectionsOf(linesOf(document)).flatMap(foldingRanges),
    }),
    languages.registerDocumentSymbolProvider(
      language,
      {
        provideDocumentSymbols: (document) =>
          sectionsOf(linesOf(document)).map((section) => symbol(section, document)),
      },
      { label: "Notifier Lens" },
    ),
    languages.registerDocumentLinkProvider(language, {
      provideDocumentLinks: (document) =>
        namesIn(linesOf(document), linksOf(document)).map(({ line, start, end, link }) =>
          documentLink(new Range(line, start, line, end), link),
        ),
    }),
  );
}

function linesOf(document: TextDocument): string[] {
  return document.getText().split(/\r?\n/);
}

function foldingRanges({ first, last, children }: Section): FoldingRange[] {
  const own = last > first ? [new FoldingRange(first, last)] : [];
  return [...own, ...children.flatMap(foldingRanges)];
}

const KINDS: Readonly<Record<SectionKind, SymbolKind>> = {
  text: SymbolKind.String,
  chain: SymbolKind.Namespace,
  registrations: SymbolKind.Array,
  registration: SymbolKind.Constructor,
  call: SymbolKind.Event,
  order: SymbolKind.Array,
  visit: SymbolKind.Function,
};

function symbol(
  { kind, name, detail, first, last, children }: Section,
  document: TextDocument,
): DocumentSymbol {
  const { range } = document.lineAt(first);
  const whole = range.union(document.lineAt(last).range);
  const made = new DocumentSymbol(name, detail, KINDS[kind], whole, range);
  made.children = children.map((child) => symbol(child, document));
  return made;
}

function documentLink(range: Range, { kind, name, uri, position }: TraceLink): DocumentLink {
  // The editor goes to such a fragment: line and column from 1.
  const fragment = `L${position.line + 1},${position.character + 1}`;
  const link = new DocumentLink(range, Uri.parse(uri).with({ fragment }));
  link.tooltip = kind === "call" ? `Go to where the chain is called with ${name}` : `Go to ${name}`;
  return link;
}
