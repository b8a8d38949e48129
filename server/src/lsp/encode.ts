/** From the tree's plain data to LSP's. Must not decide what is shown. */
import { type Diagnostic, DiagnosticSeverity, type Hover, MarkupKind } from "vscode-languageserver";
import type { Finding, Severity } from "../base/finding";
import type { PlaceWriter } from "../features/context";
import type { Hover as FeatureHover } from "../features/hover";
import type { Simulation } from "../features/simulations";
import type { TraceParams } from "../protocol/protocol";
import type { Client } from "./client";
import { toLocation, toRange } from "./positions";
import { toUri } from "./uris";

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

export function encodeDiagnostic(finding: Finding, root: string, client: Client): Diagnostic {
  const related = finding.related.map(({ message, ...place }) => ({
    location: toLocation(root, place),
    message,
  }));
  return {
    range: toRange(finding),
    severity: SEVERITIES[finding.severity],
    code: finding.rule,
    source: "notifier-lens",
    message: finding.message,
    ...(client.relatedInformation ? { relatedInformation: related } : {}),
  };
}

export function encodeHover({ markdown, place }: FeatureHover, client: Client): Hover {
  const kind = client.markdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  return { contents: { kind, value: markdown }, range: toRange(place) };
}

/** Writes places as links where the client shows Markdown. */
export function placeWriter(root: string, client: Client): PlaceWriter {
  if (!client.markdown) return ({ file, line }) => `${file}:${line}`;
  // "#L38" is understood by VS Code; others open the file.
  return ({ file, line }) => `[${file}:${line}](${toUri(root, file)}#L${line})`;
}

export function traceParams({ chain, callback }: Simulation, uri: string): TraceParams {
  return { uri, chain, ...(callback === null ? {} : { callback }) };
}
