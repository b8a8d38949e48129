/** Holds the chain model against the independent text scan: which callbacks of the tree it has found and linked. */
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
  suite.check("at least 95 % of all callbacks are found", found >= 0.95 * assignments.length, named);
  suite.check("at least 80 % of all callbacks are on a chain", resolved.length >= 0.8 * assignments.length);
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
