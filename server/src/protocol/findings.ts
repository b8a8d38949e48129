/**
 * What server and client say to each other about findings, beyond the Language Server Protocol. Must import nothing.
 */

/** The client's command that shows a rule's page. Arguments: the rule's id. Offered as a link with each finding. */
export const EXPLAIN_RULE = "notifierLens.explainRule";

/**
 * Request, client to server, and a command for clients without our protocol: waits until the workspace has been read,
 * then shows the findings of all its files until {@link CLEAR_WORKSPACE}. Answers a {@link CheckedWorkspace}.
 */
export const CHECK_WORKSPACE = "notifierLens/checkWorkspace";
export const CHECK_WORKSPACE_COMMAND = "notifierLens.checkWorkspaceNow";

/** Request, client to server, and a command: files that are not open show findings only if the settings say so. */
export const CLEAR_WORKSPACE = "notifierLens/clearWorkspace";
export const CLEAR_WORKSPACE_COMMAND = "notifierLens.clearWorkspaceNow";

export interface CheckedWorkspace {
  readonly findings: number;
  /** Files with findings. */
  readonly files: number;
  readonly chains: number;
}

/**
 * Request, client to server, and a command: what a finding's fix changes in the simulation of its chain. Arguments: one
 * {@link FixParams}; answers {@link FixChanges}, or null where the finding is gone.
 */
export const FIX_CHANGES = "notifierLens/fixChanges";
export const SHOW_FIX_CHANGES = "notifierLens.showFixChanges";

/** Which finding's fix. Lines and columns from 1. */
export interface FixParams {
  readonly uri: string;
  readonly rule: string;
  readonly line: number;
  readonly column: number;
}

/** The chain simulated as the code stands, and with the fix made. */
export interface FixChanges {
  readonly title: string;
  readonly before: string;
  readonly after: string;
}

/**
 * The client's command that asks why a finding is all right, and writes the answer into a comment. Arguments: one
 * {@link AllowParams}. Clients without it get the comment as an edit, and fill in the reason themselves.
 */
export const ALLOW_FINDING = "notifierLens.allowFinding";

/** Where the comment goes, as the Language Server Protocol counts, and what stands around the reason. */
export interface AllowParams {
  readonly uri: string;
  readonly line: number;
  readonly before: string;
  readonly after: string;
}
