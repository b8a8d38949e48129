/** What a workspace is to those who use it: text in, facts and model out. Must not say how. */
import type { TextEdit } from "../base/finding";
import type { Putter } from "../facts/standing";
import type { ChainModel } from "../model/model";
import type { FactsByFile } from "../model/symbols";
import type { WhatIf } from "./whatIf";

/** A file that could not be analysed. */
interface FileProblem {
  readonly file: string;
  readonly problem: string;
}

export interface IndexProgress {
  readonly done: number;
  readonly total: number;
}

export interface IndexOptions {
  readonly onProgress?: (progress: IndexProgress) => void;
  readonly signal?: AbortSignal;
  /** Analyse these files alone instead of what a search of the tree finds. */
  readonly only?: readonly string[];
  /** Files to analyse whether or not a search finds them. */
  readonly also?: readonly string[];
}

export interface Anchored {
  readonly facts: FactsByFile;
  model(): ChainModel;
  /** Puts what was made of them where it stands now. */
  readonly put: Putter;
}

export interface Workspace {
  readonly root: string;
  /** Whether a whole index has been made. */
  readonly indexed: boolean;
  /** The facts by file, as the texts stand now. */
  readonly facts: FactsByFile;
  /** Facts and model with places that may be anchored (facts/moving.ts): an edit that only moves text changes neither. */
  readonly anchored: Anchored;
  /** In the order of their files. */
  readonly problems: readonly FileProblem[];
  /** The model of the current facts, as the texts stand now; linked when asked for, remembered until a file changes. */
  model(): ChainModel;
  /** Reads which kernel the tree is, once; by then the host is there. */
  look(): Promise<void>;
  /** Reads the tree. Rejects with the signal's reason when it is aborted. */
  index(options?: IndexOptions): Promise<void>;
  /** Lets the host remember what the index has made, where there is something new. Never throws. */
  remember(): void;
  /** Lays an editor's text over a file, or replaces the one that lies there. */
  open(file: string, text: string): Promise<void>;
  /** Takes the text off again: the file on disk counts. */
  close(file: string): Promise<void>;
  /** Reads files that changed on disk, appeared or vanished; open ones keep the editor's text. */
  refresh(files: readonly string[]): Promise<void>;
  /**
   * Reads what the changes since `index` have made wanted: the callers of a new wrapper, a struct on the way to a head.
   * Apart from the changes themselves, because it links; to be awaited once after any number of them. Afterwards the
   * model is that of a fresh index. Nothing is done before `index`.
   */
  settle(): Promise<void>;
  /** The tree with some edits made, beside the tree as it is, which stays. Rejects where a file cannot be read. */
  whatIf(edits: readonly TextEdit[]): Promise<WhatIf>;
}
