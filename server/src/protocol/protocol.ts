/**
 * What this server speaks beyond the Language Server Protocol: names and shapes, shared by server and client. Everything
 * here works over any connection and must import nothing. A client says that it knows this protocol by
 * `initializationOptions.clientRunsTraces` and `.wantsIndexStatus`; any other client gets standard messages only.
 */

/** What a client may hand over in `initializationOptions`. Every field may be absent. */
export interface InitializationOptions {
  /** A ripgrep binary to search with; without one the server looks for its own. */
  readonly ripgrepPath?: string;
  /** Where facts are kept between sessions; null for nowhere; absent for the user's cache folder. */
  readonly cacheFolder?: string | null;
  /** The client registers the command {@link RUN_SIMULATION} itself, so the server must not offer it as its own. */
  readonly clientRunsTraces?: boolean;
  /** The client wants {@link INDEX_STATUS}; others get the progress reports of the standard protocol. */
  readonly wantsIndexStatus?: boolean;
  /** The editor has another call hierarchy and takes one provider only, so the server must not offer its own. */
  readonly hasOtherCallHierarchy?: boolean;
}

/**
 * The command of the code lens. Arguments: one {@link TraceParams}. A client that has no such command of its own sends
 * it back as `workspace/executeCommand` and gets a {@link TraceResult}.
 */
export const RUN_SIMULATION = "notifierLens.runSimulation";

/** Request, client to server: simulates a chain as the code has it. Answers a {@link TraceResult}, or null. */
export const TRACE_REQUEST = "notifierLens/trace";

/** Which chain to simulate. */
export interface TraceParams {
  /** A document of the workspace folder whose chain is meant: two folders may hold the same tree. */
  readonly uri: string;
  /** The chain's id. */
  readonly chain: string;
  /** A callback of the chain, to be shown with the answer that changes the walk most. */
  readonly callback?: string;
}

/** A simulated chain as text; null in its place means that the tree has no such chain any more. */
export interface TraceResult {
  /** A name for a tab: the chain's, with the callback's. */
  readonly title: string;
  /** Plain text, lines of at most 80 columns. */
  readonly text: string;
  /** Where in the tree what the text names stands. */
  readonly links: readonly TraceLink[];
}

/** A name in the text of a trace and its place in the tree. */
export interface TraceLink {
  /** A chain, a callback, or the event of a call: that one leads to where the chain is called with it. */
  readonly kind: "chain" | "callback" | "call";
  readonly name: string;
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
}

/** Request, client to server: what can be simulated at a position of a document. Answers {@link SimulationChoice}[]. */
export const CHAINS_AT_REQUEST = "notifierLens/chainsAt";

/** A position in a document, as the Language Server Protocol counts. */
export interface ChainsAtParams {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
}

/** Something that can be simulated, with a text to choose by. */
export interface SimulationChoice {
  readonly label: string;
  readonly params: TraceParams;
}

/** Notification, server to client: how far reading a folder has come, and what there is in it. */
export const INDEX_STATUS = "notifierLens/indexStatus";

/** The state of one workspace folder, or of one file outside all folders. Sent when it changes. */
export interface IndexStatus {
  /** The folder, or the file. */
  readonly uri: string;
  /** "closed": the folder left the workspace. "failed": see `problem`. */
  readonly state: "indexing" | "ready" | "failed" | "closed";
  /** Files read in the round at hand, and files of that round. */
  readonly done: number;
  readonly total: number;
  readonly chains: number;
  readonly callbacks: number;
  readonly findings: number;
  /** Those of the findings that are errors. */
  readonly errors: number;
  /** Another number for each state of the chains and findings: what was shown of them is out of date. */
  readonly revision: number;
  /** One line, where the state is "failed". */
  readonly problem: string | null;
}

/**
 * Request, client to server: one level of the tree of chains. Answers {@link ChainsLevel}, or null where there is no
 * such node any more. Answered from the state that the last {@link INDEX_STATUS} told of.
 */
export const CHAINS_REQUEST = "notifierLens/chains";

/** Request, client to server: what there is to say about a node. {@link ChainsParams}; answers Markdown, or null. */
export const CHAINS_TOOLTIP_REQUEST = "notifierLens/chainsTooltip";

/** Request, client to server: {@link ChainsPathParams}; answers the nodes from the top to it, or null. */
export const CHAINS_PATH_REQUEST = "notifierLens/chainsPath";

/** By what chains and their folders stand in order: names, most callbacks first, worst findings first. */
export type ChainsOrder = "name" | "callbacks" | "findings";

/** How the tree is to be shown. */
export interface ChainsView {
  /** Words; a chain is shown if each is part of a name on it: its own, a callback's, an event's, a file's. */
  readonly filter: string;
  readonly order: ChainsOrder;
}

/** Which level of the tree. */
export interface ChainsParams extends ChainsView {
  /** The node whose children are wanted; absent for the top. */
  readonly parent?: Pick<ChainsNode, "root" | "id">;
}

/** A chain, or a callback on it, to be found in the tree. */
export interface ChainsPathParams extends ChainsView, TraceParams {}

export interface ChainsLevel {
  readonly nodes: readonly ChainsNode[];
  /** How many chains are shown in the whole tree, or of this folder. */
  readonly chains: number;
}

export interface ChainsNode {
  /** The folder or file it belongs to, as in {@link IndexStatus}. */
  readonly root: string;
  /** The same after an edit as before it; empty for a workspace folder itself. */
  readonly id: string;
  readonly kind: ChainsNodeKind;
  readonly label: string;
  readonly description: string;
  /** The worst finding on it or below it. */
  readonly severity: "error" | "warning" | "info" | null;
  readonly hasChildren: boolean;
  /** Whether it is unfolded from the start. */
  readonly isExpanded: boolean;
  /** Where a click leads. */
  readonly location: ChainsLocation | null;
  /** Where a callback's block is registered. */
  readonly registration: ChainsLocation | null;
  readonly simulation: TraceParams | null;
  /** The name that is worth copying. */
  readonly copies: string | null;
}

export type ChainsNodeKind =
  | "root"
  | "folder"
  | "chain"
  | "findings"
  | "callbacks"
  | "events"
  | "sites"
  | "unresolved"
  | "event"
  | "callback"
  | "answer"
  | "block"
  | "walk"
  | "use"
  | "finding"
  | "note";

/** A stretch of a document, as the Language Server Protocol counts. */
export interface ChainsLocation {
  readonly uri: string;
  readonly range: { readonly start: ChainsAtParams["position"]; readonly end: ChainsAtParams["position"] };
}
