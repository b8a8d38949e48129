/**
 * The diagnostics of the open documents of one session: made for all files at once, because an edit of one file can
 * change the findings of another, and sent only where they differ from what the client has.
 */
import type { Diagnostic } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Finding } from "../base/finding";
import type { FeatureContext } from "../features/context";
import { findingsByFile } from "../features/diagnostics";
import { describe, type Log } from "./guard";
import type { Settings } from "./settings";

export interface PublisherOptions {
  readonly log: Log;
  /** What the user has set, at the moment. */
  readonly settings: () => Settings;
  readonly encode: (finding: Finding) => Diagnostic;
  readonly publish: (document: TextDocument, diagnostics: readonly Diagnostic[]) => void;
}

export interface Publisher {
  /** Sends what is new for these documents, by file; answers the findings in the whole tree. */
  publish(context: FeatureContext, documents: ReadonlyMap<string, TextDocument>): readonly Finding[];
  /** The findings of the whole tree, by file; made once for each model and settings. */
  findings(context: FeatureContext): ReadonlyMap<string, readonly Finding[]>;
  /** A document was closed: what the client had of it is gone. */
  forget(file: string): void;
}

export function createPublisher({ log, settings, encode, publish }: PublisherOptions): Publisher {
  const sent = new Map<string, string>();
  let last: { readonly of: readonly object[]; readonly found: Map<string, Finding[]> } | null = null;
  const findingsIn = (context: FeatureContext): Map<string, Finding[]> => {
    const of = [context.model, settings()];
    if (last?.of.every((one, i) => one === of[i])) return last.found;
    const onBug = (rule: string, error: unknown): void =>
      log.error(`rule ${rule} failed: ${describe(error)}`);
    last = { of, found: findingsByFile(context, { ...settings(), onBug }) };
    return last.found;
  };
  return {
    findings: findingsIn,
    publish: (context, documents) => {
      const findings = findingsIn(context);
      for (const [file, document] of documents) {
        const diagnostics = (findings.get(file) ?? []).map(encode);
        const text = JSON.stringify(diagnostics);
        if (sent.get(file) === text) continue;
        sent.set(file, text);
        publish(document, diagnostics);
      }
      return [...findings.values()].flat();
    },
    forget: (file) => void sent.delete(file),
  };
}
