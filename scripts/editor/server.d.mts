/** The types of server.mjs, for the tests that run in the editor. */
export interface RunningEditor {
  readonly url: string;
  readonly folder: string;
  stop(): Promise<void>;
}
export function startEditor(options: {
  readonly server: string;
  readonly vsix: readonly string[];
  readonly settings?: object;
  readonly isTrusted?: boolean;
}): Promise<RunningEditor>;
