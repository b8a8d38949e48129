/**
 * Sets of values of other parts of the kernel that can end up in a callback's answer, by their names. Each row was read
 * in the Linux 6.1 header it names. Must not know chains.
 */

const DOMAINS: readonly (readonly [name: RegExp, words: string])[] = [
  [/^IRQ_(?:NONE|HANDLED|WAKE_THREAD)$/, "an interrupt handler's answer (linux/irqreturn.h)"],
  [/^(?:true|false)$/, "a truth value"],
  [/^NETDEV_TX_(?:OK|BUSY)$/, "a transmit result (linux/netdevice.h)"],
  [
    /^NET_(?:RX_(?:SUCCESS|DROP)|XMIT_(?:SUCCESS|DROP|CN))$/,
    "a receive or transmit result (linux/netdevice.h)",
  ],
  [/^NF_(?:DROP|ACCEPT|STOLEN|QUEUE|REPEAT|STOP)$/, "a netfilter verdict (uapi/linux/netfilter.h)"],
  [/^HRTIMER_(?:NORESTART|RESTART)$/, "a timer's answer (linux/hrtimer.h)"],
  [/^AE_[A-Z_]+$/, "an ACPI status (acpi/acexcep.h)"],
  [/^BLK_STS_[A-Z_]+$/, "a block layer status (linux/blk_types.h)"],
  [/^PCI_ERS_RESULT_[A-Z_]+$/, "an answer of PCI error recovery (linux/pci.h)"],
];

/** What a name is a value of, in words, where that is not a notifier chain's answer; null for all other texts. */
export function foreignDomain(value: string): string | null {
  return DOMAINS.find(([name]) => name.test(value))?.[1] ?? null;
}
