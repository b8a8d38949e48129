/**
 * Whether a function that looks like a notifier callback is one: something puts it into a block. Others by the same
 * signature are helpers, whose callers convert what they return.
 */
import type { Expression, FileFacts } from "../facts/facts";
import type { ReturnPath } from "../model/model";
import type { FactsByFile } from "../model/symbols";
import type { RuleContext } from "./rule";
import { type ReturnSite, returnSites } from "./stops";

/** Whether the file of a function, or any file where it is not static, installs it as a callback. */
function isInstalled(facts: FactsByFile, file: string, name: string): boolean {
  const own = facts.get(file);
  if (!own) return false;
  if (installs(own, name)) return true;
  if (own.functions.some((f) => f.name === name && f.isStatic)) return false;
  return [...facts.values()].some((other) => installs(other, name));
}

/** The return statements on whose paths a condition holds, of callbacks whose chain could not be told. */
export function straySites(
  { model, facts }: RuleContext,
  wanted: (path: ReturnPath) => boolean,
): ReturnSite[] {
  return model.unresolved.flatMap(({ kind, name, paths = [], file }) => {
    const sites = kind === "callback" ? returnSites(name, paths, wanted) : [];
    return sites.length > 0 && isInstalled(facts, file, name) ? sites : [];
  });
}

function installs(facts: FileFacts, name: string): boolean {
  return (
    facts.blocks.some((b) => b.callback === name) ||
    facts.tableEntries.some((e) => e.function === name) ||
    facts.assignments.some(
      (a) => a.member === "notifier_call" && names(a.value, name) && handsOn(facts, a.target),
    ) ||
    facts.calls.some((c) => c.arguments.some((a) => names(a, name)))
  );
}

function names({ root, path }: Expression, name: string): boolean {
  return root.kind === "global" && root.name === name && path.length === 0;
}

/** Whether a call of the file is handed a block by the name that it has here: one that nobody registers is on no chain. */
function handsOn(facts: FileFacts, block: Expression): boolean {
  const last = lastOf(block);
  return facts.calls.some((call) => call.arguments.some((argument) => lastOf(argument) === last));
}

const lastOf = ({ root, path }: Expression): string | undefined =>
  path.at(-1) ?? ("name" in root ? root.name : undefined);
