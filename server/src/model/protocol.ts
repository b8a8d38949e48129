/**
 * What the callers of a chain make of its result, as one of contract.md's protocols, and whether the result decides who
 * frees the object that the walk hands out.
 */
import type { Effect, Use } from "../facts/facts";
import { namesAFree, prints } from "../notifier/naming";
import { passesOn } from "./handing";
import type { CallSite, ChainHandoff, ChainProtocol, EffectiveUse, HandoffConsumer } from "./model";
import type { Symbols } from "./symbols";

/** A value that stands for "taken" (OK, STOP) makes a claim; an errno or the stop bit make a veto. */
const PROTOCOL_OF: Readonly<Partial<Record<Use, ChainProtocol>>> = {
  to_errno: "errno-veto",
  stop_mask: "stop-veto",
  eq_BAD: "stop-veto",
  eq_STOP: "claim",
  eq_OK: "claim",
  nonzero: "stop-veto",
};

/** The protocol of a chain from the uses of its result. */
export function protocolOf(callSites: readonly CallSite[], handoff: ChainHandoff | null): ChainProtocol {
  if (handoff) return "claim";
  const uses = callSites.flatMap((site) => site.effectiveUse);
  // Who passes the stop bit on leaves the judgement to his callers, where there are any that judge.
  const protocols = protocolsOf(uses.filter((use) => !passesOn(use)));
  const found = protocols.size > 0 ? protocols : protocolsOf(uses);
  const [first] = found;
  if (!first) return "notify-only";
  return found.size > 1 ? "mixed" : first;
}

function protocolsOf(uses: readonly EffectiveUse[]): ReadonlySet<ChainProtocol> {
  return new Set(uses.flatMap((use) => protocolOfUse(use) ?? []));
}

function protocolOfUse(use: EffectiveUse): ChainProtocol | undefined {
  if (use.arm === "logs") return undefined;
  const protocol = PROTOCOL_OF[use.use];
  // Who names NOTIFY_DONE asks whether anybody cared.
  if (use.use === "nonzero" && use.test?.endsWith("NOTIFY_DONE")) return "claim";
  // `if (err) return err;` on the raw result: a chain whose callbacks answer raw errnos.
  if (use.use === "nonzero" && use.alsoReturned) return "errno-veto";
  return protocol === "stop-veto" && isLeftToCallbacks(use) ? "claim" : protocol;
}

/**
 * Whether a caller, once a callback stopped the walk, only leaves its own handling undone and ends as it would have
 * after it: a callback has done it. Who undoes something there, or ends otherwise, gives up.
 */
function isLeftToCallbacks({ arm, whenTrue, whenFalse }: EffectiveUse): boolean {
  const acts = (effects: readonly Effect[]): boolean => effects.some((e) => !prints(e.callee));
  return arm === "same" && !acts(whenTrue) && acts(whenFalse);
}

/** The uses that can tell a claim: comparisons with a value, not with the stop bit or an errno. */
const CLAIMS: ReadonlySet<Use> = new Set<Use>(["eq_OK", "eq_STOP", "nonzero", "other"]);

/** A claim is a test for a value: `== V`, `!= 0`, `& NOTIFY_OK`. */
const CLAIM_TEST = /^(?:==|!=|&) (?:NOTIFY_\w+|0)$/;

/** Finds the callers that free the object unless the result says that a callback took it. */
export function handoffOf(symbols: Symbols, callSites: readonly CallSite[]): ChainHandoff | null {
  const walks = callSites.filter((site) => !site.replay);
  const found = walks.flatMap((site) => site.effectiveUse.flatMap(handoffConsumer));
  const consumers = [
    ...new Map(found.map((c) => [`${c.use.file}:${c.use.line}:${c.use.column}`, c])).values(),
  ];
  const [first] = consumers;
  if (!first) return null;
  const { use, claim, release } = first;
  return { object: objectType(symbols, use), claim, consumer: use, release, consumers };
}

function handoffConsumer(use: EffectiveUse): HandoffConsumer[] {
  if (!CLAIMS.has(use.use) || !use.test || !use.data || !CLAIM_TEST.test(use.test)) return [];
  const found = claimOf(use, use.test);
  return found ? [{ use, ...found }] : [];
}

/** The test that means "taken", and the call that gives the object up only where it fails. */
function claimOf(
  use: EffectiveUse,
  test: string,
): { readonly claim: string; readonly release: string } | null {
  const whenTrue = releaseIn(use.whenTrue, use.data);
  const whenFalse = releaseIn(use.whenFalse, use.data);
  // Who hands the object to somebody himself where it was claimed still has it: he gives up a reference of his own.
  if (handsOut(whenFalse ? use.whenTrue : use.whenFalse, use.data)) return null;
  if (whenFalse && !whenTrue) return { claim: test, release: whenFalse };
  // `if (ret != NOTIFY_OK) free(…)`: the claim is the opposite. A mask has none that is one test.
  if (!whenTrue || whenFalse || test.startsWith("&")) return null;
  return { claim: test.startsWith("==") ? `!=${test.slice(2)}` : `==${test.slice(2)}`, release: whenTrue };
}

function handsOut(effects: readonly Effect[], object: string | null): boolean {
  return effects.some((e) => !prints(e.callee) && e.arguments.some((a) => a === object));
}

function releaseIn(effects: readonly Effect[], object: string | null): string | null {
  const releases = (e: Effect): boolean =>
    namesAFree(e.callee) && e.arguments.some((a) => a === object || a === `&${object}`);
  return effects.find(releases)?.callee ?? null;
}

function objectType(symbols: Symbols, use: EffectiveUse): string {
  const fn = symbols.functions(use.file, use.function).find((d) => d.file === use.file);
  const parameter = fn?.fact.parameters.find((p) => p.name === use.data);
  return parameter ? parameter.type.replace(/^struct /, "").replace(/ \*$/, "") : (use.data ?? "object");
}
