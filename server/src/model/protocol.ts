/**
 * What the callers of a chain make of its result, as one of contract.md's protocols, and whether the result decides who
 * frees the object that the walk hands out.
 */
import type { Effect, Use } from "../facts/facts";
import { namesAFree } from "../notifier/naming";
import type { CallSite, ChainHandoff, ChainProtocol, EffectiveUse } from "./model";
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
  const found = new Set<ChainProtocol>();
  for (const site of callSites)
    for (const use of site.effectiveUse) {
      // `if (err) return err;` on the raw result: a chain whose callbacks answer raw errnos.
      const protocol = use.use === "nonzero" && use.alsoReturned ? "errno-veto" : PROTOCOL_OF[use.use];
      if (protocol) found.add(protocol);
    }
  const [first] = found;
  if (!first) return "notify-only";
  return found.size > 1 ? "mixed" : first;
}

/** The uses that can tell a claim: comparisons with a value, not with the stop bit or an errno. */
const CLAIMS: ReadonlySet<Use> = new Set<Use>(["eq_OK", "eq_STOP", "nonzero", "other"]);

/** A claim is a test for a value: `== V`, `!= 0`, `& NOTIFY_OK`. */
const CLAIM_TEST = /^(?:==|!=|&) (?:NOTIFY_\w+|0)$/;

/** Finds the caller that frees the object unless the result says that a callback took it. */
export function handoffOf(symbols: Symbols, callSites: readonly CallSite[]): ChainHandoff | null {
  for (const site of callSites)
    for (const use of site.effectiveUse) {
      if (!CLAIMS.has(use.use) || !use.test || !use.data || !CLAIM_TEST.test(use.test)) continue;
      const { claim, release } = claimOf(use, use.test) ?? {};
      if (claim && release) return { object: objectType(symbols, use), claim, consumer: use, release };
    }
  return null;
}

/** The test that means "taken", and the call that gives the object up only where it fails. */
function claimOf(
  use: EffectiveUse,
  test: string,
): { readonly claim: string; readonly release: string } | null {
  const whenTrue = releaseIn(use.whenTrue, use.data);
  const whenFalse = releaseIn(use.whenFalse, use.data);
  if (whenFalse && !whenTrue) return { claim: test, release: whenFalse };
  // `if (ret != NOTIFY_OK) free(…)`: the claim is the opposite. A mask has none that is one test.
  if (!whenTrue || whenFalse || test.startsWith("&")) return null;
  return { claim: test.startsWith("==") ? `!=${test.slice(2)}` : `==${test.slice(2)}`, release: whenTrue };
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
