/**
 * The model of a tree with some edits made, beside the tree as it is. Must not change anything that is known of the tree.
 */
import type { TextEdit } from "../base/finding";
import { lineIndex } from "../base/text";
import type { FileFacts } from "../facts/facts";
import { linkModel } from "../model/link";
import type { ChainModel } from "../model/model";
import type { FactsByFile } from "../model/symbols";
import type { FileAnswer, ReadResult } from "./host";

/** The tree as it is. */
export interface Present {
  readonly facts: FactsByFile;
  readonly kernelVersion: string | null;
  readonly read: (file: string) => Promise<ReadResult>;
  readonly extract: (file: string, read: ReadResult) => Promise<FileAnswer>;
}

export interface WhatIf {
  readonly facts: FactsByFile;
  readonly model: ChainModel;
}

/** @throws Error where a file to be edited cannot be read */
export async function whatIf(
  { facts, kernelVersion, read, extract }: Present,
  edits: readonly TextEdit[],
): Promise<WhatIf> {
  const changed = new Map<string, FileFacts>(facts);
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const before = await read(file);
    if (!before.ok) throw new Error(`${file}: ${before.problem}`);
    const own = edits.filter((edit) => edit.file === file);
    const answer = await extract(file, { ok: true, text: withEdits(before.text, own) });
    if (answer.facts) changed.set(file, answer.facts);
  }
  return { facts: changed, model: linkModel(changed, { kernelVersion }) };
}

/** A text with edits made that do not overlap. */
function withEdits(text: string, edits: readonly TextEdit[]): string {
  const index = lineIndex(text);
  const last = [...edits].sort((a, b) => b.startLine - a.startLine || b.startColumn - a.startColumn);
  return last.reduce((result, { startLine, startColumn, endLine, endColumn, newText }) => {
    const start = index.offset({ line: startLine, column: startColumn });
    const end = index.offset({ line: endLine, column: endColumn });
    return result.slice(0, start) + newText + result.slice(end);
  }, text);
}
