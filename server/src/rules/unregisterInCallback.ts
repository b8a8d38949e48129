/** `unregister-in-callback`: a callback puts a block on the chain that is walking it, or takes one off, and waits for itself. */
import type { ReachedFact } from "../facts/facts";
import type { Callback, Chain, RegistrationSite } from "../model/model";
import { PRIMITIVES } from "../notifier/kernelApi";
import { oneShotExample } from "./contextExamples";
import { leadingTo } from "./contexts";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { called, related } from "./words";

function checkChain(chain: Chain): RuleFinding[] {
  const sites = sitesOf(chain);
  if (sites.length === 0) return [];
  const seen = new Set<string>();
  return chain.callbacks.flatMap((callback) => {
    const key = `${callback.file}:${callback.function}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return findingsIn(chain, callback, sites);
  });
}

/** Where the chain is changed in a way that waits for its walks. */
function sitesOf({ type, callbacks }: Chain): RegistrationSite[] {
  // Blocking: a write lock against the walk's read lock. SRCU and atomic: taking off waits for a grace period.
  if (type === "raw") return [];
  const added = type === "blocking" ? callbacks.map(({ registeredBy }) => registeredBy) : [];
  return [...added, ...callbacks.flatMap(({ unregisteredBy }) => unregisteredBy)];
}

const WAITS: Readonly<Record<string, string>> = {
  blocking: "it waits for the semaphore that its own walk holds",
  srcu: "it waits until all walks are over, its own among them",
  atomic: "it waits until all walks are over, its own among them, and may not sleep there",
};

/** The place that a call is one of, or that changes the chain by the same function. */
function siteOf(
  { id }: Chain,
  { file }: Callback,
  reached: ReachedFact,
  sites: readonly RegistrationSite[],
): RegistrationSite | undefined {
  const alike = sites.filter(({ call }) => call === reached.call);
  const itself = alike.find((one) => one.file === file && one.function === reached.in);
  // The callback's own `nb` is no block that could be told; of one chain for all, the function tells the chain.
  const tells = !id.startsWith("struct ") && !PRIMITIVES.has(reached.call);
  return itself ?? (tells ? alike[0] : undefined);
}

function findingsIn(chain: Chain, callback: Callback, sites: readonly RegistrationSite[]): RuleFinding[] {
  for (const done of callback.does)
    for (const reached of done.registers) {
      const site = siteOf(chain, callback, reached, sites);
      if (!site) continue;
      return [
        {
          ...{ file: callback.file, ...done.place },
          message:
            `${called(callback.function)} ${leadingTo(done, reached, callback.function)} while ${chain.name} is being ` +
            `walked: ${WAITS[chain.type]}. Hand it to a work item.`,
          chain: chain.id,
          related: [related(site, `${called(site.call)} changes the chain`)],
          witness: null,
          fix: null,
        },
      ];
    }
  return [];
}

const docs: RuleDocs = {
  summary: "A callback changes the chain that is calling it, and waits for itself.",
  reports:
    "A callback that puts a block on its own chain or takes one off, itself or up to three calls deep in its file: on a " +
    "blocking chain both, on an SRCU or atomic chain the taking off. Raw chains stay silent, where a callback may take off " +
    "its own block; so does what a work item does later.",
  why:
    "A blocking chain is walked under a read lock, and changed under the write lock of the same semaphore; taking a block " +
    "off an SRCU or atomic chain waits until all walks are over. From inside a walk neither ever comes: the task hangs, " +
    "and with it everybody who wants the chain.",
  bad: oneShotExample("unregister_power_notifier(nb)"),
  good: oneShotExample("schedule_work(&lamp_work)"),
  fixSafety: "There is no automatic fix: the work item has to be cancelled where the block's owner ends.",
  whenNotToWorry:
    "The call is made only for an event that is sent by a direct call of the function, outside any walk.",
  pastFixes:
    "`include/linux/notifier.h` and the comments of `kernel/notifier.c`: unregistering must not be done from within the " +
    "call chain. *powerpc/pseries*: removing a property re-entered the reconfiguration chain and its semaphore (2014).",
};

export const unregisterInCallback: Rule = {
  id: "unregister-in-callback",
  severity: "warning",
  docs,
  checkChain,
};
