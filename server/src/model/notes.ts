/** What linking leaves in its notes (steps.ts) beside the structs it misses: functions whose values it asked for. */
import type { SummaryRequest } from "../facts/facts";

/** The note that a function's values were asked for. */
export function summaryNote({ name, eventArgument }: SummaryRequest): string {
  return `${name}(${eventArgument ?? ""})`;
}

/** The request that a note tells, or null. */
export function summaryIn(note: string): SummaryRequest | null {
  const [, name = "", event = ""] = /^(\w+)\((\d*)\)$/.exec(note) ?? [];
  return name === "" ? null : { name, eventArgument: event === "" ? null : Number(event) };
}
