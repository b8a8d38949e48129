/**
 * Findings as SARIF 2.1.0 (OASIS, 2020), which code hosts and editors read: rules with their pages, results with places,
 * related places, fixes and fingerprints. Must not judge or sort.
 */
import type {
  ArtifactLocation,
  Location,
  Log,
  PhysicalLocation,
  Region,
  Replacement,
  ReportingConfiguration,
  ReportingDescriptor,
  Result,
  Fix as SarifFix,
} from "sarif";
import type { Finding, Fix, RelatedPlace, Severity, TextEdit } from "../base/finding";
import { type Rule, renderPage } from "../rules";
import { fingerprints } from "./fingerprint";

/** The folder that all addresses are relative to, by the name that the document gives it. */
const ROOT = "ROOT";

type Level = NonNullable<ReportingConfiguration["level"]>;

const LEVELS: Readonly<Record<Severity, Level>> = { error: "error", warning: "warning", info: "note" };

export interface SarifOptions {
  /** The analysed root as a `file:` URI that ends in a slash. */
  readonly rootUri: string;
  /** This program's version. */
  readonly version: string;
  readonly rules: readonly Rule[];
}

/** The document of `check --format sarif`. */
export function findingsSarif(findings: readonly Finding[], { rootUri, version, rules }: SarifOptions): Log {
  const index = new Map(rules.map(({ id }, i) => [id, i]));
  const marks = fingerprints(findings);
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "notifier-lens", version, rules: rules.map(ruleSarif) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [ROOT]: { uri: rootUri } },
        results: findings.map((finding, i) => resultSarif(finding, index.get(finding.rule), marks[i] ?? "")),
      },
    ],
  };
}

function ruleSarif(rule: Rule): ReportingDescriptor {
  const page = renderPage(rule);
  return {
    id: rule.id,
    shortDescription: { text: rule.docs.summary.trim() },
    fullDescription: { text: rule.docs.reports.trim() },
    help: { text: page, markdown: page },
    defaultConfiguration: { level: LEVELS[rule.severity], enabled: rule.off === undefined },
  };
}

function resultSarif(finding: Finding, ruleIndex: number | undefined, mark: string): Result {
  const { rule, severity, message, related, fix, chain, witness } = finding;
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[severity],
    message: { text: message },
    locations: [{ physicalLocation: placeSarif(finding.file, region(finding)) }],
    ...(related.length === 0 ? {} : { relatedLocations: related.map(relatedSarif) }),
    partialFingerprints: { "notifierLens/v1": mark },
    ...(fix ? { fixes: [fixSarif(fix)] } : {}),
    properties: { chain, witness },
  };
}

function region({ line, column, endLine, endColumn }: Finding): Region {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function placeSarif(file: string, at: Region): PhysicalLocation {
  return { artifactLocation: address(file), region: at };
}

function address(file: string): ArtifactLocation {
  return { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: ROOT };
}

function relatedSarif({ file, line, message }: RelatedPlace, i: number): Location {
  return { id: i + 1, message: { text: message }, physicalLocation: placeSarif(file, { startLine: line }) };
}

function fixSarif({ title, edits }: Fix): SarifFix {
  const files = [...new Set(edits.map((edit) => edit.file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: address(file),
      replacements: edits.filter((edit) => edit.file === file).map(replacement),
    })),
  };
}

function replacement({ startLine, startColumn, endLine, endColumn, newText }: TextEdit): Replacement {
  return {
    deletedRegion: { startLine, startColumn, endLine, endColumn },
    insertedContent: { text: newText },
  };
}
