/**
 * What the registration rules share: one look at each registration of a chain, whichever callbacks its block carries,
 * and which functions take the block off again. Must not judge.
 */
import { oncePer } from "../base/once";
import type { BlockCallFact, RoleFact } from "../facts/facts";
import type { Callback, Chain } from "../model/model";

/** A registration with its surroundings at hand, and the first callback that it puts on the chain. */
export interface Registered {
  readonly callback: Callback;
  readonly around: BlockCallFact;
}

/** The registrations of a chain, each call once. */
export const registrationsOn = oncePer((chain: Chain): readonly Registered[] => {
  const seen = new Set<string>();
  return chain.callbacks.flatMap((callback) => {
    const { file, line, column } = callback.registeredBy;
    const key = `${file}:${line}:${column}`;
    const registered = registeredAs(callback);
    if (!registered || callback.alternative || seen.has(key)) return [];
    seen.add(key);
    return [registered];
  });
});

const registeredAs = oncePer((callback: Callback): Registered | null => {
  const { around } = callback.registeredBy;
  return around ? { callback, around } : null;
});

/**
 * Functions that take a block off its chain: those that are called for it, and those that call them. A registration that
 * takes back what it did when it fails (register_netdevice_notifier() in net/core/dev.c) is none.
 */
export const removersOf = oncePer(
  ({ unregisteredBy, registeredBy: { call, function: name } }: Callback): ReadonlySet<string> => {
    const sites = unregisteredBy.filter((site) => site.call !== call);
    return new Set(sites.flatMap((site) => [site.call, ...(site.function === name ? [] : [site.function])]));
  },
);

/** Named heuristic: what is called like this takes some notifier off some chain. */
export const REMOVES_A_NOTIFIER =
  /notif\w*_(?:un|remove|del)|(?:unregister|remove|del)\w*_?notif|unregister_client/;

/** Whether a registration ends by itself: with the device, or with an action that was added for it. */
export const isManaged = oncePer(({ callback, around }: Registered): boolean => {
  const removers = removersOf(callback);
  return (
    /^(?:->)?devm_|devres|drmm_/.test(callback.registeredBy.call) ||
    around.cleanUps.actions.some((name) => removers.has(name) || REMOVES_A_NOTIFIER.test(name))
  );
});

/** Whether the block lies in memory that is freed with its device, its object, or its module's start. */
export function liesInAllocatedMemory({ callback }: Registered): boolean {
  return callback.block.startsWith("struct ");
}

/** A function's role, itself or through its callers in the file. */
export function roleOf({ around }: Registered, role: RoleFact["role"]): RoleFact | undefined {
  return around.life.roles.find((one) => one.role === role);
}
