/**
 * Precision: findings on Linux 6.1 that somebody has read against the source, with a verdict and its reason each, in
 * test/corpus/verdicts/RULE.json. `node scripts/kernel/verdicts.mjs RULE` prints the findings of a rule that are to be
 * read: all of them, or 20 drawn with a fixed seed where there are more. What was drawn stays drawn when other findings
 * come and go, because each finding's place in the draw depends on itself alone.
 *
 * Half of what was found true, drawn with a fixed seed, somebody else has read again, before the recorded reason: `second`
 * is that verdict, with `secondReason` where it differs. `verdict` is what they settled on from the source, and `first`
 * what it was before, where it has changed.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { REPOSITORY, runCli } from "./cli.mjs";
import { findKernelTree } from "./tree.mjs";

const FOLDER = path.join(REPOSITORY, "test/corpus/verdicts");
/** More findings than this are not all read. */
const MOST_READ = 20;
const SEED = "notifier-lens 6.1";
const VERDICTS = ["true", "harmless", "false"];
/** The least share of true findings in per cent: of each rule that is on, and of all that were read. */
const RULE_BAR = 70;
const TOTAL_BAR = 85;

/** The findings of a rule that are to be read. */
function drawn(findings) {
  if (findings.length <= MOST_READ) return findings;
  const rank = ({ rule, file, message }) =>
    createHash("sha256").update(`${SEED} ${rule} ${file} ${message}`).digest("hex");
  const ranked = findings.map((finding) => ({ finding, rank: rank(finding) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
  return ranked.slice(0, MOST_READ).map(({ finding }) => finding);
}

const keyOf = ({ file, line }) => `${file}:${line}`;

function recordOf(rule) {
  const file = path.join(FOLDER, `${rule}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { rule, verdicts: [] };
}

const isReason = (text) => typeof text === "string" && text.length > 20;

/** The first reader's verdict. */
const firstOf = ({ first, verdict }) => first ?? verdict;

/** Whether the second reader, if there was one, has a verdict, and a reason where it is another. */
function isSecondReading(each) {
  const { second, secondReason } = each;
  if (second === undefined) return secondReason === undefined && each.first === undefined;
  return (
    VERDICTS.includes(second) &&
    VERDICTS.includes(firstOf(each)) &&
    (second === firstOf(each) || isReason(secondReason))
  );
}

/** How often two readers agreed. */
function agreement(records) {
  const twice = records.flatMap(({ verdicts }) => verdicts.filter(({ second }) => second !== undefined));
  return { twice: twice.length, agreed: twice.filter((each) => each.second === firstOf(each)).length };
}

/** What is wrong with a record, for whoever wrote it. */
function faultsIn({ rule, kernel, verdicts }, file) {
  const seen = new Set();
  return [
    ...(file === `${rule}.json` && typeof kernel === "string"
      ? []
      : [`${file}: wants its rule and a kernel`]),
    ...verdicts.flatMap((each) => {
      const again = seen.has(keyOf(each));
      seen.add(keyOf(each));
      const good = VERDICTS.includes(each.verdict) && isReason(each.reason);
      return good && !again && isSecondReading(each)
        ? []
        : [`${file}: ${keyOf(each)}: wants one verdict of ${VERDICTS} with its reason`];
    }),
  ];
}

/** The findings to be read, with what was said of them. */
function judged(rule, findings) {
  const verdicts = new Map(recordOf(rule).verdicts.map((each) => [keyOf(each), each]));
  return drawn(findings).map((finding) => ({
    finding,
    verdict: verdicts.get(keyOf(finding))?.verdict ?? null,
  }));
}

const share = (part, whole) => (whole === 0 ? "-" : `${((100 * part) / whole).toFixed(0)} %`);

/**
 * @param {object[]} findings of all rules, those that are off included
 * @param {{id: string, off?: string}[]} rules
 */
export function checkVerdicts(suite, findings, rules) {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
  const records = files.map((file) => JSON.parse(readFileSync(path.join(FOLDER, file), "utf8")));
  const faults = records.flatMap((record, i) => faultsIn(record, files[i]));
  const { twice, agreed } = agreement(records);
  console.log(`SECOND READER ${twice} findings read twice: the same verdict for ${agreed}`);
  suite.check("every verdict has a word and a reason", faults.length === 0, faults);
  const sum = { read: 0, true: 0, estimated: 0, all: 0 };
  const poor = [];
  const unread = [];
  for (const { id, off } of rules) {
    const own = findings.filter((finding) => finding.rule === id);
    const read = judged(id, own);
    const count = (verdict) => read.filter((each) => each.verdict === verdict).length;
    const right = count("true");
    console.log(
      `PRECISION ${id}${off === undefined ? "" : " (off)"}: ${own.length} findings, ${read.length} to read: ` +
        `${right} true, ${count("harmless")} harmless, ${count("false")} false, ${count(null)} unread`,
    );
    suite.count(`verdicts_read_${id}`, read.length - count(null));
    suite.count(`verdicts_true_${id}`, right);
    if (off !== undefined) continue;
    unread.push(
      ...read.filter(({ verdict }) => verdict === null).map(({ finding }) => `${keyOf(finding)} ${id}`),
    );
    if (100 * right < RULE_BAR * read.length) poor.push(`${id}: ${right} of ${read.length}`);
    sum.read += read.length;
    sum.true += right;
    sum.all += own.length;
    sum.estimated += read.length === 0 ? 0 : (own.length * right) / read.length;
  }
  suite.share("precision_of_what_was_read", sum.true, sum.read);
  suite.share("precision_weighted_by_findings", sum.estimated, sum.all);
  suite.check("every finding that was drawn has a verdict", unread.length === 0, unread);
  suite.check(`every rule that is on: at least ${RULE_BAR} % true`, poor.length === 0, poor);
  suite.check(`all rules that are on: at least ${TOTAL_BAR} % true`, 100 * sum.true >= TOTAL_BAR * sum.read, [
    share(sum.true, sum.read),
  ]);
}

/** Prints what is to be read of one rule. */
async function main([rule]) {
  if (rule === undefined) throw new Error("name a rule");
  const run = await runCli(["check", "--rule", rule, "--format", "json", findKernelTree()]);
  if (run.status === 2) throw new Error(run.stderr);
  const { findings } = JSON.parse(run.stdout);
  const read = judged(rule, findings);
  console.log(`${rule}: ${findings.length} findings, ${read.length} to read`);
  for (const { finding, verdict } of read)
    console.log(`\n${keyOf(finding)} (${finding.severity}) ${verdict ?? "UNREAD"}\n  ${finding.message}`);
  const counted = VERDICTS.map((word) => `${read.filter(({ verdict }) => verdict === word).length} ${word}`);
  console.log(
    `\n${counted.join(", ")}; ${share(read.filter((r) => r.verdict === "true").length, read.length)} true`,
  );
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  main(process.argv.slice(2)).catch((error) => {
    console.error(`verdicts: ${error.message}`);
    process.exitCode = 1;
  });
