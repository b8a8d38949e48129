/** A comparison as the rows of a table, in words. The comparing is the simulator's. */
import { spellValue } from "../../../../server/src/notifier/spelling";
import type { ComparedCall, ComparedRow, Comparison } from "../../../../server/src/simulator";
import type { Tone } from "./verdict";

/** One row, cell by cell; null where the table has no such column. */
export interface ComparisonCells {
  readonly own: boolean;
  readonly protocol: string | null;
  readonly policy: string;
  readonly claim: string | null;
  readonly result: string;
  readonly told: string;
  readonly outcome: string;
  readonly tone: Tone;
}

const OUTCOMES = {
  ok: ["good", "ok, freed once"],
  leak: ["bad", "leak"],
  "double-free": ["bad", "double free"],
} as const;

/** For what the caller does not look at. */
const NONE = "-";

/** What becomes of a call, in a few words. */
function outcomeOf(call: ComparedCall): readonly [Tone, string] {
  const { handoff, endless, untold, errno } = call;
  if (endless) return ["bad", "endless"];
  if (handoff !== undefined) {
    const isDangling = handoff.outcome === "ok" && (handoff.dangling ?? []).length > 0;
    return isDangling ? ["bad", "use after free"] : OUTCOMES[handoff.outcome];
  }
  if (untold.length === 0)
    return errno === 0 ? ["good", "ok, everybody told"] : ["note", "an error, everybody told"];
  return errno === 0 ? ["note", "ends early, reads success"] : ["note", "veto"];
}

function claimOf({ protocol, claims }: ComparedRow): string | null {
  if (protocol === null) return null;
  if (claims.length === 0) return NONE;
  return claims.length === 1 ? (claims[0] ?? "") : "any";
}

/** The rows of a comparison for one of its calls. */
export function comparisonRows({ rows }: Comparison, place: number): ComparisonCells[] {
  return rows.map((row) => {
    const call = row.calls[place];
    const [tone, outcome] = call === undefined ? (["note", "never made"] as const) : outcomeOf(call);
    const { result = null } = call ?? {};
    return {
      own: row.own,
      protocol: row.protocol,
      policy: row.policies.length === 3 ? "any" : row.policies.join(", "),
      claim: claimOf(row),
      result: result === null ? NONE : spellValue(result),
      told: call === undefined ? "" : `${call.told} of ${call.told + call.untold.length}`,
      ...{ outcome, tone },
    };
  });
}
