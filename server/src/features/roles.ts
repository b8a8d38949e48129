/**
 * What a callback can decide: which of its answers a caller of the walk acts on, in a few words. Says only what the code
 * of both sides shows; must not judge whether it is right.
 */
import type { Callback, Chain, EffectiveUse } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import { parseSpelling } from "../notifier/spelling";
import { endsWalk, notifierToErrno } from "../notifier/values";
import { valuesFor } from "./answers";
import { usesOf } from "./consumers";

/** The most events that are named. */
const MOST = 2;

/** "can veto PM_SUSPEND_PREPARE", "takes the task", "answer ignored"; null where nothing is known to be decided. */
export function roleText(chain: Chain, callback: Callback): string | null {
  const { handoff } = chain;
  if (handoff && callback.takes.length > 0) return takesText(handoff.object, callback);
  const uses = usesOf(chain.callSites.filter((site) => !site.replay));
  if (uses.length === 0) return null;
  if (uses.every(({ use }) => use === "ignored")) return "answer ignored";
  const vetoed = eventsOf(chain, callback, uses, isVetoing);
  if (vetoed !== null) return `can veto${eventsText(vetoed)}`;
  const claimed = handoff ? null : eventsOf(chain, callback, uses, isClaiming);
  return claimed === null ? null : `can take over${eventsText(claimed)}`;
}

function takesText(object: string, { paths }: Callback): string {
  const always = paths.every(({ taken }) => taken !== "no" && taken !== "unknown");
  return `${always ? "takes" : "can take"} the ${object.replace(/_struct$/, "")}`;
}

type Decides = (chain: Chain, use: EffectiveUse, value: number | null, spelled: string) => boolean;

/** The events at which an answer of the callback decides; empty where they have no names, null where none does. */
function eventsOf(
  chain: Chain,
  callback: Callback,
  uses: readonly EffectiveUse[],
  decides: Decides,
): readonly string[] | null {
  const found = new Set<string>();
  for (const use of uses) {
    const events = use.event === "param" ? Object.keys(callback.returnsByEvent) : [use.event];
    for (const event of events)
      if (valuesFor(callback, event).some((v) => decides(chain, use, numberOf(v), v))) found.add(event);
  }
  const named = [...found].filter((event) => event !== OTHER_EVENTS && !/^\d+$/.test(event));
  return found.size === 0 ? null : found.has(OTHER_EVENTS) ? [] : named;
}

function isVetoing(chain: Chain, use: EffectiveUse, value: number | null, spelled: string): boolean {
  if (use.arm === "logs") return false;
  if (use.use === "to_errno")
    return value === null
      ? spelled.startsWith("notifier_from_errno(")
      : endsWalk(value) && notifierToErrno(value) < 0;
  const isVeto = chain.protocol === "stop-veto" || chain.protocol === "errno-veto" || use.use === "eq_BAD";
  return isVeto && chain.protocol !== "claim" && isHeeded(use, value, spelled);
}

function isClaiming(chain: Chain, use: EffectiveUse, value: number | null, spelled: string): boolean {
  return chain.protocol === "claim" && use.arm !== "logs" && isHeeded(use, value, spelled);
}

/** Whether a caller that tests the walk's result acts on an answer that ends the walk. */
function isHeeded({ use, test }: EffectiveUse, value: number | null, spelled: string): boolean {
  if (value === null) return use === "stop_mask" && spelled.startsWith("notifier_from_errno(");
  if (use === "stop_mask") return endsWalk(value);
  if (use === "eq_BAD" || use === "eq_STOP" || use === "eq_OK" || use === "nonzero")
    return (use === "eq_OK" || endsWalk(value)) && testHolds(test ?? "!= 0", value) === true;
  return false;
}

function eventsText(events: readonly string[]): string {
  if (events.length === 0) return "";
  const more = events.length - MOST;
  const shown = events.slice(0, MOST);
  return more > 0 ? ` ${shown.join(", ")} and ${more} more` : ` ${shown.join(" and ")}`;
}

function numberOf(value: string): number | null {
  const spelled = parseSpelling(value);
  return spelled.kind === "value" ? spelled.value : null;
}

/** Evaluates a caller's test; null where it is not one of the plain ones. */
export function testHolds(test: string, value: number): boolean | null {
  const match = /^(==|!=|&)\s*(.+)$/.exec(test);
  const operand = parseSpelling(match?.[2] ?? "");
  if (!match || operand.kind !== "value") return null;
  if (match[1] === "&") return (value & operand.value) !== 0;
  return (value === operand.value) === (match[1] === "==");
}
