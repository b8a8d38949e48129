/** `asymmetric-guard`: a block is taken off under a condition that nobody asks about when it is put on. */
import { oncePer } from "../base/once";
import type { PreconditionFact } from "../facts/facts";
import type { Chain, RegistrationSite } from "../model/model";
import { guardedExample } from "./registrationExamples";
import { isManaged, liesInAllocatedMemory, type Registered, registrationsOn } from "./registrations";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { called, related } from "./words";

function checkChain(chain: Chain): RuleFinding[] {
  return registrationsOn(chain).flatMap((registered) => {
    const guard = guardedBy(registered);
    return guard ? [finding(chain, registered, guard)] : [];
  });
}

/** The condition under which alone a registration ends; null where it ends without one, or under its own. */
const guardedBy = oncePer((registered: Registered): Guard | null => {
  const { callback } = registered;
  if (isManaged(registered) || registered.around.life.staysBound) return null;
  const ends = callback.unregisteredBy.filter((site) => site.function !== callback.registeredBy.function);
  const guards = ends.map((site) => guardOf(site, registered));
  // One place that asks nothing, or the same, is enough to take it off.
  return guards.some((guard) => guard === null) ? null : (guards[0] ?? null);
});

/** A condition on how the device is made, under which alone a block is taken off. */
interface Guard {
  readonly site: RegistrationSite;
  readonly condition: PreconditionFact;
  /** A table that describes a device for which the block is put on and not taken off; null where none is known by name. */
  readonly table: string | null;
}

function guardOf(site: RegistrationSite, registered: Registered): Guard | null {
  if (site.file !== registered.callback.registeredBy.file) return null;
  for (const condition of site.around?.conditions ?? []) {
    const table = leftOn(condition, registered);
    if (table !== undefined) return { site, condition, table };
  }
  return null;
}

/** Which device leaves the block on its chain; undefined where the registration may well have asked the same. */
function leftOn(
  { member, settled, holds }: PreconditionFact,
  { callback, around }: Registered,
): string | undefined {
  if (member === null || !settled || !holds) return undefined;
  if (settled.behind.includes(callback.registeredBy.function)) return undefined;
  if (around.conditions.some(({ names }) => names.includes(member))) return undefined;
  const asked = around.conditions.filter(({ kind }) => kind !== "fails");
  // What the registration asks for itself must be known to hold for a device that the other condition leaves out.
  if (asked.some((one) => one.member === null || !one.settled || !one.holds)) return undefined;
  return settled.without.find(({ sets }) => asked.every((one) => sets.includes(one.member ?? "")))?.table;
}

function finding(chain: Chain, registered: Registered, { site, condition, table }: Guard): RuleFinding {
  const { callback } = registered;
  const { registeredBy } = callback;
  const { line, column, endLine, endColumn } = condition.place;
  const freed = liesInAllocatedMemory(registered) ? "whose memory goes with the device" : "whose code may go";
  const block = site.around?.member ?? null;
  return {
    ...{ file: site.file, line, column, endLine, endColumn },
    message:
      `${called(site.function)} takes ${callback.block} (${called(callback.function)}) off ${chain.name} only where ` +
      `${condition.text} is set, and ${called(registeredBy.function)} puts it on without asking that: for ${table} a ` +
      `block stays on the chain ${freed}, and the next walk calls it. Ask the same of both, or whether the block's ` +
      "notifier_call is set.",
    chain: chain.id,
    related: [related(registeredBy, `${called(registeredBy.function)} puts the block on the chain here`)],
    witness: null,
    fix:
      block === null || !liesInAllocatedMemory(registered)
        ? null
        : {
            title: `Ask whether ${block}.notifier_call is set`,
            safety: "suggestion",
            edits: [
              {
                ...{ file: site.file, startLine: line, startColumn: column, endLine, endColumn },
                newText: `${block}.notifier_call`,
              },
            ],
          },
  };
}

const docs: RuleDocs = {
  summary: "A notifier block is taken off under a condition that was not asked when it was put on.",
  reports:
    "A block that is taken off only where a member of the device's description is set, where the registration does not " +
    "ask about that member, and a table of the same file describes a device for which the block is put on and the member " +
    "is not set. The member must be one that tables of the file set and nothing in the file changes: anything else may " +
    "be the driver's own note that it has registered. The other way round is not reported: taking off a block that is not " +
    "on the chain does nothing and answers -ENOENT.",
  why:
    "For that device the block stays on the chain when the driver is unbound. Its memory is freed, and the next walk " +
    "calls through it. The device that was tested has both members set, so nobody sees it.",
  bad: guardedExample("lamp->cfg->dims"),
  good: guardedExample("lamp->nb.notifier_call"),
  fixSafety:
    "The fix asks whether the block's `notifier_call` is set, which is the kernel's usual way: a suggestion, because the " +
    "driver may set it without registering.",
  whenNotToWorry:
    "The two members always come together, and a table that has one without the other describes no device that is built. " +
    "Conditions of the configuration (`#ifdef`, `IS_ENABLED()`) are not compared: where they differ, what registers is " +
    "often empty too.",
  pastFixes:
    "None is known by its title. drivers/dma/ti/omap-dma.c of Linux 6.1 has one: `needs_busy_check` puts a block on the " +
    "chain of CPU power states, and only `may_lose_context` takes it off.",
};

export const asymmetricGuard: Rule = { id: "asymmetric-guard", severity: "warning", docs, checkChain };
