/** `event-data-without-ref`: a callback keeps the object of an event for a work item, and nothing keeps the object. */
import type { Chain } from "../model/model";
import { deferringExample } from "./contextExamples";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { called, registrationOf } from "./words";

function checkChain(chain: Chain): RuleFinding[] {
  return chain.callbacks.flatMap((callback) =>
    callback.keeps.slice(0, 1).map(({ place, member, type, defers }) => ({
      ...{ file: callback.file, ...place },
      message:
        `${called(callback.function)} keeps the ${type} of ${chain.name}'s event in ${member} for the work that ` +
        `${called(defers)} puts off, without a reference: it may be freed before the work runs. Take a reference here and ` +
        `give it back in the work item.`,
      chain: chain.id,
      once: `${callback.file} ${callback.function}`,
      related: [registrationOf(callback)],
      witness: null,
      fix: null,
    })),
  );
}

const docs: RuleDocs = {
  summary: "A callback keeps the object of an event for a work item without holding a reference.",
  reports:
    "A callback that comes by a counted object (a network device, a device, a neighbour, an address, a task) through its " +
    "data, stores the pointer in a member of something else, queues work, and calls nothing that by its name takes a " +
    "reference.",
  why:
    "The object of an event is only sure to live while the chain is walked. A network device can be unregistered and freed " +
    "between the walk and the work item, which then reads freed memory.",
  bad: deferringExample(""),
  good: deferringExample("dev_hold(dev);\n\t"),
  fixSafety: "There is no automatic fix: the reference has to be given back in another function.",
  whenNotToWorry:
    "The callback also hears that the object goes, and cancels the work then; or the pointer is only compared.",
  pastFixes:
    "Switchdev drivers take `dev_hold()` before they queue a work item for an address event (rocker, cpsw, prestera); " +
    "those that left it out were corrected one by one.",
};

export const eventDataWithoutRef: Rule = {
  id: "event-data-without-ref",
  severity: "warning",
  docs,
  checkChain,
};
