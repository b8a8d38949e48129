/** `veto-before-filter`: a callback refuses, or ends the walk, before it has looked whose object it is told of. */

import type { Callback, Chain } from "../model/model";
import { listener } from "./listenerExamples";
import { tellsOfForeign } from "./objects";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { doneInstead, missing, onceFor, type ReturnSite, returnSites, stops } from "./stops";
import { beforeOthers, called, forEvents, placeOf, registrationOf } from "./words";

function checkChain(chain: Chain): RuleFinding[] {
  if (!tellsOfForeign(chain)) return [];
  return chain.callbacks.flatMap((callback) => {
    const { dataUse: use, paths, file } = callback;
    if (!use?.usesData || use.untested.length === 0) return [];
    const sites = returnSites(
      callback.function,
      paths,
      ({ value, place }) =>
        stops(value) &&
        value !== "NOTIFY_STOP" &&
        place.file === file &&
        use.untested.some(({ line, column }) => line === place.line && column === place.column),
    );
    const later = sites.length > 0 ? missing(chain, callback) : [];
    return later.length > 0 ? sites.map((site) => finding(chain, callback, site, later)) : [];
  });
}

function finding(
  chain: Chain,
  callback: Callback,
  site: ReturnSite,
  later: readonly Callback[],
): RuleFinding {
  return {
    ...placeOf(site.place),
    message:
      `${called(site.function)} returns ${site.values[0] ?? ""}${forEvents(site.events)} without having looked at the ` +
      `object: ${chain.name} tells it of everybody's, and the walk ends there for those of others too` +
      `${beforeOthers(later)}. Look whose object it is first, or return NOTIFY_DONE.`,
    chain: chain.id,
    related: [registrationOf(callback)],
    witness: null,
    fix: doneInstead(site),
    once: onceFor(site),
  };
}

/** A driver among others on the chain of all network devices. */
const example = (before: string, behind: string): string => `//- /net/core/dev.c
static RAW_NOTIFIER_HEAD(netdev_chain);

int register_netdevice_notifier(struct notifier_block *nb)
{
	return raw_notifier_chain_register(&netdev_chain, nb);
}

int netdev_tell(unsigned long event, struct netdev_notifier_info *info)
{
	return notifier_to_errno(raw_notifier_call_chain(&netdev_chain, event, info));
}
${["bond", "team", "vlan"].map(listener).join("")}//- /drivers/net/sw.c
static int sw_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct sw_work *work;
${before}
	work = kzalloc(sizeof(*work), GFP_ATOMIC);
	if (!work)
		return NOTIFY_BAD;
${behind}
	sw_queue(work, dev);
	return NOTIFY_DONE;
}

static struct notifier_block sw_nb = { .notifier_call = sw_event };

int sw_init(void)
{
	return register_netdevice_notifier(&sw_nb);
}
`;

const TEST = `
	if (!sw_is_mine(dev))
		return NOTIFY_DONE;
`;

const docs: RuleDocs = {
  summary:
    "A callback ends the walk (often for want of memory) before it has looked whose object it is told of.",
  reports:
    "A return of a constant that refuses (`NOTIFY_BAD`, `notifier_from_errno(-E…)`, a raw errno), to which a failed call " +
    "leads before any condition on `data`, on a chain of the whole system where most callbacks look at the object first " +
    "and others stand to miss the event.",
  why:
    "Such a chain tells everybody of everybody's objects. A callback that allocates before it looks, and refuses when there " +
    "is no memory, refuses for another driver's object: that device cannot be registered or renamed because this driver " +
    "had no memory for a work item that it would have thrown away. Where the event cannot be refused, everybody behind " +
    "misses it instead.",
  bad: example("", TEST),
  good: example(TEST, ""),
  fixSafety:
    "The fix returns `NOTIFY_DONE`: a suggestion. Moving the test up is better, and takes the author's knowledge of it.",
  whenNotToWorry: "Where the callback really speaks for every object on the chain.",
  pastFixes:
    "net/mlx5 (2021): a multipath notifier refused routes of foreign devices, for want of a check whose device it was.",
};

export const vetoBeforeFilter: Rule = { id: "veto-before-filter", severity: "warning", docs, checkChain };
