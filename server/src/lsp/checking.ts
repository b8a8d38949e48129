/**
 * "Check Workspace": the findings of all files, once everything has been read. Must not decide what a finding is.
 */
import type { CancellationToken } from "vscode-languageserver";
import type { CheckedWorkspace } from "../protocol/findings";
import type { Serving } from "./serving";

/** Answers null where it was cancelled meanwhile; nothing is shown then. */
export async function checkWorkspace(
  { sessions }: Serving,
  token: CancellationToken,
): Promise<CheckedWorkspace | null> {
  const all = sessions.all();
  const cancelled = new Promise<void>((resolve) => token.onCancellationRequested(() => resolve()));
  await Promise.race([cancelled, Promise.all(all.map(({ ready }) => ready))]);
  if (token.isCancellationRequested) return null;
  for (const session of all) session.showAll(true);
  const findings = all.flatMap((session) => session.allFindings().map((f) => `${session.root} ${f.file}`));
  const chains = all.reduce((sum, { context }) => sum + context.model.chains.length, 0);
  return { findings: findings.length, files: new Set(findings).size, chains };
}

export function clearWorkspace({ sessions }: Serving): null {
  for (const session of sessions.all()) session.showAll(false);
  return null;
}
