/**
 * The figures of a run: each with its spread, what it is held against, and the bar it must reach. A figure that could
 * not be taken is in the table too, with the reason.
 */
import { figureText, ratioText, rounded, spread } from "./stats.mjs";
import { tableText } from "./table.mjs";

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} name
 * @property {string} [short] what other rows call it
 * @property {string} unit
 * @property {{ median: number, min: number, max: number }} [value] absent where it is `missing`
 * @property {number} [cpu] user and system time in seconds, all processes
 * @property {readonly { id: string, inverse?: boolean, atMost?: number, atLeast?: number }[]} [against] other rows:
 *   this one's median over theirs, or theirs over this one's where it is `inverse`
 * @property {number} [atMost] the bar, in the row's unit
 * @property {string} [missing] why there is no value
 */

/** @returns what rows are put into; `put` prints one line at once, because a run takes minutes */
export function createRows(say = console.log) {
  const rows = new Map();
  const put = (row) => {
    rows.set(row.id, row);
    say(`  ${row.name}: ${row.value ? figureText(row.value.median, row.unit) : row.missing}`);
  };
  return {
    all: () => [...rows.values()],
    get: (id) => rows.get(id),
    /** @param {readonly number[]} samples */
    put: ({ samples, ...row }) => put({ ...row, value: spread(samples) }),
    /** A row that cannot be measured here. */
    miss: (id, name, why) => put({ id, name, unit: "", missing: why }),
  };
}

const HEADS = ["", "median", "least … greatest", "user+sys", "against", "bar", ""];

/** @param {readonly Row[]} rows the table, and below it why something is missing */
export function rowsText(rows) {
  const known = new Map(rows.map((row) => [row.id, row]));
  const table = tableText(
    HEADS,
    rows.flatMap((row) => linesOf(row, known)),
  );
  const missing = rows.filter((row) => !row.value).map((row) => `${row.name}: ${row.missing}`);
  return [table, ...missing].join("\n");
}

function linesOf(row, known) {
  const { name, unit, value, cpu, atMost, missing } = row;
  if (!value) return [[name, missing.split(":", 1)[0]]];
  const own = [
    ...[name, figureText(value.median, unit)],
    value.min === value.max ? "" : `${figureText(value.min, unit)} … ${figureText(value.max, unit)}`,
    cpu === undefined ? "" : figureText(cpu, "s"),
  ];
  const judged = ratiosOf(row, known).map(ratioCells);
  if (atMost !== undefined || judged.length === 0)
    judged.unshift(["", ...barOf(value.median, { atMost }, (bar) => figureText(bar, unit))]);
  return judged.map((cells, i) => [...(i === 0 ? own : ["", "", "", ""]), ...cells]);
}

function ratioCells({ text, value, bars }) {
  return [text, ...barOf(value, bars, (bar) => `${bar}×`)];
}

/** What a row is held against, where both were measured. */
function ratiosOf(row, known) {
  return (row.against ?? []).flatMap(({ id, inverse = false, ...bars }) => {
    const other = known.get(id);
    if (!other) return [];
    const called = other.short ?? other.name;
    if (!other.value) return [{ id, text: `${called}: none`, value: Number.NaN, bars: {} }];
    const [over, under] = inverse ? [other, row] : [row, other];
    const [a, b] = [over.value.median, under.value.median];
    const told = `${inverse ? `${called} takes ` : ""}${ratioText(a, b)}${inverse ? "" : ` ${called}`}`;
    return [{ id, text: told, value: a / b, bars }];
  });
}

function barOf(value, { atMost, atLeast }, told) {
  if (atMost !== undefined) return [`≤ ${told(atMost)}`, value <= atMost ? "met" : "MISSED"];
  if (atLeast !== undefined) return [`≥ ${told(atLeast)}`, value >= atLeast ? "met" : "MISSED"];
  return ["", ""];
}

/** The rows as they are committed. */
export function rowsData(rows) {
  const known = new Map(rows.map((row) => [row.id, row]));
  return Object.fromEntries(rows.map((row) => [row.id, dataOf(row, known)]));
}

function dataOf(row, known) {
  if (!row.value) return { missing: row.missing };
  const { median, min, max } = row.value;
  const ratios = ratiosOf(row, known)
    .filter(({ value }) => Number.isFinite(value))
    .map(({ id, value }) => [id, rounded(value)]);
  const inverse = new Set((row.against ?? []).filter((a) => a.inverse).map(({ id }) => id));
  return {
    ...{ unit: row.unit, median: rounded(median), min: rounded(min), max: rounded(max) },
    ...(row.cpu === undefined ? {} : { cpu_seconds: rounded(row.cpu) }),
    ...Object.fromEntries(
      ratios.map(([id, v]) => [inverse.has(id) ? `${id}_takes_times` : `times_${id}`, v]),
    ),
  };
}
