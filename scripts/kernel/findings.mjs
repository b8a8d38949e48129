/** Checks each finding in the kernel: the fields of contract.md, the place it names, and what its witness shows. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { REPOSITORY, runCli } from "./cli.mjs";

const isString = (value) => typeof value === "string" && value !== "";
const isPosition = (value) => Number.isInteger(value) && value >= 1;
const isOneOf = (values) => (value) => values.includes(value);
const isNull = (value) => value === null;
const isList = (shape) => (value) =>
  Array.isArray(value) && value.every((v) => faults(v, shape).length === 0);

const RELATED = { file: isString, line: isPosition, message: isString };
const EDIT = {
  ...{
    file: isString,
    startLine: isPosition,
    startColumn: isPosition,
    endLine: isPosition,
    endColumn: isPosition,
  },
  newText: (value) => typeof value === "string",
};
const FIX = { title: isString, safety: isOneOf(["safe", "suggestion"]), edits: isList(EDIT) };
const FINDING = {
  ...{ rule: isString, severity: isOneOf(["error", "warning", "info"]), file: isString },
  ...{ line: isPosition, column: isPosition, endLine: isPosition, endColumn: isPosition },
  ...{ message: isString, chain: (value) => isNull(value) || isString(value), related: isList(RELATED) },
  witness: (value) => isNull(value) || value?.schema === 1,
  fix: (value) => isNull(value) || faults(value, FIX).length === 0,
};

/** The fields of an object that are missing or of the wrong kind. */
function faults(object, shape) {
  if (typeof object !== "object" || object === null) return ["not an object"];
  return Object.keys(shape).filter((name) => !shape[name](object[name]));
}

const placeOf = ({ file, line, rule }) => `${file}:${line} [${rule}]`;

/**
 * @param {object} document of `check --format json`
 * @param {object} chains the document of `chains --format json`
 * @param {string[]} rules the ids of all rules
 */
export async function checkFindings(suite, root, document, chains, rules) {
  const { findings } = document;
  for (const id of rules) suite.count(`findings_${id}`, findings.filter((f) => f.rule === id).length);
  suite.count("findings_with_witness", findings.filter((f) => f.witness !== null).length);
  suite.count("findings_with_fix", findings.filter((f) => f.fix !== null).length);
  const misshapen = findings.map((f) => [f, faults(f, FINDING)]).filter(([, wrong]) => wrong.length > 0);
  suite.check(
    "every finding has the fields of contract.md",
    misshapen.length === 0,
    misshapen.map(([f, wrong]) => `${placeOf(f)}: ${wrong.join(", ")}`),
  );
  const ids = new Set(chains.chains.map((chain) => chain.id));
  const lost = findings.filter(
    (f) => !rules.includes(f.rule) || (f.chain !== null && !ids.has(f.chain)) || !existsIn(root, f),
  );
  suite.check(
    "every finding names a rule, a chain and a place that exist",
    lost.length === 0,
    lost.map(placeOf),
  );
  await checkWitnesses(suite, findings);
  checkKnownInstances(suite, findings);
}

function existsIn(root, { file, line, endLine, column, endColumn }) {
  const full = path.join(root, file);
  if (!existsSync(full)) return false;
  const lines = readFileSync(full, "utf8").split("\n");
  const forward = endLine > line || (endLine === line && endColumn > column);
  return forward && endLine <= lines.length && column <= (lines[line - 1]?.length ?? 0);
}

/** Replays every witness with the command line, as a reader of the finding would. */
async function checkWitnesses(suite, findings) {
  const shown = findings.filter((f) => f.witness !== null);
  const input = shown.map((f) => `${JSON.stringify(f.witness)}\n`).join("");
  const run = await runCli(["simulate", "-", "--format", "json"], input);
  const answers = run.stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  const unheard = shown.filter((_finding, index) => !answers[index]?.steps);
  suite.check(
    "every witness replays",
    run.status === 0 && answers.length === shown.length && unheard.length === 0,
    [...unheard.map(placeOf), ...run.stderr.split("\n").filter((line) => line !== "")],
  );
  const harmless = shown.filter((finding, index) => !showsHarm(finding, answers[index]));
  suite.check(
    "every witness shows the harm that its finding claims",
    harmless.length === 0,
    harmless.map(placeOf),
  );
}

/** Rules whose witness is a walk that ends early; of some with a result that is decoded as success. */
const UNNOTICED = new Set(["raw-errno", "bare-stop-mask", "double-wrap", "stop-on-robust-chain"]);
const CUT_SHORT = new Set([
  ...UNNOTICED,
  "stop-on-ignored-event",
  "error-on-undo-event",
  "stop-in-fallback-chain",
  "default-veto",
  "pre-veto-without-abort",
  "caller-equality-test",
]);

/** Rules whose witness ends with a result that is an errno, which the caller takes for something else. */
const MISREAD = new Set(["caller-contract-mismatch", "veto-ignored-by-caller"]);

/** Rules whose witness shows a list that is broken, or a registration that the kernel warns of. */
const DAMAGED = new Set(["double-registration", "shared-notifier-block"]);

/** A lost or doubly freed object, one that somebody keeps after it is freed, or a walk that ends early and unnoticed. */
function showsHarm({ rule }, answer) {
  if (CUT_SHORT.has(rule)) {
    const last = answer?.steps?.at(-1);
    return (
      last !== undefined && typeof last.stoppedBy === "string" && (last.errno === 0 || !UNNOTICED.has(rule))
    );
  }
  if (MISREAD.has(rule))
    return (answer?.steps?.at(-1)?.errno ?? 0) < 0 || (answer?.steps?.at(-1)?.result ?? 0) > 0;
  if (DAMAGED.has(rule)) return (answer?.steps ?? []).some((step) => step.damage || step.warning);
  if (!answer?.handoff) return false;
  return answer.handoff.outcome !== "ok" || (answer.handoff.dangling ?? []).length > 0;
}

/** The least number of known defects that the rule of their class reports. */
const KNOWN_BAR = 25;

/** The defects that reading the source by hand has shown, where the list lies beside the repository. */
function checkKnownInstances(suite, findings) {
  const list = path.resolve(REPOSITORY, "../shared/design/known-instances.json");
  if (!existsSync(list)) return;
  const known = JSON.parse(readFileSync(list, "utf8"));
  const missed = known.filter((instance) => !findings.some((finding) => isInstance(finding, instance)));
  for (const { file, line, class: rule, callback_or_function: name } of missed)
    console.log(`MISSED ${file}:${line} ${rule} in ${name}()`);
  suite.count("known_instances", known.length);
  suite.count("known_instances_reported", known.length - missed.length);
  suite.check(
    `at least ${KNOWN_BAR} of ${known.length} known defects are reported by the rule of their class`,
    known.length - missed.length >= KNOWN_BAR,
  );
}

/** Whether a finding tells of a known defect: its rule and file, and the function by name or the line. */
function isInstance(finding, { class: rule, file, line, callback_or_function: name }) {
  const told = [finding.message, ...finding.related.map(({ message }) => message)].join("\n");
  const near = Math.abs(finding.line - line) <= 3;
  return finding.rule === rule && finding.file === file && (near || told.includes(`${name}()`));
}
