/**
 * What a callback may return for an event, read from a scenario's spellings. One value is the case that a single run
 * can simulate; the others are what an exploration has to branch over. This file must not know programs.
 */
import { parseSpelling, type Spelled } from "../notifier/spelling";
import { toInt } from "../notifier/values";
import type { EventId, ReturnChoice, ReturnValue } from "./types";

/** The key of `returns` that stands for every event without a key of its own. */
export const ANY_EVENT = "*";

/** The values that a callback may return: those that are known, and the spellings that have no single value. */
export interface Choice {
  readonly values: readonly number[];
  readonly unknown: readonly string[];
}

/** A number as text is that number: `"3"`, `"0x3"` and 3 are one event. Everything else is a name. */
export function eventOf(id: EventId): EventId {
  return typeof id === "string" && /^-?(?:0[xX][0-9a-fA-F]+|\d+)$/.test(id) ? toNumber(id) : id;
}

function toNumber(text: string): number {
  return text.startsWith("-") ? -Number(text.slice(1)) : Number(text);
}

/** Reads one value. An integer counts as an assignment to a C `int` would make it. */
export function readValue(value: ReturnValue, fromErrno: (errno: number) => number): Spelled {
  return typeof value === "number" ? { kind: "value", value: toInt(value) } : parseSpelling(value, fromErrno);
}

/** Whether a choice is a list. (`Array.isArray` does not narrow read-only lists.) */
function isList(choice: ReturnChoice): choice is readonly ReturnValue[] {
  return typeof choice === "object";
}

/** The values of a choice, as the document lists them. */
export function listed(choice: ReturnChoice): readonly ReturnValue[] {
  return isList(choice) ? choice : [choice];
}

/** Reads a choice; equal values count once, whatever their spelling. */
export function readChoice(choice: ReturnChoice, fromErrno: (errno: number) => number): Choice {
  const values = new Set<number>();
  const unknown = new Set<string>();
  for (const value of listed(choice)) {
    const spelled = readValue(value, fromErrno);
    if (spelled.kind === "value") values.add(spelled.value);
    else unknown.add(String(value));
  }
  return { values: [...values], unknown: [...unknown] };
}

/** The one value of a choice, or null if it stands for several or for an unknown one. */
export function singleValue(choice: Choice): number | null {
  return choice.unknown.length === 0 && choice.values.length === 1 ? (choice.values[0] ?? null) : null;
}
