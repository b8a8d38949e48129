/**
 * What the workspace needs of the world, as an interface: finding files, reading them, parsing them. The node host
 * does it with a disk and ripgrep, a browser host with what the editor gives. Nothing here may touch either itself.
 */
import type { Wanted } from "../facts/extract";
import type { FileFacts } from "../facts/facts";

/** Which files to look at: those that contain a text, any of some names as whole words, or define one of some structs. */
export type FileQuery =
  | { readonly text: string }
  | { readonly words: readonly string[] }
  | { readonly structs: readonly string[] };

export type ReadResult =
  | { readonly ok: true; readonly text: string }
  /** One line for the user: what is wrong with the file. */
  | { readonly ok: false; readonly problem: string };

export interface Host {
  /** The .c and .h files below `root` that match, as relative paths with "/", sorted. Symbolic links are not followed. */
  findFiles(root: string, query: FileQuery): Promise<readonly string[]>;
  /** A file's text; never rejects. */
  readFile(root: string, file: string): Promise<ReadResult>;
  /** Parses a text and extracts its facts, or takes them from the cache. Never rejects for bad C. */
  extract(text: string, wanted: Wanted): Promise<FileFacts>;
}

/** Files above this size are left out, with a problem that says so. Linux's largest .c file has 1.2 MB. */
export const MOST_BYTES = 8 * 1024 * 1024;
