/** What the main thread and its workers say to each other. Plain data that can be cloned. */
import type { FileRequest, Reading } from "../workspace/host";

/** What a worker is started with. */
export interface WorkerSettings {
  /** The folder with the parser's WebAssembly. */
  readonly folder: string;
}

/** A few files for one worker. */
export interface Batch extends Pick<Reading, "root" | "wanted" | "worth"> {
  readonly requests: readonly FileRequest[];
}

/** A worker's words: that it has started; then, for each batch, its answers as JSON, which is cheaper than a clone. */
export type WorkerMessage = { readonly ready: true } | { readonly answers: string };
