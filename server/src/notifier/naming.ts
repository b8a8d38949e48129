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

const SPEAKS = /notif|_chain$|_chain_|^call_chain/i;

/** Whether a function's name says that it is about notifying: its calls are recorded in every file that is read. */
export function speaksOfNotifying(name: string): boolean {
  return SPEAKS.test(name);
}
