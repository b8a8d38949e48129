/**
 * A comparison as a table for a mail: plain ASCII text in 80 columns, one table for each call. This file must not
 * compare.
 */
import { spellErrno } from "../notifier/errno";
import { hexValue, spellValue } from "../notifier/spelling";
import type { ComparedCall, ComparedRow, Comparison, OutcomeName, Scenario } from "../simulator";
import { roughly, share } from "./exploration";
import { count, enumerate, line } from "./traceText";

/** A column: its heading, its cell for a row's call, and how wide it gets at most. */
interface Column {
  readonly head: string;
  readonly widest: number;
  cell(row: ComparedRow, call: ComparedCall): string;
}

const COLUMNS = 80;

/** A value by name where it has a short one, else its bits. */
function shortValue(value: number): string {
  const name = spellValue(value);
  return name.length <= 16 && !/^\d/.test(name) ? name : hexValue(value);
}

function resultCell(_: ComparedRow, { result, endless }: ComparedCall): string {
  if (endless) return "endless";
  return result === null ? "-" : shortValue(result);
}

const OUTCOMES = { ok: "ok", leak: "LEAK", "double-free": "DOUBLE FREE" } as const;

function outcomeCell(_: ComparedRow, { handoff }: ComparedCall): string {
  if (handoff === undefined) return "-";
  return (handoff.dangling ?? []).length > 0 && handoff.outcome === "ok"
    ? "USE AFTER FREE"
    : OUTCOMES[handoff.outcome];
}

const toldCell = (_: ComparedRow, { told, untold }: ComparedCall): string =>
  `${told}/${told + untold.length}`;

const MARK: Column = { head: "", widest: 1, cell: ({ own }) => (own ? "*" : "") };
const POLICY: Column = {
  head: "policy",
  widest: 16,
  cell: ({ policies }) => (policies.length === 3 ? "any" : policies.join(", ")),
};
const RESULT: Column = { head: "result", widest: 16, cell: resultCell };
const TOLD: Column = { head: "told", widest: 9, cell: toldCell };

/** How bad it is that some run ends so, the worst first; each is a column where some row has it. */
const RUN_OUTCOMES: readonly OutcomeName[] = [
  ...(["double-free", "leak", "ok"] as const),
  ...(["endless", "failed", "stopped", "vetoed", "completed"] as const),
];

/** In which share of all runs a call ends so; `-` for none. */
function runsColumn(name: OutcomeName, place: number): Column {
  const cell = ({ runs }: ComparedRow): string => {
    const count = runs?.calls[place]?.outcomes[name];
    if (runs === undefined || count === undefined) return "-";
    return count === null ? "some" : share(count, runs.all).replace("all runs", "100 %");
  };
  return { head: name, widest: 12, cell };
}

/** The columns of a call over all runs: the combination, and the outcomes that some combination has. */
function runsColumns(rows: readonly ComparedRow[], place: number): Column[] {
  const has = (name: OutcomeName) =>
    rows.some(({ runs }) => runs?.calls[place]?.outcomes[name] !== undefined);
  const how = rows.some(({ protocol }) => protocol !== null) ? HANDOFF.slice(0, 4) : [MARK, POLICY];
  return [...how, ...RUN_OUTCOMES.filter(has).map((name) => runsColumn(name, place))];
}

const HANDOFF: readonly Column[] = [
  MARK,
  { head: "protocol", widest: 8, cell: ({ protocol }) => protocol ?? "-" },
  POLICY,
  {
    head: "taken if",
    widest: 16,
    cell: ({ claims: [first = "-", ...more] }) => (more.length === 0 ? first : "any"),
  },
  RESULT,
  TOLD,
  { head: "frees", widest: 5, cell: (_, { handoff }) => String(handoff?.frees ?? "-") },
  { head: "outcome", widest: 14, cell: outcomeCell },
];

const POLICIES_ONLY: readonly Column[] = [
  MARK,
  POLICY,
  RESULT,
  { head: "to_errno", widest: 16, cell: (_, { errno }) => (errno === null ? "-" : spellErrno(errno)) },
  TOLD,
  {
    head: "never told",
    widest: COLUMNS,
    cell: (_, { untold }) => (untold.length === 0 ? "-" : untold.join(", ")),
  },
];

function clipped(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 3))}...`.slice(0, width);
}

/** The cells as lines: columns as wide as their longest cell, the last one as wide as the line allows. */
function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns.map(({ head }) => head), ...rows];
  const widths = columns.map(({ widest }, place) =>
    Math.min(widest, Math.max(...all.map((cells) => (cells[place] ?? "").length))),
  );
  return all.map((cells) => {
    const fixed = cells.map((cell, place) => clipped(cell, widths[place] ?? 0).padEnd(widths[place] ?? 0));
    return clipped(fixed.join("  ").trimEnd(), COLUMNS);
  });
}

function headOf(scenario: Scenario): string[] {
  const chains = scenario.chains ?? (scenario.chain === undefined ? [] : [scenario.chain]);
  const what = scenario.handoff === undefined ? "policy" : "policy, test and protocol";
  const names = enumerate(chains.map(({ name, type }) => `${name} (${type})`));
  return line(0, `${names}, ${count(scenario.callbacks.length, "callback")}, under every ${what}`);
}

/** One table for each call of the program; a row in which that call was never made says so. */
function callTable(fixed: readonly Column[], rows: readonly ComparedRow[], place: number): string[] {
  const explored = rows.some(({ runs }) => runs !== undefined);
  const columns = explored ? runsColumns(rows, place) : fixed;
  const cells = rows.map((row) => {
    const call = row.calls[place];
    if (call !== undefined) return columns.map(({ cell }) => cell(row, call));
    return [row.own ? "*" : "", row.protocol ?? row.policies.join(", "), "never made"];
  });
  const call = rows.flatMap((row) => row.calls[place] ?? [])[0];
  const on = call?.on === undefined ? "" : ` on ${call.on}`;
  const title = call === undefined ? [] : line(0, `call ${call.event}${on}`);
  return ["", ...title, ...table(columns, cells)];
}

/**
 * Renders a comparison.
 * @param scenario the one that was compared.
 */
export function comparisonText(scenario: Scenario, { rows }: Comparison): string {
  const columns = scenario.handoff === undefined ? POLICIES_ONLY : HANDOFF;
  const calls = Math.max(0, ...rows.map((row) => row.calls.length));
  const tables = Array.from({ length: calls }, (_, place) => callTable(columns, rows, place));
  const runs = rows.find(({ runs: one }) => one !== undefined)?.runs;
  const legend = [
    runs === undefined
      ? "* what the scenario itself says; told: callbacks that the call reaches"
      : `* what the scenario itself says; share of ${roughly(runs.all)} runs that end so`,
    ...(scenario.handoff === undefined
      ? []
      : ["refcount: the last put frees, nobody tests; direct: one callback and no chain"]),
  ];
  return `${[...headOf(scenario), ...tables.flat(), "", ...legend.flatMap((text) => line(0, text))].join("\n")}\n`;
}
