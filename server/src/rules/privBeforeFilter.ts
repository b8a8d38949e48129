/** `priv-before-filter`: a callback reads an object's private data before it knows that the object is its driver's. */
import type { Callback, Chain } from "../model/model";
import { isGlobal, onceForFunction } from "./objects";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { called, registrationOf } from "./words";

function checkChain(chain: Chain): RuleFinding[] {
  if (!isGlobal(chain)) return [];
  return chain.callbacks.flatMap((callback) => {
    const [first] = callback.dataUse?.tests ? callback.dataUse.early : [];
    return first ? [finding(chain, callback, first)] : [];
  });
}

function finding(
  chain: Chain,
  callback: Callback,
  { text, accessor, place }: NonNullable<Callback["dataUse"]>["early"][number],
): RuleFinding {
  return {
    file: callback.file,
    ...place,
    message:
      `${called(callback.function)} reads ${text} before it has looked whose object this is: ${chain.name} tells it of ` +
      `every driver's, and ${called(accessor)} of another's is that driver's memory. Read it behind the test.`,
    chain: chain.id,
    related: [registrationOf(callback)],
    witness: null,
    fix: null,
    once: onceForFunction(callback, "reads"),
  };
}

/** A switch driver on the chain of all network devices. */
const example = (early: string, late: string): string => `//- /net/core/dev.c
static RAW_NOTIFIER_HEAD(netdev_chain);

int register_netdevice_notifier(struct notifier_block *nb)
{
	return raw_notifier_chain_register(&netdev_chain, nb);
}

void netdev_state_change(struct netdev_notifier_info *info)
{
	raw_notifier_call_chain(&netdev_chain, NETDEV_CHANGE, info);
}
//- /drivers/net/sw.c
static int sw_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct sw_port *port = netdev_priv(dev);
	struct sw *sw${early};

	if (dev->netdev_ops != &sw_ops)
		return NOTIFY_DONE;
${late}
	sw_update(sw, port);
	return NOTIFY_OK;
}

static struct notifier_block sw_nb = { .notifier_call = sw_event };

int sw_init(void)
{
	return register_netdevice_notifier(&sw_nb);
}
`;

const docs: RuleDocs = {
  summary:
    "A callback reads behind `netdev_priv()` of whatever object it is told of, before it tests whose it is.",
  reports:
    "A read of a member (`priv->port`) behind what `netdev_priv()`, `*_get_drvdata()` or `*_get_clientdata()` answers for " +
    "the object in `data`, that control comes to before any condition on that object, on a chain of the whole system. " +
    "Such a condition has to come later: without one the callback may hear of its own objects alone.",
  why:
    "A chain like that of the network devices tells every callback of every device in the system. What a driver keeps with " +
    "its device has the driver's own layout: behind another driver's device there is another struct, perhaps a shorter " +
    "one, or nothing. The read gives some other member, or runs past the end of the allocation; where what it gave is " +
    "followed, it is a wild pointer.",
  bad: example(" = port->sw", ""),
  good: example("", "	sw = port->sw;"),
  fixSafety:
    "There is no fix: the initialiser has to move behind the test, and what stands between them is the author's.",
  whenNotToWorry:
    "Where nothing but this driver's objects are on the chain. `netdev_priv()` alone is arithmetic, and so is `&priv->member`: " +
    "neither is reported.",
  pastFixes:
    "None is known by its title. Drivers of switches ask `netdev_ops` or a function of their own first (`dpaa2`, `rocker`, " +
    "`prestera`); the layout of private data is in `include/linux/netdevice.h`.",
};

export const privBeforeFilter: Rule = { id: "priv-before-filter", severity: "warning", docs, checkChain };
