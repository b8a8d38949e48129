/** Who may import whom. Everything that is not here is forbidden; ARCHITECTURE.md says why the layers are these. */

/** What a layer may import: other layers and packages; `types` only for their types. */
export interface Allowance {
  readonly layers: readonly string[];
  readonly types?: readonly string[];
  readonly packages?: readonly string[];
}

export const TABLE: Readonly<Record<string, Allowance>> = {
  notifier: { layers: [] },
  base: { layers: [] },
  protocol: { layers: [] },
  simulator: { layers: ["notifier"] },
  scenario: { layers: ["notifier", "simulator"], packages: ["zod"] },
  syntax: { layers: ["base"], packages: ["web-tree-sitter"] },
  facts: { layers: ["base", "notifier", "syntax"] },
  model: { layers: ["base", "notifier", "simulator"], types: ["facts"] },
  rules: { layers: ["base", "notifier", "model", "simulator"], types: ["facts"] },
  features: { layers: ["base", "notifier", "model", "rules", "simulator"], types: ["facts"] },
  report: { layers: ["base", "notifier", "model", "rules", "simulator"], packages: ["sarif"] },
  workspace: { layers: ["base", "notifier", "syntax", "facts", "model"] },
  host: { layers: ["workspace", "syntax", "facts"], packages: ["node:*", "@vscode/ripgrep"] },
  lsp: {
    layers: ["workspace", "features", "rules", "protocol", "base", "report", "host", "scenario"],
    packages: ["vscode-languageserver", "vscode-languageserver-textdocument"],
  },
  cli: {
    layers: ["workspace", "rules", "features", "report", "base", "simulator", "scenario", "host"],
    packages: ["node:*", "commander"],
  },
  webview: {
    layers: ["notifier", "simulator", "report", "protocol"],
    packages: ["lit", "@vscode-elements/elements"],
  },
  client: { layers: ["protocol"], types: ["webview"], packages: ["vscode", "vscode-languageclient"] },
};

/** The layers that must compile without Node and DOM types: the folders of server/tsconfig.pure.json. */
export const PURE = [
  ...["notifier", "base", "protocol", "simulator", "scenario", "syntax", "facts", "model", "rules"],
  ...["features", "report"],
];

/** One import that the table forbids and one file may have all the same. A line that nobody uses fails the test. */
export interface Exception {
  readonly file: string;
  /** The package, or the file without its extension. */
  readonly imports: string;
  readonly lazily?: true;
  readonly because: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    file: "server/src/cli/lsp.ts",
    imports: "server/src/lsp/main",
    lazily: true,
    because: "the command `lsp` starts the server; the other commands never load it",
  },
  {
    file: "server/src/lsp/trace.ts",
    imports: "server/src/simulator",
    because: "the request for a trace runs the simulation it shows",
  },
  {
    file: "server/src/lsp/lazyHost.ts",
    imports: "node:*",
    because: "paths and file URIs of the machine it runs on",
  },
  ...["client/src/extension.ts", "client/src/options.ts"].map((file) => ({
    file,
    imports: "node:*",
    because: "finds the server's bundle and the editor's ripgrep beside it",
  })),
];
