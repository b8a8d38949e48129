/** What the folders of a workspace say about themselves, summed up for people. Must not know the editor. */
import type { IndexStatus } from "../../server/src/protocol/protocol";

/** All folders together. */
export interface IndexTotals {
  /** "empty": no folder has said anything. One that is being read, or could not be read, counts for all. */
  readonly state: "empty" | "indexing" | "ready" | "failed";
  readonly chains: number;
  readonly callbacks: number;
  readonly findings: number;
  readonly errors: number;
  /** Files read, and files to read, of the folders that are being read. */
  readonly done: number;
  readonly total: number;
}

export function totalsOf(all: readonly IndexStatus[]): IndexTotals {
  const sum = (of: (status: IndexStatus) => number): number => all.reduce((n, status) => n + of(status), 0);
  const reading = (status: IndexStatus): number => (status.state === "indexing" ? 1 : 0);
  const has = (state: IndexStatus["state"]): boolean => all.some((status) => status.state === state);
  return {
    state: all.length === 0 ? "empty" : has("failed") ? "failed" : has("indexing") ? "indexing" : "ready",
    chains: sum((s) => s.chains),
    callbacks: sum((s) => s.callbacks),
    findings: sum((s) => s.findings),
    errors: sum((s) => s.errors),
    done: sum((s) => s.done * reading(s)),
    total: sum((s) => s.total * reading(s)),
  };
}

/** "1 chain", "1,060 callbacks". */
export function counted(n: number, what: string): string {
  return `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;
}

/** "12 chains, 31 callbacks, 20 findings". */
export function countsText({ chains, callbacks, findings }: IndexTotals): string {
  return [counted(chains, "chain"), counted(callbacks, "callback"), counted(findings, "finding")].join(", ");
}
