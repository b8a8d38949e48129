/** `wrong-data-cast`: a callback takes `data` for another struct than every caller of its chain hands over. */
import type { Fix } from "../base/finding";
import type { CastFact } from "../facts/facts";
import type { Callback, CallSite, Chain } from "../model/model";
import { callsReaching, handedOver } from "../model/payloads";
import { onceForFunction } from "./objects";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { called, forEvents, listed, registrationOf, related } from "./words";

function checkChain(chain: Chain): RuleFinding[] {
  return chain.callbacks.flatMap((callback) => {
    const casts = callback.dataUse?.casts ?? [];
    if (casts.length === 0) return [];
    const found = casts.flatMap((cast) => judge(chain, callback, cast));
    return found.length > 0 && isShared(chain, callback) ? [] : found;
  });
}

/** Whether a block is given several functions: which of them comes to the chain is not known. */
function isShared({ callbacks }: Chain, { block, function: name }: Callback): boolean {
  return callbacks.some((other) => other.block === block && other.function !== name);
}

function judge(chain: Chain, callback: Callback, cast: CastFact): RuleFinding[] {
  const calls = callsReaching(chain.callSites, cast) ?? [];
  const handed = handedOver(calls);
  const [call] = calls.filter(({ points }) => points !== "NULL");
  if (!call || handed.some((struct) => mayBeOne(chain, cast.type, struct))) return [];
  return [finding(chain, callback, cast, call, handed)];
}

/** Whether one struct may lie in the other, at its beginning: then a pointer to one is a pointer to the other. */
function mayBeOne({ inside }: Chain, one: string, other: string): boolean {
  if (one === other) return true;
  const [ours, theirs] = [inside[one], inside[other]];
  return !ours || !theirs || ours.includes(other) || theirs.includes(one);
}

function finding(
  chain: Chain,
  callback: Callback,
  cast: CastFact,
  call: CallSite,
  handed: readonly string[],
): RuleFinding {
  return {
    file: callback.file,
    ...cast.place,
    message:
      `${called(callback.function)} takes data to be ${cast.type}, but what is handed over on ${chain.name}` +
      `${forEvents(cast.events && !cast.events.negated ? cast.events.values : [])} is ${listed(handed, "or")} (in ` +
      `${called(call.function)}): every member it reads there is something else. Take it for what it is.`,
    chain: chain.id,
    related: [
      related(call, `${called(call.function)} hands over ${call.points} here`),
      registrationOf(callback),
    ],
    witness: null,
    fix: fixOf(callback, cast, handed),
    once: onceForFunction(callback, `casts ${cast.place.line}:${cast.place.column}`),
  };
}

/** What gives one struct for a pointer to the other (include/linux/netdevice.h, since 3.11). */
function fixOf({ file }: Callback, { type, data, place }: CastFact, handed: readonly string[]): Fix | null {
  if (type !== "struct net_device" || handed.some((struct) => struct !== "struct netdev_notifier_info"))
    return null;
  const { line, column, endLine, endColumn } = place;
  const newText = `netdev_notifier_info_to_dev(${data})`;
  return {
    title: "Ask the information for its device",
    safety: "safe",
    edits: [{ file, startLine: line, startColumn: column, endLine, endColumn, newText }],
  };
}

const example = (value: string): string => `//- /net/core/dev.c
static RAW_NOTIFIER_HEAD(netdev_chain);

int register_netdevice_notifier(struct notifier_block *nb)
{
	return raw_notifier_chain_register(&netdev_chain, nb);
}

static int call_netdevice_notifiers_info(unsigned long val, struct netdev_notifier_info *info)
{
	return raw_notifier_call_chain(&netdev_chain, val, info);
}

void netdev_state_change(struct net_device *dev)
{
	struct netdev_notifier_info info = { .dev = dev };

	call_netdevice_notifiers_info(NETDEV_CHANGE, &info);
}
//- /include/linux/netdevice.h
struct net_device {
	char name[IFNAMSIZ];
	unsigned int mtu;
};

struct netdev_notifier_info {
	struct netlink_ext_ack *extack;
	void *owner;
};
//- /drivers/net/sw.c
static int sw_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = ${value};

	if (dev->netdev_ops != &sw_ops)
		return NOTIFY_DONE;
	sw_update(dev);
	return NOTIFY_OK;
}

static struct notifier_block sw_nb = { .notifier_call = sw_event };

int sw_init(void)
{
	return register_netdevice_notifier(&sw_nb);
}
`;

const docs: RuleDocs = {
  summary: "A callback takes `data` for another struct than every caller of its chain hands over.",
  reports:
    "`struct X *x = data;` or a cast of `data` to `struct X *`, on a chain each of whose callers, for the events that come " +
    "to that place, is known to hand over a pointer to another struct (or NULL). What a caller hands over is read from " +
    "declarations: of the variable whose address it passes, of the pointer, or of the parameter of the function that " +
    "passes it on. Where one caller is not known, or one struct has the other among its members, nothing is reported.",
  why:
    "`data` is a `void *`: the compiler takes it for whatever the callback says. What the callback reads is then some other " +
    "member, and what it follows a wild pointer. It happens when a chain changes what it hands over, as that of the network " +
    "devices did in 3.11, and when a block is registered on a neighbour's chain.",
  bad: example("ptr"),
  good: example("netdev_notifier_info_to_dev(ptr)"),
  fixSafety:
    "Where a network device is expected and its information is handed over, the fix asks `netdev_notifier_info_to_dev()`, " +
    "which is safe. For other structs there is none.",
  whenNotToWorry:
    "The callback is called by somebody else as well, out of the tree, and tells the two apart. A struct that lies two " +
    "structs deep in the other is not seen.",
  pastFixes:
    "*[SCTP]: Fix inetaddr notifier chain corruption* (2004): through a block on two chains a callback for IPv4 addresses was " +
    "handed an IPv6 address. *netdev_notifier_info* replaced `struct net_device` in 3.11. Linux 6.1 has no instance.",
};

export const wrongDataCast: Rule = { id: "wrong-data-cast", severity: "warning", docs, checkChain };
