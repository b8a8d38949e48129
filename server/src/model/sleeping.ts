/**
 * Where callbacks must not sleep, and what of other files would make them. Must not judge what a callback does itself.
 */
import type { LockKind } from "../notifier/contexts";
import type { ChainType } from "../notifier/kernelApi";
import type { Callback, CallSite, Sleeper } from "./model";
import type { Symbols } from "./symbols";

/** Holding one of these, nobody may sleep (Documentation/locking/locktypes.rst). */
const FORBIDS: ReadonlySet<LockKind> = new Set(["spin", "rcu", "irq", "preempt"]);

/** The lock around a call because of which nobody may sleep there; null where there is none. */
export function lockForbidding({ locks }: Pick<CallSite, "locks">): string | null {
  return locks.find(({ kind, state }) => state === "held" && FORBIDS.has(kind))?.lock ?? null;
}

/**
 * Whether the callbacks of a chain must not sleep: an atomic chain is walked under rcu_read_lock() (kernel/notifier.c), a
 * raw one under whatever its callers hold.
 */
export function forbidsSleep(type: ChainType, sites: readonly CallSite[]): boolean {
  return type === "atomic" || (type === "raw" && sites.some((site) => lockForbidding(site) !== null));
}

/** The functions of other files which the callbacks come to and that sleep, each once. */
export function sleepersOf(symbols: Symbols, callbacks: readonly Callback[]): readonly Sleeper[] {
  const found = new Map<string, Sleeper>();
  for (const { does } of callbacks)
    for (const { outside } of does)
      for (const name of outside) {
        const [sleeper, ...others] = found.has(name) ? [] : symbols.sleepers(name);
        if (sleeper && others.length === 0)
          found.set(name, { name, call: sleeper.fact.call, file: sleeper.file });
      }
  return [...found.values()];
}
