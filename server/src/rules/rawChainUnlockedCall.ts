/** `raw-chain-unlocked-call`: a raw chain is walked without the lock under which its blocks come and go. */
import { oncePer } from "../base/once";
import type { CallSite, Chain, RegistrationSite } from "../model/model";
import { rawExample } from "./contextExamples";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { called, placeOf, related } from "./words";

function checkChain(chain: Chain): RuleFinding[] {
  if (chain.type !== "raw") return [];
  const sites = chain.callbacks.flatMap((callback) => [callback.registeredBy, ...callback.unregisteredBy]);
  const locks = commonLocks(sites);
  const [lock] = locks;
  const [site] = sites;
  if (lock === undefined || !site) return [];
  return chain.callSites
    .filter((walk) => !walk.replay && isUnlocked(walk, locks))
    .map((walk) => ({
      ...placeOf(walk),
      message:
        `${called(walk.function)} walks ${chain.name} without ${lock}, which is held where blocks are put on it and taken ` +
        `off: a block that is taken off and freed during the walk is still called, for a raw chain waits for nobody. ` +
        `Hold the lock, or make it an atomic or SRCU chain.`,
      chain: chain.id,
      related: [related(site, `${called(site.function)} changes the chain with ${lock} held`)],
      witness: null,
      fix: null,
    }));
}

/** The locks that are held wherever the chain is changed. */
function commonLocks(sites: readonly RegistrationSite[]): string[] {
  const [first, ...others] = sites;
  return first ? heldAt(first).filter((lock) => others.every((site) => heldAt(site).includes(lock))) : [];
}

const heldAt = oncePer(({ locks }: RegistrationSite): readonly string[] =>
  locks
    .filter(({ state, kind }) => state === "held" && kind !== "irq" && kind !== "preempt")
    .map(({ lock }) => lock),
);

/**
 * Whether a walk holds none of the locks, and nobody who calls its function can: the function takes each of them itself,
 * before or after.
 */
function isUnlocked({ locks }: CallSite, wanted: readonly string[]): boolean {
  return wanted.every(
    (lock) =>
      locks.some((own) => own.lock === lock && own.state === "free") &&
      !locks.some((own) => own.lock === lock && own.state !== "free"),
  );
}

const TAKE = "spin_lock_irqsave(&cable->lock, flags);\n";
const GIVE = "spin_unlock_irqrestore(&cable->lock, flags);";
const WALK = "raw_notifier_call_chain(&cable->nh, cable->state, cable);\n";

const docs: RuleDocs = {
  summary: "A raw chain is walked without the lock under which its blocks are put on and taken off.",
  reports:
    "A walk of a raw chain whose registrations all hold the same lock, by a function that takes the lock for something " +
    "else and has given it back when it walks. That it takes the lock itself shows that none of its callers holds it; " +
    "functions for which that is open stay silent.",
  why:
    "Raw chains have no protection of their own (`kernel/notifier.c`): neither a lock nor a grace period. A block that is " +
    "taken off and freed while somebody walks is still called, or the walk goes on from freed memory.",
  bad: rawExample(`${TAKE}cable->state = 1;\n${GIVE}\n${WALK.trim()}`),
  good: rawExample(`${TAKE}cable->state = 1;\n${WALK}${GIVE}`),
  fixSafety:
    "There is no automatic fix: callbacks may sleep, or take the lock themselves, and then the chain must become a blocking " +
    "or an SRCU one.",
  whenNotToWorry: "Blocks are never taken off, or only when nobody can walk any more.",
  pastFixes: "*PM / CPU: replace raw_notifier with atomic_notifier* (313c8c16ee62, 2017).",
};

export const rawChainUnlockedCall: Rule = {
  id: "raw-chain-unlocked-call",
  severity: "warning",
  docs,
  checkChain,
};
