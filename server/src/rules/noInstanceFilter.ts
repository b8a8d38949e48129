/** `no-instance-filter`: one block for each device on a chain of the whole system, and a callback that ignores its block. */

import type { Callback, Chain } from "../model/model";
import { listener } from "./listenerExamples";
import { memberOf, onceForFunction, tellsOfForeign } from "./objects";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { called, placeOf, registrationOf } from "./words";

function checkChain(chain: Chain): RuleFinding[] {
  if (!tellsOfForeign(chain)) return [];
  return chain.callbacks.flatMap((callback) => {
    const { dataUse: use } = callback;
    const of = memberOf(callback);
    // A machine has one of them, as a rule: the block lies in a struct because everything does.
    if (callback.registeredBy.around?.life.isPlatform) return [];
    return of && use?.usesData && !use.usesBlock ? [finding(chain, callback, of)] : [];
  });
}

function finding(
  chain: Chain,
  callback: Callback,
  { type, member }: { type: string; member: string },
): RuleFinding {
  return {
    ...placeOf(callback),
    message:
      `${called(callback.function)} never looks at its block, although each ${type} has one (${member}) on ${chain.name}: ` +
      `with two of them it does everything twice. Compare what container_of() of the block gives with the object, or ` +
      `register one block for all.`,
    chain: chain.id,
    related: [registrationOf(callback)],
    witness: null,
    fix: null,
    once: onceForFunction(callback, "ignores its block"),
  };
}

const example = (test: string): string => `//- /net/core/dev.c
static RAW_NOTIFIER_HEAD(netdev_chain);

int register_netdevice_notifier(struct notifier_block *nb)
{
	return raw_notifier_chain_register(&netdev_chain, nb);
}

int netdev_tell(unsigned long event, struct netdev_notifier_info *info)
{
	return raw_notifier_call_chain(&netdev_chain, event, info);
}
${["bond", "team", "vlan"].map(listener).join("")}//- /drivers/net/card.c
struct card {
	struct net_device *port;
	struct notifier_block nb;
};

static int card_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	${test}
		return NOTIFY_DONE;

	card_update(dev, event);
	return NOTIFY_OK;
}

int card_probe(struct card *card)
{
	card->nb.notifier_call = card_event;
	return register_netdevice_notifier(&card->nb);
}
`;

const docs: RuleDocs = {
  summary:
    "Each device has a block on a chain of the whole system, and the callback does not look at which it is.",
  reports:
    "A callback that uses `data` and never its block, where the block is a member of a struct and the chain one for the " +
    "whole system, most of whose callbacks look whose object they are told of.",
  why:
    "With two devices of the driver the callback is called twice for every event. What it does for an object it does twice, " +
    "and if it cannot tell from the object alone which device is meant, it does it for the wrong one as well. A test of " +
    "the object's operations (`dev->netdev_ops == &my_ops`) tells the driver, not the device.",
  bad: example("if (dev->netdev_ops != &card_ops)"),
  good: example("if (container_of(nb, struct card, nb)->port != dev)"),
  fixSafety: "There is no fix: what has to be compared is the author's knowledge.",
  whenNotToWorry:
    "Where a system has only one such device (platform drivers are not reported, for that reason), or where doing it twice does no harm, as with a cache that is dropped.",
  pastFixes:
    "“net: ethernet: adi: adin1110: Fix notifiers” (2022), which moved the registration from the probe of each device to " +
    "the module's start.",
};

export const noInstanceFilter: Rule = { id: "no-instance-filter", severity: "info", docs, checkChain };
