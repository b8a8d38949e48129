/**
 * The few kernel names that everything else is inferred from: include/linux/notifier.h's own types, macros and
 * functions. Wrappers, chains, events and protocols are never listed here: they are found in the tree that is open.
 */

/** The four kinds of chain of include/linux/notifier.h. */
export type ChainType = "atomic" | "blocking" | "raw" | "srcu";

/** `struct …_notifier_head` by kind (include/linux/notifier.h). */
export const HEAD_TYPES: ReadonlyMap<string, ChainType> = new Map([
  ["struct atomic_notifier_head", "atomic"],
  ["struct blocking_notifier_head", "blocking"],
  ["struct raw_notifier_head", "raw"],
  ["struct srcu_notifier_head", "srcu"],
]);

/** Initialisers of a head at run time: the head is the first argument (include/linux/notifier.h). */
export const HEAD_INITIALISERS: ReadonlyMap<string, ChainType> = new Map([
  ["ATOMIC_INIT_NOTIFIER_HEAD", "atomic"],
  ["BLOCKING_INIT_NOTIFIER_HEAD", "blocking"],
  ["RAW_INIT_NOTIFIER_HEAD", "raw"],
  ["srcu_init_notifier_head", "srcu"],
]);

/** What a primitive does, and at which argument (from 0) its operands stand. */
export type Primitive =
  | {
      readonly kind: "register" | "unregister";
      readonly type: ChainType;
      readonly head: number;
      readonly block: number;
      readonly uniquePriority: boolean;
    }
  | {
      readonly kind: "walk";
      readonly type: ChainType;
      readonly head: number;
      readonly event: number;
      readonly data: number;
      readonly robust: boolean;
      /** The event of the second walk of a robust call. */
      readonly undoEvent: number | null;
    };

const TYPES: readonly ChainType[] = ["atomic", "blocking", "raw", "srcu"];

function primitives(): Map<string, Primitive> {
  const table = new Map<string, Primitive>();
  for (const type of TYPES) {
    const operands = { type, head: 0, block: 1 };
    table.set(`${type}_notifier_chain_register`, { kind: "register", ...operands, uniquePriority: false });
    table.set(`${type}_notifier_chain_unregister`, {
      kind: "unregister",
      ...operands,
      uniquePriority: false,
    });
    const walk = { kind: "walk", type, head: 0, event: 1 } as const;
    const plain: Primitive = { ...walk, data: 2, robust: false, undoEvent: null };
    table.set(`${type}_notifier_call_chain`, plain);
    // Public until 5.9: __…_notifier_call_chain(head, val, v, nr_to_call, nr_calls).
    table.set(`__${type}_notifier_call_chain`, plain);
    // (head, val_up, val_down, v), since 5.10; atomic until 5.14.
    if (type !== "srcu")
      table.set(`${type}_notifier_call_chain_robust`, { ...walk, data: 3, robust: true, undoEvent: 2 });
  }
  for (const type of ["atomic", "blocking"] as const)
    table.set(`${type}_notifier_chain_register_unique_prio`, {
      kind: "register",
      type,
      head: 0,
      block: 1,
      uniquePriority: true,
    });
  // 2.6 and 3.x: registers without sleeping while the system boots.
  table.set("blocking_notifier_chain_cond_register", {
    kind: "register",
    type: "blocking",
    head: 0,
    block: 1,
    uniquePriority: false,
  });
  return table;
}

/** The functions of kernel/notifier.c, by name. */
export const PRIMITIVES: ReadonlyMap<string, Primitive> = primitives();

/** The type of a notifier block as the text spells it. */
export const BLOCK_TYPE = "struct notifier_block";

/**
 * Functions that put a handler on a list whose members are tried one after the other until one works: what a handler
 * answers once it has come back means that it did not work, so the next one must be called. By function, what the
 * handlers are for. kernel/reboot.c, Linux 6.1.
 */
export const FALLBACK_REGISTRATIONS: ReadonlyMap<string, string> = new Map([
  ["register_restart_handler", "restart"],
  ["register_sys_off_handler", "power off"],
  ["devm_register_sys_off_handler", "power off"],
  ["devm_register_power_off_handler", "power off"],
  ["devm_register_restart_handler", "restart"],
]);
