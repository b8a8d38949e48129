/** Holds the chain model against the independent text scan: which callbacks of the tree it has found and linked. */
import { reaches } from "./scores.mjs";
import { scanAssignments } from "./textScan.mjs";

/**
 * @param {string} root
 * @param {object} chains the document of `chains --format json`
 */
export function checkCoverage(suite, root, chains) {
  const onChains = chains.chains.flatMap((c) => c.callbacks.map((f) => ({ name: f.function, file: f.file })));
  const unresolved = chains.unresolved.filter((u) => u.kind === "callback");
  const assignments = scanAssignments(root);
  const isIn = index(onChains);
  const isUnresolved = index(unresolved);
  const resolved = assignments.filter(isIn);
  const missed = assignments.filter((a) => !isIn(a) && !isUnresolved(a));
  const found = assignments.length - missed.length;
  suite.count("assignments_in_text", assignments.length);
  suite.count("callbacks_found", found);
  suite.count("callbacks_resolved", resolved.length);
  suite.share("callbacks_found_share", found, assignments.length);
  suite.share("callbacks_resolved_share", resolved.length, assignments.length);
  for (const { file, line, written } of missed) console.log(`MISSED ${file}:${line} ${written}`);
  const named = missed.map(({ file, line, written }) => `${file}:${line}: ${written}`);
  suite.check("at least 99.5 % of all callbacks are found", reaches(found, assignments.length, 99.5), named);
  const unlinked = assignments
    .filter((a) => !isIn(a))
    .map(({ file, line, written }) => `${file}:${line}: ${written}`);
  suite.check(
    "at least 97 % of all callbacks are on a chain",
    reaches(resolved.length, assignments.length, 97),
    unlinked,
  );
  for (const { kind, name, file, line, why } of chains.unresolved)
    console.log(`UNRESOLVED ${kind} ${name} ${file}:${line}: ${why}`);
  const silent = chains.unresolved.filter(({ why }) => typeof why !== "string" || why === "");
  suite.check(
    "whatever is unresolved has a reason",
    silent.length === 0,
    silent.map(({ name }) => name),
  );
  suite.check("the text scan itself found something to compare with", assignments.length > 0);
}

/** Whether an assignment's function is among some callbacks: of the same file, or of another that may define it. */
function index(callbacks) {
  const files = new Map();
  for (const { name, file } of callbacks) files.set(name, (files.get(name) ?? new Set()).add(file));
  return ({ name, file, definedHere }) => {
    const known = files.get(name);
    return known !== undefined && (known.has(file) || !definedHere);
  };
}
