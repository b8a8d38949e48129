/**
 * What the client at the other end can do, read once from its initialize request. Whatever is missing or of the wrong
 * type is taken as absent: a client with odd options still gets a server.
 */
import type { DiagnosticTag, InitializeParams } from "vscode-languageserver";
import type { InitializationOptions } from "../protocol/protocol";

export interface Client {
  readonly options: InitializationOptions;
  /** Hovers may be Markdown. */
  readonly markdown: boolean;
  readonly relatedInformation: boolean;
  /** A finding's code may be a link. */
  readonly codeLinks: boolean;
  /** The tags that diagnostics may carry. */
  readonly diagnosticTags: readonly DiagnosticTag[];
  /** The client takes code actions with their edits; older ones only know commands. */
  readonly codeActions: boolean;
  readonly workspaceFolders: boolean;
  readonly watchedFilesRegistration: boolean;
  /** The client answers `workspace/configuration`. */
  readonly configuration: boolean;
  readonly configurationRegistration: boolean;
  readonly workDoneProgress: boolean;
  /** The client asks for the text of a lens once it is seen. */
  readonly resolvesLenses: boolean;
  /** The client asks for its lenses again when it is told to. */
  readonly refreshesLenses: boolean;
  /** The client asks for its inlay hints again when it is told to. */
  readonly refreshesHints: boolean;
}

export function clientOf({ capabilities, initializationOptions }: InitializeParams): Client {
  const { textDocument, workspace, window } = capabilities;
  return {
    options: optionsOf(initializationOptions),
    markdown: textDocument?.hover?.contentFormat?.includes("markdown") ?? false,
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation ?? false,
    codeLinks: textDocument?.publishDiagnostics?.codeDescriptionSupport ?? false,
    diagnosticTags: textDocument?.publishDiagnostics?.tagSupport?.valueSet ?? [],
    codeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    workspaceFolders: workspace?.workspaceFolders ?? false,
    watchedFilesRegistration: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    configuration: workspace?.configuration ?? false,
    configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    workDoneProgress: window?.workDoneProgress ?? false,
    resolvesLenses: textDocument?.codeLens?.resolveSupport?.properties.includes("command") ?? false,
    refreshesLenses: workspace?.codeLens?.refreshSupport ?? false,
    refreshesHints: workspace?.inlayHint?.refreshSupport ?? false,
  };
}

function optionsOf(given: unknown): InitializationOptions {
  const read = (name: keyof InitializationOptions): unknown =>
    typeof given === "object" && given !== null && name in given ? Reflect.get(given, name) : undefined;
  const ripgrepPath = read("ripgrepPath");
  const cacheFolder = read("cacheFolder");
  return {
    ...(typeof ripgrepPath === "string" ? { ripgrepPath } : {}),
    ...(typeof cacheFolder === "string" || cacheFolder === null ? { cacheFolder } : {}),
    clientRunsTraces: read("clientRunsTraces") === true,
    wantsIndexStatus: read("wantsIndexStatus") === true,
    hasOtherCallHierarchy: read("hasOtherCallHierarchy") === true,
  };
}
