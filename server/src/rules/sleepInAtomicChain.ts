/** `sleep-in-atomic-chain`: a callback of a chain that is walked where nobody may sleep comes to something that sleeps. */
import type { DoneFact, ReachedFact } from "../facts/facts";
import type { Callback, Chain } from "../model/model";
import { lockForbidding } from "../model/sleeping";
import { PANIC_CHAIN } from "../notifier/contexts";
import { atomicExample } from "./contextExamples";
import { leadingTo } from "./contexts";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { called, registrationOf, related } from "./words";

function checkChain(chain: Chain): RuleFinding[] {
  // What is wrong in a panic is panic-notifier-misuse's to tell.
  if (chain.name === PANIC_CHAIN) return [];
  const why = whyNobodySleeps(chain);
  if (why === null) return [];
  const seen = new Set<string>();
  return chain.callbacks.flatMap((callback) => {
    const key = `${callback.file}:${callback.function}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const found = firstSleep(chain, callback);
    return found ? [finding(chain, callback, why, found)] : [];
  });
}

/** Why callbacks of a chain must not sleep, for the message; null where they may. */
function whyNobodySleeps({ type, callSites }: Chain): string | null {
  if (type === "atomic") return "is an atomic chain, walked under rcu_read_lock()";
  if (type !== "raw") return null;
  const site = callSites.find((one) => lockForbidding(one) !== null);
  return site ? `is walked by ${called(site.function)} under ${lockForbidding(site)}` : null;
}

interface Sleep {
  readonly done: DoneFact;
  readonly reached: ReachedFact;
  /** The file of a function that is not of the callback's. */
  readonly file: string | null;
}

/** The first thing in a callback that sleeps; what the file itself shows comes first. */
function firstSleep({ sleepers }: Chain, { does }: Callback): Sleep | null {
  for (const done of does) if (done.sleeps) return { done, reached: done.sleeps, file: null };
  for (const done of does) {
    const sleeper = sleepers.find(({ name }) => done.outside.includes(name));
    if (sleeper) return { done, reached: { call: sleeper.call, in: sleeper.name }, file: sleeper.file };
  }
  return null;
}

function finding(chain: Chain, callback: Callback, why: string, { done, reached, file }: Sleep): RuleFinding {
  const where = file ? ` (${file})` : "";
  return {
    ...{ file: callback.file, ...done.place },
    message:
      `${called(callback.function)} ${leadingTo(done, reached, callback.function)}${where}, which can sleep; but ` +
      `${chain.name} ${why}, where nobody may. Hand the work to a work item, or make the chain a blocking one.`,
    chain: chain.id,
    related: [registrationOf(callback), related(chain, "the chain")],
    witness: null,
    fix: null,
  };
}

const docs: RuleDocs = {
  summary: "A callback sleeps although its chain is walked where nobody may.",
  reports:
    "A callback of an atomic chain, or of a raw one that is walked under a spinlock, which calls something that sleeps: a " +
    "mutex or semaphore, `msleep()`, waiting for a completion or for work, an allocation with `GFP_KERNEL`. It is followed " +
    "three calls deep through the functions of its file, and one call into functions of other files that have a chain of " +
    "their own. Code that asks where it runs (`in_atomic()`, `irqs_disabled()`, `system_state`) stays silent, and so do " +
    "regmap, I2C, SPI and runtime power management, which sleep only on some hardware.",
  why:
    "`atomic_notifier_call_chain()` walks under `rcu_read_lock()`, often from an interrupt. Sleeping there delays every " +
    "grace period at best; with preemption off or in an interrupt the kernel complains of scheduling while atomic, or hangs.",
  bad: atomicExample("lamp_show(event)"),
  good: atomicExample("schedule_work(&lamp_work)"),
  fixSafety: "There is no automatic fix: work that is put off needs a reference to what it works on.",
  whenNotToWorry:
    "The callback sleeps only for an event that is sent from elsewhere, by a call of its function. Who walks the chain " +
    "can change that at any time.",
  pastFixes:
    "*PCI: endpoint: Use blocking notifier instead of atomic* (2022); the callbacks of the IPv6 address chain in RDMA " +
    "drivers (cxgb4, mlx4, ocrdma), which is atomic while its IPv4 twin is blocking.",
};

export const sleepInAtomicChain: Rule = {
  id: "sleep-in-atomic-chain",
  severity: "warning",
  docs,
  checkChain,
};
