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
  /** One line, where the state is "failed". */
  readonly problem: string | null;
}
