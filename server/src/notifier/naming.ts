/**
 * Naming habits of the kernel that tell what a function does with an object when its body is not at hand. These are
 * heuristics and named as such wherever they decide something.
 */

const FREES =
  /^(?:k|v|kv|kz)?free(?:_|$)|_free(?:_|$)|^(?:__)?put_|_put$|_release$|_destroy$|^call_rcu|^kfree_rcu|_unref$/;

/** Whether a function by this name gives up an object that it is handed: kfree(), free_task(), put_device(). */
export function namesAFree(callee: string): boolean {
  return FREES.test(callee);
}

const PRINTS =
  /^(?:pr|dev|netdev|drm|printk|wiphy|ath|trace|seq|v4l2|xe|ibdev)_|^printk|^(?:DRM|BT|NL)_|^snprintf|^panic$|dbg|debug/;

/** Whether a function by this name only writes to a log: being printed is not being used. */
export function prints(callee: string): boolean {
  return PRINTS.test(callee);
}

const STORES =
  /^(?:h?list|llist|plist|klist)_(?:add|move|replace)|_enqueue|^(?:__)?skb_queue|^queue_(?:delayed_)?work|^schedule_(?:delayed_)?work|^kfifo_(?:in|put)|^(?:xa|idr|ida)_(?:store|insert|alloc)|^radix_tree_insert|^rb_link_node|^rcu_assign_pointer/;

/** Whether a function by this name keeps what it is handed: list_add(), queue_work(), xa_store(). */
export function stores(callee: string): boolean {
  return STORES.test(callee);
}

const ALLOCATES =
  /^(?:devm_)?(?:k|v|kv)(?:m|z|c)?alloc(?:_|$)|^(?:devm_)?k(?:str|mem)n?dup(?:_|$)|^kmem_cache_z?alloc(?:_|$)/;

/** Whether a function by this name answers memory or NULL, and never an error pointer: kzalloc(), kstrdup(). */
export function allocates(callee: string): boolean {
  return ALLOCATES.test(callee);
}

const SPEAKS =
  /register\w*(?:notif|_chain)|(?:notif\w*|_chain)_(?:un)?register|notif\w*_call|call_\w*notif|call_chain/i;

/**
 * Families that say "notify" or "chain" and have nothing of include/linux/notifier.h: linux/mmu_notifier.h,
 * media/cec-notifier.h, linux/fsnotify.h, sysfs_notify(), rtnl_notify(), ACPI's notify handlers, nftables' chains.
 */
const OTHER_FAMILIES =
  /^_*(?:mmu|mmu_interval|cec)_notifier|^(?:fs|i|sysfs_|rtnl_|genl_?|nlmsg_)notify|^acpi_(?:install|remove)_notify|^nft?_|^notifier_(?:from|to)_errno$/;

/** Whether a name says "notify" or "chain" and means nothing of include/linux/notifier.h. */
export function isOfAnotherFamily(name: string): boolean {
  return OTHER_FAMILIES.test(name);
}

/**
 * Whether a function's name says that it registers on a chain or walks one: its calls are recorded in every file that is read. Saves a second reading and decides nothing: wrappers by other names are asked for once they are known.
 */
export function speaksOfNotifying(name: string): boolean {
  return SPEAKS.test(name) && !isOfAnotherFamily(name);
}

/** Whether a name says anything of notifying: a table's member by such a name may hold a callback or a wrapper. */
export function mentionsNotifying(name: string): boolean {
  return /notif|_chain$|_chain_/i.test(name);
}

/** The first word of a name: "rocker" of `rocker_main.c` and of `rocker_world_ops`. */
const FIRST_WORD = /^[A-Za-z0-9]+/;

/**
 * What belongs to one driver bears its name: files of a folder, and structs. Decides in which files a call through a
 * driver's own table is looked for. @param path a file's path @returns the same for files that belong together
 */
export function familyOfFile(path: string): string {
  const end = path.lastIndexOf("/") + 1;
  return path.slice(0, end) + (FIRST_WORD.exec(path.slice(end))?.[0] ?? "");
}

/** The family of the files beside one that a struct (`struct rocker_world_ops`) bears the name of. */
export function familyOfStruct(struct: string, path: string): string {
  const name = struct.slice(struct.indexOf(" ") + 1);
  return path.slice(0, path.lastIndexOf("/") + 1) + (FIRST_WORD.exec(name)?.[0] ?? "");
}
