/** `--since REV`: which lines of a tree changed since a git revision, by asking git. Must not change anything in it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Failure } from "./failure";

const run = promisify(execFile);

/** For each changed file its changed lines, first to last; "new" for a file that git does not track. */
type ChangedLines = ReadonlyMap<string, readonly (readonly [number, number])[] | "new">;

/**
 * Asks git. Paths are relative to `root`.
 * @throws Failure where the root is in no git repository or the revision does not exist
 */
export async function changedSince(root: string, revision: string): Promise<ChangedLines> {
  const resolved = await git(root, revision, [
    "rev-parse",
    "--verify",
    "--quiet",
    "--end-of-options",
    `${revision}^{commit}`,
  ]);
  const commit = resolved.trim();
  const files = ["--", "*.c", "*.h"];
  const diff = ["diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-renames", "--relative"];
  const prefixes = ["--src-prefix=a/", "--dst-prefix=b/"];
  const changed = hunks(await git(root, revision, [...diff, ...prefixes, commit, ...files]));
  const untracked = await git(root, revision, ["ls-files", "-z", "--others", "--exclude-standard", ...files]);
  for (const file of untracked.split("\0")) if (file !== "") changed.set(file, "new");
  return changed;
}

async function git(root: string, revision: string, args: readonly string[]): Promise<string> {
  try {
    const quoted = ["-c", "core.quotePath=false", ...args];
    const { stdout } = await run("git", quoted, { cwd: root, maxBuffer: 1024 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    throw new Failure(`--since ${revision}: ${await whyGitFailed(root, error)}`);
  }
}

async function whyGitFailed(root: string, error: unknown): Promise<string> {
  if ((error as { code?: unknown }).code === "ENOENT") return "git is not installed";
  const inside = await run("git", ["rev-parse", "--git-dir"], { cwd: root }).then(
    () => true,
    () => false,
  );
  return inside ? `no such revision in ${root}` : `${root} is in no git repository`;
}

/** Reads a diff without context: `+++ b/FILE`, then `@@ -… +first,count @@`. */
function hunks(diff: string): Map<string, [number, number][] | "new"> {
  const changed = new Map<string, [number, number][] | "new">();
  let ranges: [number, number][] = [];
  // A changed line that looks like a header ("+++ b/x") can only stand inside a hunk.
  let inside = 0;
  for (const line of diff.split("\n")) {
    if (inside > 0 && /^[-+]/.test(line)) {
      inside--;
      continue;
    }
    const file = /^\+\+\+ b\/([^\t]*)/.exec(line)?.[1];
    if (file !== undefined) {
      ranges = [];
      changed.set(file, ranges);
    }
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (!hunk) continue;
    const added = Number(hunk[3] ?? 1);
    inside = Number(hunk[1] ?? 1) + added;
    if (added > 0) ranges.push([Number(hunk[2]), Number(hunk[2]) + added - 1]);
  }
  return changed;
}

/** Whether a finding touches a changed line. */
export function isChanged(
  changed: ChangedLines,
  { file, line, endLine }: { readonly file: string; readonly line: number; readonly endLine: number },
): boolean {
  const ranges = changed.get(file);
  if (ranges === undefined || ranges === "new") return ranges === "new";
  return ranges.some(([first, last]) => line <= last && endLine >= first);
}
