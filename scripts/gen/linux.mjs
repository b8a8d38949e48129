/**
 * README's section on Linux 6.1 in figures: what the kernel suite has counted last (bench/baseline.json). Must not
 * measure anything.
 */

const percent = (part, whole) => (whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`);

/** What the model says, held against labels that were read from the source by hand; `fresh…` are those nobody tuned to. */
const DIMENSIONS = [
  ["return sets", "return_sets"],
  ["values of an event", "values_of_an_event"],
  ["chain of a callback", "chain_of_a_callback"],
  ["chain of a call site", "chain_of_a_call_site"],
  ["priority", "priority"],
  ["use by the direct caller", "direct_use"],
  ["all places where a result ends", "consumers"],
  ["protocol", "protocol"],
];

/**
 * @param {object[]} rules the registry
 * @param {Record<string, number> | undefined} counts of the baseline
 * @param {string} pages the folder of the rules' pages
 */
export function linuxSection(rules, counts, pages) {
  if (!counts) return "No figures yet: `npm run test:kernel -- --write-baseline` writes them.";
  return [modelText(counts), labelTable(counts), "", findingTable(rules, counts, pages)].join("\n");
}

function modelText(counts) {
  const { assignments_in_text: all, callbacks_found: found, callbacks_resolved: placed } = counts;
  return (
    `${counts.chains} chains, ${counts.callbacks_on_chains} callbacks on them, ${counts.call_sites} places that call one. ` +
    `Of ${all} callbacks that a plain scan of the text finds, ${percent(found, all)} are found and ` +
    `${percent(placed, all)} are on a chain; the rest is listed with its reason.\n`
  );
}

function labelTable(counts) {
  const cell = (prefix, key) => {
    const [right, all] = [counts[`${prefix}_${key}_right`], counts[`${prefix}_${key}_all`]];
    return right === undefined ? "-" : `${right} of ${all}`;
  };
  const rows = DIMENSIONS.map(
    ([name, key]) =>
      `| ${name} | ${cell("score", key)} | ${cell("fresh", key)} | ${cell("fresh_sites", key)} |`,
  );
  return [
    "| as read from the source by hand | built against | fresh sample | a second one, of call sites |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** How many findings a rule has there, and how many of those that were read are true. */
function findingTable(rules, counts, pages) {
  const known = rules.filter(({ id }) => counts[`findings_${id}`] !== undefined);
  const rows = known.map(({ id, severity, off }) => {
    const [all, read, right] = ["findings", "verdicts_read", "verdicts_true"].map(
      (name) => counts[`${name}_${id}`] ?? 0,
    );
    const told = read === 0 ? "-" : `${right} of ${read}`;
    return {
      off,
      all,
      read,
      right,
      text: `| [\`${id}\`](${pages}/${id}.md) | ${off === undefined ? severity : "off"} | ${all} | ${told} |`,
    };
  });
  const on = rows.filter(({ off }) => off === undefined);
  const sum = (field) => on.reduce((total, row) => total + row[field], 0);
  return [
    "| rule | severity | findings | true, of those read |",
    "| --- | --- | --- | --- |",
    ...rows.map(({ text }) => text),
    `| all that are on | | ${sum("all")} | ${sum("right")} of ${sum("read")} |`,
  ].join("\n");
}
