/**
 * What the callers of a chain make of a walk's result, in words. The words follow contract.md's protocols; a caller
 * that could not be followed is said to be so.
 */
import type { CallSite, Chain, EffectiveUse } from "../model/model";
import type { PlaceWriter } from "./context";
import { call, code } from "./markdown";

/** The most consumers that are listed one by one. */
const MOST = 12;

/** One sentence: who consumes the result, and how. */
export function protocolText(chain: Chain, at: PlaceWriter): string {
  if (chain.handoff) {
    const { object, consumers } = chain.handoff;
    const each = consumers.map(
      ({ use, claim, release }) =>
        `${call(use.function)} (${at(use)}) calls ${call(release)} on the ${code(object)} unless ${code(`result ${claim}`)}`,
    );
    return `**Claim:** ${each.join("; ")}.`;
  }
  if (chain.callSites.length === 0) return "No walk of this chain was found.";
  const consumers = consumersOf(chain);
  const errno = chain.protocol === "errno-veto" ? consumers.find((u) => u.use === "to_errno") : undefined;
  const consumer = errno ?? consumers[0];
  if (!consumer) return "No caller uses the result of the walk.";
  const where = `${call(consumer.function)} (${at(consumer)})`;
  switch (chain.protocol) {
    case "errno-veto":
      return `**Veto by errno:** ${where} reads the result with ${call("notifier_to_errno")} and gives up on an error.`;
    case "stop-veto":
      return `**Veto:** ${where} ${verb(consumer)} and gives up then.`;
    case "claim":
      return `**Claim:** ${where} ${verb(consumer)}: a callback has then taken the event over.`;
    case "mixed":
      return `**Callers differ:** ${where} ${verb(consumer)}; see the list.`;
    case "notify-only":
      return `No caller decides anything by the result; ${where} ${verb(consumer)}.`;
  }
}

/** A list of every consumer, and one line for those that ignore the result. */
export function consumerList(uses: readonly EffectiveUse[], at: PlaceWriter): string {
  const ignoring = uses.filter((u) => u.use === "ignored");
  const using = uses.filter((u) => u.use !== "ignored");
  const groups = new Map<string, EffectiveUse[]>();
  for (const use of using) {
    const key = [use.file, use.function, use.event, verb(use)].join(" ");
    groups.set(key, [...(groups.get(key) ?? []), use]);
  }
  const lines = [...groups.values()].slice(0, MOST).map((group) => consumerLine(group, at));
  if (groups.size > MOST) lines.push(`- and ${groups.size - MOST} more`);
  const [first] = ignoring;
  if (first) {
    const more = ignoring.length > 1 ? ` and ${ignoring.length - 1} more` : "";
    lines.push(`- ${call(first.function)} ${at(first)}${forEvent(first)}${more}: the result is ignored`);
  }
  return lines.join("\n");
}

/** One line for the uses of one function that are alike. */
function consumerLine([first, ...others]: readonly EffectiveUse[], at: PlaceWriter): string {
  if (!first) return "";
  const more = others.map(({ line }) => `, line ${line}`).join("");
  return `- ${call(first.function)} ${at(first)}${more}${forEvent(first)}: ${verb(first)}`;
}

/** All uses of a chain's result, each place once. */
export function usesOf(callSites: readonly CallSite[]): EffectiveUse[] {
  const seen = new Map<string, EffectiveUse>();
  for (const use of callSites.flatMap((s) => s.effectiveUse)) {
    const key = `${use.file}:${use.line}:${use.column}:${use.use}:${use.event}`;
    if (!seen.has(key)) seen.set(key, use);
  }
  return [...seen.values()];
}

/** Those who make something of the result. */
export function consumersOf(chain: Chain): EffectiveUse[] {
  return usesOf(chain.callSites).filter((u) => u.use !== "ignored");
}

/** What one caller does: "tests `== NOTIFY_OK`". */
export function verb({ use, test }: EffectiveUse): string {
  const tested = test === null ? "" : code(test);
  switch (use) {
    case "ignored":
      return "ignores the result";
    case "returned":
      return "returns the result; no caller of it was found";
    case "to_errno":
      return `reads it with ${call("notifier_to_errno")}${tested === "" ? "" : ` and tests ${tested}`}`;
    case "stop_mask":
      return `tests the stop bit${tested === "" ? "" : ` (${tested})`}`;
    case "nonzero":
      return tested === "" ? "tests for anything but 0" : `tests ${tested}`;
    case "eq_BAD":
    case "eq_STOP":
    case "eq_OK":
      return `tests ${tested === "" ? code(`== NOTIFY_${use.slice(3)}`) : tested}`;
    case "other":
      return tested === "" ? "uses the result in a way that is not followed" : `tests ${tested}`;
  }
}

function forEvent({ event }: EffectiveUse): string {
  return event === "param" || /^\d+$/.test(event) ? "" : ` for ${code(event)}`;
}
