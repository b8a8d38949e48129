/**
 * The diagnostics of one session, of its open documents or of all its files: made for all files at once, because an edit
 * of one file can change the findings of another, and sent only where they differ from what the client has.
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
  /** @param version of the open document that the diagnostics are for; null for a file that is not open */
  readonly publish: (file: string, version: number | null, diagnostics: readonly Diagnostic[]) => void;
}

/** Which files the client is to have the findings of. */
interface Shown {
  /** Open documents whose text has been analysed, by file. */
  readonly fresh: ReadonlyMap<string, TextDocument>;
  readonly isOpen: (file: string) => boolean;
  /** Whether the findings of files that are not open are shown. */
  readonly all: boolean;
}

export interface Publisher {
  /** Sends what is new; answers the findings in the whole tree. */
  publish(tree: Anchored, shown: Shown): readonly Finding[];
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
  const send = (file: string, version: number | null, findings: readonly Finding[]): void => {
    const diagnostics = findings.map(encode);
    const text = JSON.stringify(diagnostics);
    if (sent.get(file) === text) return;
    if (version === null && findings.length === 0) sent.delete(file);
    else sent.set(file, text);
    publish(file, version, diagnostics);
  };
  return {
    findings: findingsIn,
    publish: (tree, { fresh, isOpen, all }) => {
      const findings = findingsIn(tree);
      for (const [file, { version }] of fresh) send(file, version, findings.get(file) ?? []);
      const closed = new Set([...sent.keys(), ...(all ? findings.keys() : [])]);
      for (const file of closed) if (!isOpen(file)) send(file, null, all ? (findings.get(file) ?? []) : []);
      return [...findings.values()].flat();
    },
    forget: (file) => void sent.delete(file),
  };
}
