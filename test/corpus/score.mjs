/**
 * Scores the model of a tree (`chains --format json`) against labels read from the source by hand. It judges nothing:
 * a difference is settled by reading the source again. Must not read the tree, nor anything of the analyser but its
 * JSON. What the model does not have at all is wrong in every dimension, so that silence never raises a share.
 *
 * node test/corpus/score.mjs LABELS.json [LABELS.json…] MODEL.json
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const OPEN = "notifier_from_errno(...)";

/**
 * @param {object[]} labelSets documents of labels, scored together
 * @param {object} model the document of `chains --format json`
 * @returns {{ scores: Record<string, { right: number, all: number }>, differences: object[] }} one score per dimension,
 *   and every comparison that failed: `dimension`, `place`, what the `label` says and what the `model` does
 */
export function scoreModel(labelSets, model) {
  const scores = {};
  const differences = [];
  const note = (dimension, place, right, label, answer) => {
    const score = scores[dimension] ?? { right: 0, all: 0 };
    scores[dimension] = score;
    score.all += 1;
    if (right) score.right += 1;
    else differences.push({ dimension, place, label, model: answer });
  };
  const index = indexOf(model);
  for (const labels of labelSets) {
    for (const label of labels.callbacks) scoreCallback(note, index, label);
    for (const label of labels.callSites) scoreCallSite(note, index, label);
    for (const { id, protocol } of labels.chains) {
      const answer = index.protocols.get(id) ?? null;
      note("protocol", id, answer === protocol, protocol, answer);
    }
  }
  return { scores, differences };
}

function indexOf({ chains, unresolved }) {
  const withChain = (list) =>
    chains.flatMap((chain) => chain[list].map((each) => ({ ...each, chain: chain.id })));
  const lost = unresolved.filter((each) => each.kind === "callback");
  return {
    callbacks: [
      ...withChain("callbacks"),
      ...lost.map((each) => ({ ...each, function: each.name, chain: null })),
    ],
    callSites: withChain("callSites"),
    protocols: new Map(chains.map((chain) => [chain.id, chain.protocol])),
  };
}

/** One place is one unit of each dimension, also where several definitions of an extern name must all be right. */
function scoreCallback(note, { callbacks }, label) {
  const definitions = label.definitions ?? [label];
  const named = callbacks.filter((each) => each.function === label.function);
  const found = named.filter((each) => definitions.some((one) => one.file === each.file));
  const onChain = found.filter((each) => each.chain === label.chain);
  const files = named.map((each) => each.file);
  note("callbacks found", label.at, found.length > 0, label.function, files);
  note(
    "chain of a callback",
    label.at,
    onChain.length > 0,
    label.chain,
    unique(found.map((each) => each.chain)),
  );
  const pool = onChain.length > 0 ? onChain : found;
  const priorities = unique(pool.map((each) => each.priority));
  note("priority", label.at, priorities.includes(label.priority), label.priority, priorities);
  const pairs = definitions.map((one) => [one, pool.find((each) => each.file === one.file)]);
  const lines = pairs.map(([, answer]) => answer?.line ?? null);
  const everyLine = pairs.every(([one, answer]) => answer?.line === one.line);
  note(
    "line of a definition",
    label.at,
    everyLine,
    definitions.map((one) => one.line),
    lines,
  );
  scoreValues(note, label, pairs);
}

function scoreValues(note, label, pairs) {
  const wanted = pairs.map(([one]) => one.returnsByEvent);
  const given = pairs.map(
    ([, answer]) => answer && (answer.returnsByEvent ?? { default: answer.returns ?? [] }),
  );
  const events = unique(wanted.flatMap((sets, i) => eventsOf(sets, given[i])));
  const missesAt = (event) =>
    wanted.map((sets, i) => missOf(at(sets, event), given[i] && at(given[i], event)));
  const misses = events.flatMap(missesAt);
  const exact = misses.every((miss) => miss === "");
  const sound = !misses.some((miss) => miss.includes("missing"));
  note("return sets", label.at, exact, wanted, { misses: unique(misses.filter(Boolean)), byEvent: given });
  note("return sets without a value missing", label.at, sound, wanted, given);
  for (const event of events) {
    const right = missesAt(event).every((miss) => miss === "");
    const answers = given.map((sets) => (sets ? at(sets, event) : null));
    note(
      "values of an event",
      `${label.at} ${event}`,
      right,
      wanted.map((sets) => at(sets, event)),
      answers,
    );
  }
  const all = Object.values(wanted[0]).flat();
  const takes = label.handoff.takes.filter((value) => all.includes(value));
  const taken = pairs[0][1]?.handoff?.takes ?? [];
  note("what is taken", label.at, pairs[0][1] !== undefined && key(takes) === key(taken), takes, taken);
}

/** The events that either side tells apart; one named with the values of every other event adds nothing. */
function eventsOf(label, answer = {}) {
  const distinct = Object.keys(answer).filter(
    (event) => missOf(at(answer, event), answer.default ?? []) !== "",
  );
  return unique([...Object.keys(label), ...distinct, "default"]);
}

/** Values of an event: its own, or those of every event that is not named. */
const at = (byEvent, event) => byEvent[event] ?? byEvent.default ?? [];

/** How an answer misses a label: values too many, values missing, or both; empty where it does not. */
function missOf(label, answer) {
  if (!answer) return "missing";
  const wanted = collapse(label);
  const given = collapse(answer);
  const covers = (value) => given.includes(value) || (given.includes(OPEN) && isErrno(value));
  const over = given.some((value) => !wanted.includes(value));
  const under = wanted.some((value) => !covers(value));
  return [over ? "too many" : "", under ? "missing" : ""].filter(Boolean).join(", ");
}

const isErrno = (value) => value.startsWith("notifier_from_errno(");

/** An errno that is not known stands for every errno: beside it, named ones add nothing. */
function collapse(values) {
  return values.includes(OPEN) ? values.filter((value) => value === OPEN || !isErrno(value)) : values;
}

function scoreCallSite(note, { callSites }, label) {
  const here = callSites.filter((each) => each.file === label.file && each.line === label.line);
  const answer = here.find((each) => each.chain === label.chain) ?? here[0];
  note("call sites found", label.at, answer !== undefined, label.function, null);
  for (const [dimension, field] of SITE_FIELDS)
    note(
      dimension,
      label.at,
      answer !== undefined && answer[field] === label[field],
      label[field],
      answer?.[field],
    );
  const inFiles = differenceOf(label, answer, ({ use, file }) => `${use} ${file}`);
  const right = answer !== undefined && inFiles.missing.length + inFiles.added.length === 0;
  note("consumers", label.at, right, { missing: inFiles.missing }, { added: inFiles.added });
  const { both, missing, added } = differenceOf(
    label,
    answer,
    (each) => `${each.use} ${each.file} ${each.function}`,
  );
  for (const each of both) note("consumers one by one", `${label.at} ${each}`, true);
  for (const each of missing) note("consumers one by one", `${label.at} ${each}`, false, each, null);
  for (const each of added) note("consumers one by one", `${label.at} ${each}`, false, null, each);
}

/**
 * Where the result of a walk ends, in the label and in the answer. Which function that is can be a matter of taste (a
 * macro that defines a handler, a helper that returns the test): so a site's consumers are held to use and file, and
 * to the function one by one.
 */
function differenceOf(label, answer, spell) {
  const wanted = unique(label.effectiveUse.map(spell));
  const given = unique((answer?.effectiveUse ?? []).map(spell));
  return {
    both: wanted.filter((each) => given.includes(each)),
    missing: wanted.filter((each) => !given.includes(each)),
    added: given.filter((each) => !wanted.includes(each)),
  };
}

const SITE_FIELDS = [
  ["chain of a call site", "chain"],
  ["function of a call site", "function"],
  ["event of a call site", "event"],
  ["robust", "robust"],
  ["direct use", "use"],
];

const unique = (values) => [...new Set(values)];
const key = (values) => unique(values).sort().join(" ");

function main(files) {
  if (files.length < 2) {
    console.error("usage: score.mjs LABELS.json [LABELS.json...] MODEL.json");
    process.exitCode = 2;
    return;
  }
  const documents = files.map((file) => JSON.parse(readFileSync(file, "utf8")));
  const { scores, differences } = scoreModel(documents.slice(0, -1), documents.at(-1));
  for (const [dimension, { right, all }] of Object.entries(scores))
    console.log(`${dimension.padEnd(36)} ${`${right}`.padStart(4)} / ${all}`);
  const told = (side) => JSON.stringify(side) ?? "nothing";
  for (const { dimension, place, label, model } of differences.filter((each) => !isDetail(each)))
    console.log(`\n${dimension}: ${place}\n  label ${told(label)}\n  model ${told(model)}`);
}

/** Said by "return sets" and "consumers" already. */
const isDetail = ({ dimension }) =>
  dimension === "return sets without a value missing" || dimension === "consumers one by one";

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
