/**
 * Scores the model of a tree (`chains --format json`) against labels read from the source by hand.
 * It prints one line per dimension and every difference; it judges nothing: a difference is settled by
 * reading the source again. Must not read the tree, nor anything of the analyser but its JSON.
 *
 * node test/corpus/score.mjs LABELS.json MODEL.json
 */
import { readFileSync } from "node:fs";

const OPEN = "notifier_from_errno(...)";
const [labelsFile, modelFile] = process.argv.slice(2);
if (labelsFile === undefined || modelFile === undefined) {
  console.error("usage: score.mjs LABELS.json MODEL.json");
  process.exit(2);
}
const labels = JSON.parse(readFileSync(labelsFile, "utf8"));
const model = JSON.parse(readFileSync(modelFile, "utf8"));

const scores = new Map();
const differences = [];

/** Counts one comparison under `dimension`; a difference is kept with its place and both answers. */
function note(dimension, place, right, label, answer) {
  const score = scores.get(dimension) ?? { right: 0, all: 0 };
  score.all += 1;
  if (right) score.right += 1;
  else differences.push({ dimension, place, label, answer });
  scores.set(dimension, score);
}

const key = (values) => [...new Set(values)].sort().join(" ");

/** An errno that is not known stands for every errno: beside it, named ones add nothing. */
function collapse(values) {
  if (!values.includes(OPEN)) return values;
  return values.filter((value) => value === OPEN || !value.startsWith("notifier_from_errno("));
}
const same = (a, b) => key(collapse(a)) === key(collapse(b));

/** Values of an event: its own, or those of every event that is not named. */
const at = (byEvent, event) => byEvent[event] ?? byEvent.default ?? [];

function differingEvents(label, answer) {
  const events = new Set([...Object.keys(label), ...Object.keys(answer), "default"]);
  return [...events].map((event) => ({ event, right: same(at(label, event), at(answer, event)) }));
}

const candidates = [
  ...model.chains.flatMap((chain) => chain.callbacks.map((callback) => ({ ...callback, chain: chain.id }))),
  ...model.unresolved.filter((each) => each.kind === "callback").map((each) => ({ ...each, chain: null })),
];
const nameOf = (callback) => callback.function ?? callback.name;

/** `exact`, or how the answer misses: values too many, values missing, or both. */
function classOf(label, answer) {
  const events = new Set([...Object.keys(label), ...Object.keys(answer), "default"]);
  let over = false;
  let under = false;
  for (const event of events) {
    const wanted = collapse(at(label, event));
    const given = collapse(at(answer, event));
    const covers = (value) =>
      given.includes(value) || (given.includes(OPEN) && value.startsWith("notifier_from_errno("));
    if (given.some((value) => !wanted.includes(value))) over = true;
    if (wanted.some((value) => !covers(value))) under = true;
  }
  return over && under ? "wrong" : over ? "too many" : under ? "missing" : "exact";
}

function scoreCallback(label) {
  const definitions = label.definitions ?? [label];
  const named = candidates.filter((each) => nameOf(each) === label.function);
  const found = named.filter((each) => definitions.some((one) => one.file === each.file));
  note(
    "callback found",
    label.at,
    found.length > 0,
    label.function,
    named.map((each) => each.file),
  );
  const onChain = found.filter((each) => each.chain === label.chain);
  note("chain", label.at, onChain.length > 0, label.chain, [...new Set(found.map((each) => each.chain))]);
  for (const definition of definitions) {
    const answer = (onChain.length > 0 ? onChain : found).find((each) => each.file === definition.file);
    const place = definitions.length > 1 ? `${label.at} ${definition.file}` : label.at;
    if (answer === undefined) {
      note("return sets exact", place, false, definition.returnsByEvent, null);
      continue;
    }
    const byEvent = answer.returnsByEvent ?? { default: answer.returns ?? [] };
    note("line of the definition", place, answer.line === definition.line, definition.line, answer.line);
    note("priority", place, answer.priority === label.priority, label.priority, answer.priority);
    const kind = classOf(definition.returnsByEvent, byEvent);
    note("return sets exact", place, kind === "exact", definition.returnsByEvent, { kind, byEvent });
    note(
      "return sets sound",
      place,
      kind === "exact" || kind === "too many",
      definition.returnsByEvent,
      byEvent,
    );
    for (const { event, right } of differingEvents(definition.returnsByEvent, byEvent)) {
      note(
        "values of an event",
        `${place} ${event}`,
        right,
        at(definition.returnsByEvent, event),
        at(byEvent, event),
      );
    }
    if (label.handoff !== undefined) {
      const sets = Object.values(definition.returnsByEvent).flat();
      const wanted = label.handoff.takes.filter((value) => sets.includes(value));
      const takes = answer.handoff?.takes ?? [];
      note("handoff takes", place, key(wanted) === key(takes), wanted, takes);
    }
  }
}

const sites = model.chains.flatMap((chain) => chain.callSites.map((site) => ({ ...site, chain: chain.id })));
const uses = (list) => key(list.map((each) => `${each.use}@${each.file}`)).split(" ");

function scoreCallSite(label) {
  const here = sites.filter((each) => each.file === label.file && each.line === label.line);
  note("call site found", label.at, here.length > 0, label.function, null);
  const answer = here.find((each) => each.chain === label.chain) ?? here[0];
  if (answer === undefined) return;
  for (const field of ["chain", "function", "event", "robust", "use"]) {
    note(`call site: ${field}`, label.at, answer[field] === label[field], label[field], answer[field]);
  }
  const wanted = uses(label.effectiveUse);
  const given = uses(answer.effectiveUse);
  const missing = wanted.filter((each) => !given.includes(each));
  const added = given.filter((each) => !wanted.includes(each));
  note("call site: consumers", label.at, missing.length + added.length === 0, { missing }, { added });
}

labels.callbacks.forEach(scoreCallback);
labels.callSites.forEach(scoreCallSite);
for (const label of labels.chains) {
  const answer = model.chains.find((chain) => chain.id === label.id);
  note("chain found", label.id, answer !== undefined, label.id, null);
  if (answer !== undefined) {
    note("protocol", label.id, answer.protocol === label.protocol, label.protocol, answer.protocol);
  }
}

for (const [dimension, { right, all }] of scores) {
  console.log(`${dimension.padEnd(24)} ${String(right).padStart(4)} / ${all}`);
}
for (const { dimension, place, label, answer } of differences) {
  console.log(
    `\n${dimension}: ${place}\n  label ${JSON.stringify(label)}\n  model ${JSON.stringify(answer)}`,
  );
}
