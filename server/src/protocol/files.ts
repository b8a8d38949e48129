/**
 * Requests, server to client, of a server that has no disk: it runs in a web worker and reads through its editor. The
 * messages are cloned, not written as JSON, so bytes travel as bytes. Must import nothing.
 */

/** The C files below a root. Answers a {@link FileListing}. */
export const LIST_FILES_REQUEST = "notifierLens/listFiles";

export interface ListFilesParams {
  /** A URI without "/" at its end. */
  readonly root: string;
  /** How many paths at most. */
  readonly most: number;
}

export interface FileListing {
  /** Paths below the root, those nearest to open documents first. */
  readonly files: readonly string[];
  /** False where there are, or may be, more. */
  readonly isAll: boolean;
}

/** A file below a root. Answers a {@link FileContent}. */
export const READ_FILE_REQUEST = "notifierLens/readFile";

export interface ReadFileParams {
  readonly root: string;
  readonly file: string;
}

export type FileContent =
  | { readonly bytes: Uint8Array }
  | {
      /** One line for the user. */
      readonly problem: string;
      /** Whether there is no such file. */
      readonly isGone: boolean;
    };

/** The WebAssembly that the parser is made of. Answers {@link ParserModules}. */
export const PARSER_REQUEST = "notifierLens/parser";

export interface ParserModules {
  /** web-tree-sitter.wasm */
  readonly runtimeWasm: Uint8Array;
  /** tree-sitter-c.wasm */
  readonly grammarWasm: Uint8Array;
}
