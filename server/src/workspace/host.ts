/**
 * What the workspace needs of the world, as an interface: finding files, reading them, parsing them. The node host
 * does it with a disk, ripgrep and threads, a browser host with what the editor gives. Nothing here may touch either
 * itself.
 */
import type { Point } from "../base/place";
import type { Wanted } from "../facts/extract";
import type { FileFacts, SummaryRequest } from "../facts/facts";
import type { ChainModel } from "../model/model";
import type { InterestMemory } from "./interest";
import type { FileQuery, Found } from "./query";

export type ReadResult =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      /** One line for the user: what is wrong with the file. */
      readonly problem: string;
      /** Whether there is no such file. */
      readonly gone?: true;
    };

/** One file to read. */
export interface FileRequest {
  readonly file: string;
  /** Functions that are watched for in this file alone: statics of it. */
  readonly watch: readonly string[];
  /** Where the file has been read: all that it is to say besides. */
  readonly more?: More | undefined;
}

/** What can be asked of a file by itself: no other fact of it depends on that. */
export interface More {
  readonly structs: readonly string[];
  readonly summaries: readonly SummaryRequest[];
}

/** What became of a file. */
export interface FileAnswer {
  readonly file: string;
  /** Null where there is a problem, or where the file holds nothing of what makes a file worth reading. Where {@link FileRequest.more} was asked, only that. */
  readonly facts: FileFacts | null;
  readonly problem: string | null;
  readonly gone: boolean;
}

/** Many files to read at once. */
export interface Reading {
  readonly root: string;
  readonly requests: readonly FileRequest[];
  readonly wanted: Wanted;
  /** Where given, a file without any of these names is not parsed. */
  readonly worth: FileQuery | null;
  /** Called once for each file, in any order. */
  readonly onAnswer: (answer: FileAnswer) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What an index has made of the files of a disk. Plain data. */
export interface Memory {
  /** Asked for when somebody looks at facts: a model that is recalled needs none. */
  readonly facts: () => readonly (readonly [file: string, facts: FileFacts])[];
  readonly problems: readonly (readonly [file: string, problem: string])[];
  readonly interest: InterestMemory;
  /** The model of these facts alone; null where it is to be linked. */
  readonly model: ChainModel | null;
}

/** What is remembered of a tree. */
export interface Recalled {
  /** Null where nothing is. */
  readonly memory: Memory | null;
  /**
   * The files that have appeared, changed or vanished since; null where the memory is of no use. To be called once,
   * when there is nothing else to do meanwhile: the host may use the thread to look.
   */
  readonly changed: () => Promise<readonly string[] | null>;
}

export type SearchProgress = (progress: { readonly done: number; readonly total: number }) => void;

/** A text that is edited: the next one will be almost the same. */
export interface EditedText {
  /** As {@link Host.extract}; places may be anchored (facts/moving.ts). */
  extract(text: string, wanted: Wanted): Promise<FileFacts>;
  /** Where an anchored point stands in the text that was extracted last; null for one that is not of it. */
  standing(point: Point): Point | null;
}

export interface Host {
  /**
   * The .c and .h files below `root` that match, as relative paths with "/", sorted. Symbolic links are not followed.
   * What cannot be read is among them, with no names, so that reading it says why. A host that has to read files first
   * may keep them until the signal is aborted, and tells how far it is.
   */
  search(root: string, query: FileQuery, signal?: AbortSignal, tell?: SearchProgress): Promise<Found>;
  /** A file's text; never rejects. */
  readFile(root: string, file: string): Promise<ReadResult>;
  /** Parses a text and extracts its facts. Never rejects for bad C. */
  extract(text: string, wanted: Wanted): Promise<FileFacts>;
  /**
   * Makes the memory of a text that is edited, where the host has a better way than {@link Host.extract} again and again.
   * @param number tells the texts that are edited at the same time apart (facts/moving.ts)
   */
  readonly editedText?: (number: number) => Promise<EditedText>;
  /**
   * Reads and extracts many files, where the host has a better way than one after another. Rejects with the signal's
   * reason when it is aborted, never because of a file.
   */
  readonly extractFiles?: (reading: Reading) => Promise<void>;
  /** What was remembered of a tree. No file of it may be read before `changed` has answered. */
  readonly recall?: (root: string) => Promise<Recalled>;
  /** Files have changed: what a search has kept of them does not count any more. */
  readonly forget?: (root: string, files: readonly string[]) => Promise<void>;
  /** Remembers what an index after {@link recall} has made, but nothing of some files. Never throws. */
  readonly remember?: (root: string, memory: Memory, except: readonly string[]) => void;
}

/** Files above this size are left out, with a problem that says so. Linux's largest .c file has 1.2 MB. */
export const MOST_BYTES = 8 * 1024 * 1024;
