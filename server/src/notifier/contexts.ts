/**
 * What the kernel's own functions do to the context that they are called in: which sleep, which take and give back
 * locks, and what tells that code looks where it runs before it does so. Knowledge about names, as data; must not read
 * code. Sources: the might_sleep() of the functions themselves (kernel/locking/{mutex,rwsem,semaphore}.c,
 * kernel/time/timer.c, kernel/workqueue.c, kernel/rcu/tree.c, mm/vmalloc.c), Documentation/locking/locktypes.rst and
 * Documentation/core-api/memory-allocation.rst. Left out are functions that sleep only on some hardware: regmap, I2C, SPI,
 * GPIO and runtime power management all have kinds that do not.
 */

/** Which kind of exclusion a lock gives; `asserted`: the code only states that its caller holds it. */
export type LockKind = "spin" | "sleeping" | "rcu" | "irq" | "preempt" | "asserted";

const SLEEPING = [
  "mutex_lock(?:_nested|_interruptible|_killable|_io)?",
  "down(?:_read|_write)?(?:_interruptible|_killable|_timeout|_nested)?",
  "ssleep|msleep(?:_interruptible)?|usleep_range(?:_state)?",
  "schedule|schedule_timeout(?:_\\w+)?|io_schedule|yield",
  "wait_for_completion(?:_\\w+)?|wait_event(?:_\\w+)?",
  "flush_(?:work|delayed_work|workqueue)|drain_workqueue|destroy_workqueue",
  "cancel_(?:delayed_)?work_sync|kthread_(?:stop|run|create)",
  "rtnl_lock(?:_killable)?|device_lock|lock_sock|cpus_read_lock",
  "synchronize_(?:rcu(?:_expedited)?|srcu|net|irq)|free_irq",
  "v[mz]alloc|might_sleep|clk_prepare(?:_enable)?",
].join("|");

/** A call that sleeps. The name is the first group. */
export const SLEEPS = new RegExp(`\\b(${SLEEPING})[ \\t]*\\(`, "g");

/** What an allocation is told that may sleep (Documentation/core-api/memory-allocation.rst). */
export const ALLOCATION = "GFP_KERNEL";

/** A call that waits for a lock. The name is the first group; `_trylock` never waits. */
export const WAITS_FOR_A_LOCK =
  /\b((?:raw_)?(?:spin|read|write)_lock(?:_irq|_irqsave|_bh|_nested)?|mutex_lock(?:_nested|_interruptible|_killable)?|down(?:_read|_write|_interruptible)?)[ \t]*\(/g;

/** Code that asks where it runs, or is told, before it sleeps or waits. */
export const ASKS_WHERE_IT_RUNS =
  /\b(?:in_atomic|in_interrupt|in_irq|in_hardirq|in_nmi|in_task|in_dbg_master|irqs_disabled|preemptible|oops_in_progress|panic_in_progress|system_state|gfpflags_allow_blocking|in_panic|(?:can|may)_?sleep|atomic)\b/;

/** Code that takes a lock only where it is free, or looks before. */
export const TRIES = /trylock|down_try|_is_locked\b/;

/** What a call does to one lock. */
export interface LockOperation {
  readonly does: "take" | "try" | "release" | "assert";
  readonly kind: LockKind;
  /** The one lock that the call is about where it has no argument. */
  readonly lock: string | null;
}

const FAMILIES: readonly [pattern: RegExp, kind: LockKind][] = [
  [/^(?:raw_)?(?:spin|read|write)_(lock|unlock|trylock)(?:_irq|_irqsave|_irqrestore|_bh|_nested)?$/, "spin"],
  [/^mutex_(lock|unlock|trylock)(?:_nested|_interruptible|_killable|_io)?$/, "sleeping"],
];

const SINGLE: ReadonlyMap<string, LockOperation> = new Map(
  (
    [
      ["rtnl_lock", "take", "sleeping", "rtnl"],
      ["rtnl_lock_killable", "take", "sleeping", "rtnl"],
      ["rtnl_trylock", "try", "sleeping", "rtnl"],
      ["rtnl_unlock", "release", "sleeping", "rtnl"],
      ["ASSERT_RTNL", "assert", "asserted", "rtnl"],
      ["rcu_read_lock", "take", "rcu", "rcu"],
      ["rcu_read_unlock", "release", "rcu", "rcu"],
      ["local_irq_save", "take", "irq", "irq"],
      ["local_irq_disable", "take", "irq", "irq"],
      ["local_irq_restore", "release", "irq", "irq"],
      ["local_irq_enable", "release", "irq", "irq"],
      ["preempt_disable", "take", "preempt", "preempt"],
      ["preempt_enable", "release", "preempt", "preempt"],
      ["get_cpu", "take", "preempt", "preempt"],
      ["put_cpu", "release", "preempt", "preempt"],
      ["lockdep_assert_held", "assert", "asserted", null],
      ["lockdep_assert_held_write", "assert", "asserted", null],
    ] as const
  ).map(([name, does, kind, lock]) => [name, { does, kind, lock }]),
);

/** What a function does to a lock, by its name; null where it has nothing to do with one. */
export function lockOperation(callee: string): LockOperation | null {
  const single = SINGLE.get(callee);
  if (single) return single;
  for (const [pattern, kind] of FAMILIES) {
    const verb = pattern.exec(callee)?.[1];
    if (verb)
      return { does: verb === "lock" ? "take" : verb === "unlock" ? "release" : "try", kind, lock: null };
  }
  const semaphore =
    /^(down|up)(?:_read|_write)?(_trylock)?(?:_interruptible|_killable|_timeout|_nested)?$/.exec(callee);
  if (!semaphore) return null;
  const [, verb, tries] = semaphore;
  return { does: verb === "up" ? "release" : tries ? "try" : "take", kind: "sleeping", lock: null };
}

/** A text without any of these has no lock in it. */
export const MENTIONS_A_LOCK =
  /(?:spin|read|write|mutex|rtnl)_(?:try)?lock|lockdep_assert|\bdown(?:_\w+)?\(|local_irq_|preempt_disable|get_cpu\(|ASSERT_RTNL/;

/** Functions that a callback calls everywhere and that neither sleep nor wait: not worth looking up. */
export const HARMLESS =
  /^(?:pr|dev|netdev|netif|list|hlist|atomic\w*|refcount|kref|test|set|clear|spin|raw|rcu|read|write|mem|str|sn?|vsn?|is|to|container|dev_get|platform_get|be\d+|le\d+|cpu_to|ktime|local)_|^(?:printk|panic|container_of|sizeof|if|for|while|switch|return|defined|typeof|likely|unlikely|udelay|mdelay|kfree|readl|writel|readb|writeb|ARRAY_SIZE|snprintf|sprintf)$|printf$|_of$/;

/**
 * The chain of kernel/panic.c: it is walked when the kernel has given up, with the other processors stopped wherever they
 * were, locks held and all.
 */
export const PANIC_CHAIN = "panic_notifier_list";

/** Objects that events are about and that live as long as somebody holds a reference (their _hold() or _get() functions). */
export const COUNTED: ReadonlySet<string> = new Set(
  [
    "net_device",
    "device",
    "neighbour",
    "in_ifaddr",
    "inet6_ifaddr",
    "fib_info",
    "fib6_info",
    "sock",
    "task_struct",
  ].map((name) => `struct ${name}`),
);

/** A call that puts work off. The name is the first group. */
export const DEFERS = /\b((?:queue|schedule)_(?:delayed_)?work(?:_on)?)[ \t]*\(/;

/** A call that takes a reference, by its name. */
export const TAKES_A_REFERENCE = /\b\w*(?:_hold|_get|get_device|_clone|_inc(?:_not_zero)?|try_get)[ \t]*\(/;
