/** `blocking-register-in-atomic`: a block is put on or taken off, which sleeps, where nobody may sleep. */
import type { Chain, RegistrationSite } from "../model/model";
import { lockForbidding } from "../model/sleeping";
import { removalExample } from "./contextExamples";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { called, placeOf, related } from "./words";

function checkChain(chain: Chain): RuleFinding[] {
  const seen = new Set<string>();
  return sitesOf(chain).flatMap((site) => {
    const lock = lockForbidding(site);
    const key = `${site.file}:${site.line}:${site.column}`;
    if (lock === null || seen.has(key)) return [];
    seen.add(key);
    return [finding(chain, site, lock)];
  });
}

/** Where changing the chain sleeps. Putting a block on an atomic chain does not (kernel/notifier.c). */
function sitesOf({ type, callbacks }: Chain): RegistrationSite[] {
  if (type === "raw") return [];
  const added = type === "atomic" ? [] : callbacks.map(({ registeredBy }) => registeredBy).filter(mayRunLate);
  return [...added, ...callbacks.flatMap(({ unregisteredBy }) => unregisteredBy)];
}

/** While the system boots, registering takes no semaphore (kernel/notifier.c); `__init` code runs then, or soon after. */
function mayRunLate({ around }: RegistrationSite): boolean {
  return around?.life.isInit !== true;
}

function finding(chain: Chain, site: RegistrationSite, lock: string): RuleFinding {
  const what =
    chain.type === "atomic" ? "taking a block off it waits for a grace period" : "changing it sleeps";
  return {
    ...placeOf(site),
    message:
      `${called(site.function)} calls ${called(site.call)} for ${chain.name} under ${lock}, where nobody may sleep; ${what}. ` +
      `Move the call out of the critical section.`,
    chain: chain.id,
    once: `${site.file} ${site.function} ${lock}`,
    related: [related(chain, `the chain (${chain.type})`)],
    witness: null,
    fix: null,
  };
}

const TAKE = "spin_lock(&lamp_lock);\nlamp_drop();\n";
const GIVE = "spin_unlock(&lamp_lock);";
const REMOVE = "unregister_link_notifier(&lamp_nb);\n";

const docs: RuleDocs = {
  summary: "A block is put on a chain or taken off, which sleeps, under a spinlock or with interrupts off.",
  reports:
    "A call that changes a blocking or SRCU chain, or takes a block off an atomic one, on a way on which the function (or a " +
    "wrapper it calls) surely holds a spinlock, is in an RCU reader, or has interrupts or preemption off. Putting a block " +
    "on an atomic chain is allowed there; locks that are held on some ways only stay silent.",
  why:
    "Blocking chains are changed under a semaphore, SRCU ones under a mutex, and taking a block off an atomic or SRCU chain " +
    "waits for a grace period. Under a spinlock that is scheduling while atomic; inside an RCU reader the grace period " +
    "waits for its own caller.",
  bad: removalExample(`${TAKE}${REMOVE}${GIVE}`),
  good: removalExample(`${TAKE}${GIVE}\n${REMOVE.trim()}`),
  fixSafety: "There is no automatic fix: what the lock protects may have to stay together.",
  whenNotToWorry: "The code runs only while the system boots, before anything can be scheduled.",
  pastFixes:
    "*md/raid5: Fix CPU hotplug callback registration* (789b5e031528, 2014), its relative: a registration inside a section " +
    "that its chain waits for.",
};

export const blockingRegisterInAtomic: Rule = {
  id: "blocking-register-in-atomic",
  severity: "warning",
  docs,
  checkChain,
};
