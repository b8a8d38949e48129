/**
 * The diagnostics of the open documents of one session: made for all files at once, because an edit of one file can
 * change the findings of another, and sent only where they differ from what the client has.
 */
import type { Diagnostic } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Finding } from "../base/finding";
import { findingsByFile } from "../features/diagnostics";
import type { Anchored } from "../workspace/types";
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
  publish(tree: Anchored, documents: ReadonlyMap<string, TextDocument>): readonly Finding[];
  /** The findings of the whole tree, by file. */
  findings(tree: Anchored): ReadonlyMap<string, readonly Finding[]>;
  /** A document was closed: what the client had of it is gone. */
  forget(file: string): void;
}

export function createPublisher({ log, settings, encode, publish }: PublisherOptions): Publisher {
  const sent = new Map<string, string>();
  // Rules look at what text that only moves does not change; only what they find is put where it stands.
  const findingsIn = ({ model, facts, put }: Anchored): Map<string, Finding[]> =>
    findingsByFile(
      { model: model(), facts },
      {
        ...settings(),
        put,
        onBug: (rule, error) => log.error(`rule ${rule} failed: ${describe(error)}`),
      },
    );
  return {
    findings: findingsIn,
    publish: (tree, documents) => {
      const findings = findingsIn(tree);
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
