/** From the tree's plain data to LSP's. Must not decide what is shown. */
import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Hover,
  MarkupKind,
} from "vscode-languageserver";
import type { Finding, Severity } from "../base/finding";
import type { Place } from "../base/place";
import type { PlaceWriter } from "../features/context";
import type { Simulation } from "../features/simulations";
import { EXPLAIN_RULE } from "../protocol/findings";
import { RUN_SIMULATION, type TraceParams } from "../protocol/protocol";
import { UNUSED_SUPPRESSION } from "../rules";
import type { Client } from "./client";
import { toLocation, toRange } from "./positions";
import { toUri } from "./uris";

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** The rules about what has no effect: editors draw it faded. */
const NEVER_USED: ReadonlySet<string> = new Set(["never-registered", UNUSED_SUPPRESSION]);

/** A link that runs a command of the client. */
function commandUri(command: string, ...args: readonly unknown[]): string {
  return `command:${command}?${encodeURIComponent(JSON.stringify(args))}`;
}

export function encodeDiagnostic(finding: Finding, root: string, client: Client): Diagnostic {
  const related = finding.related.map(({ message, ...place }) => ({
    location: toLocation(root, place),
    message,
  }));
  const isDead = NEVER_USED.has(finding.rule);
  return {
    range: toRange(finding),
    severity: SEVERITIES[finding.severity],
    code: finding.rule,
    source: "notifier-lens",
    message: finding.message,
    // The pages are the client's own: no address works for every client, without a network.
    ...(client.codeLinks && client.options.clientRunsTraces
      ? { codeDescription: { href: commandUri(EXPLAIN_RULE, finding.rule) } }
      : {}),
    ...(isDead && client.diagnosticTags.includes(DiagnosticTag.Unnecessary)
      ? { tags: [DiagnosticTag.Unnecessary] }
      : {}),
    ...(client.relatedInformation ? { relatedInformation: related } : {}),
  };
}

/** A link that runs a simulation, where the client has a command for it. */
export function simulationLink(uri: string, { options, markdown }: Client) {
  return (simulation: Simulation): string =>
    options.clientRunsTraces && markdown
      ? `[Run simulation](${commandUri(RUN_SIMULATION, traceParams(simulation, uri))})`
      : "";
}

export function encodeHover(markdown: string, place: Place, client: Client): Hover {
  const kind = client.markdown ? MarkupKind.Markdown : MarkupKind.PlainText;
  return { contents: { kind, value: markdown }, range: toRange(place) };
}

/** Writes places as links where the client shows Markdown. */
export function placeWriter(root: string, client: Client): PlaceWriter {
  if (!client.markdown) return ({ file, line }) => `${file}:${line}`;
  // "#L38" is understood by VS Code; others open the file.
  return ({ file, line }) => `[${linkText(file)}:${line}](${linkTarget(toUri(root, file))}#L${line})`;
}

/** Names come from a tree that nobody has to trust: none may end the link that it stands in and begin another. */
function linkText(name: string): string {
  return name.replace(/[\\`*[\]<>]/g, "\\$&").replace(/\s/g, " ");
}

function linkTarget(uri: string): string {
  return uri.replace(/[()]/g, (bracket) => (bracket === "(" ? "%28" : "%29"));
}

export function traceParams({ chain, callback }: Simulation, uri: string): TraceParams {
  return { uri, chain, ...(callback === null ? {} : { callback }) };
}
