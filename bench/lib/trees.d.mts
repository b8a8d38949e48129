/** The types of trees.mjs, for the test of it; it stays a script so that plain Node runs it. */

export function linkShare(from: string, to: string, share: number): number;
export function replaceFile(file: string, text: string): void;
