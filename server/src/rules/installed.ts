/**
 * Whether a function that looks like a notifier callback is one: something puts it into a block. Others by the same
 * signature are helpers, whose callers convert what they return.
 */
import type { Expression, FileFacts } from "../facts/facts";
import type { FactsByFile } from "../model/symbols";

/** Whether the file of a function, or any file where it is not static, installs it as a callback. */
export function isInstalled(facts: FactsByFile, file: string, name: string): boolean {
  const own = facts.get(file);
  if (!own) return false;
  if (installs(own, name)) return true;
  if (own.functions.some((f) => f.name === name && f.isStatic)) return false;
  return [...facts.values()].some((other) => installs(other, name));
}

function installs(facts: FileFacts, name: string): boolean {
  return (
    facts.blocks.some((b) => b.callback === name) ||
    facts.tableEntries.some((e) => e.function === name) ||
    facts.assignments.some((a) => a.member === "notifier_call" && names(a.value, name)) ||
    facts.calls.some((c) => c.arguments.some((a) => names(a, name)))
  );
}

function names({ root, path }: Expression, name: string): boolean {
  return root.kind === "global" && root.name === name && path.length === 0;
}
