/**
 * Replays: a block's function called directly, outside any walk, to tell one listener what the others heard before it
 * came. The chain is that of the block: the one on which the same function puts it or from which it takes it, or those
 * on which the blocks that its callers pass are registered.
 */

import { sameElements } from "../base/lists";
import { oncePer } from "../base/once";
import type { CallFact, Expression } from "../facts/facts";
import { blockKey, resolveBlock } from "./blocks";
import { replaySite } from "./callers";
import type { Operations } from "./findOperations";
import type { CallSite } from "./model";
import { callsOfFunction } from "./pointers";
import type { Registration } from "./registrations";
import { createKeeper, type Steps } from "./steps";
import type { Defined, Symbols } from "./symbols";

/** The callee of a direct call of a block's function, as facts spell it. */
const REPLAY = "->notifier_call";

/** A block is followed through this many callers. */
const DEPTH = 6;

/** Where a replay's block was told to belong, and the event as its caller there gives it. */
interface Told {
  readonly chain: string;
  readonly event: string;
}

type Wrappers = Operations["wrappers"];

/** A replay, and the chain that it belongs to. */
export type Replay = readonly [chain: string, site: CallSite];

/** What finds the replays of a tree. */
export function replayFinder(
  symbols: Symbols,
  { step }: Steps,
): (wrappers: Wrappers, registrations: readonly Registration[]) => readonly Replay[] {
  const site = step((call: Defined<CallFact>, event: string) => replaySite(symbols, call, event));
  const sitesOf = step((call: Defined<CallFact>, wrappers: Wrappers, homes: Homes): Replay[] => {
    const byChain = new Map<string, Set<string>>();
    for (const { chain, event } of told(symbols, wrappers, homes, call))
      byChain.set(chain, (byChain.get(chain) ?? new Set()).add(event));
    return [...byChain].map(([chain, events]) => {
      const [event] = events;
      return [chain, site(call, events.size === 1 && event !== undefined ? event : "param")] as const;
    });
  });
  const homesNow = step(homesOf);
  const sameHomes = createKeeper<Homes>(areSameHomes);
  const same = createKeeper<readonly Replay[]>(sameElements);
  return step((wrappers: Wrappers, registrations: readonly Registration[]) => {
    sameHomes.begin();
    same.begin();
    const homes = sameHomes.keep("", homesNow(registrations));
    const replays = symbols.calls.get(REPLAY).flatMap((call) => sitesOf(call, wrappers, homes));
    return same.keep("", replays);
  });
}

/** By {@link blockKey}: the chains on which each block is registered. */
type Homes = ReadonlyMap<string, ReadonlySet<string>>;

function homesOf(registrations: readonly Registration[]): Homes {
  const homes = new Map<string, Set<string>>();
  for (const { kind, chain, blocks } of registrations)
    if (kind === "register" && chain !== null)
      for (const block of blocks) {
        const key = blockKey(block);
        homes.set(key, (homes.get(key) ?? new Set()).add(chain));
      }
  return homes;
}

/** Whether two say the same, in the same order. */
function areSameHomes(before: Homes, after: Homes): boolean {
  return (
    before.size === after.size &&
    sameElements([...before.keys()], [...after.keys()]) &&
    [...after].every(([block, chains]) => sameElements([...(before.get(block) ?? [])], [...chains]))
  );
}

function told(symbols: Symbols, wrappers: Wrappers, homes: Homes, replay: Defined<CallFact>): Told[] {
  const seen = new Set<string>();
  const follow = (
    call: Defined<CallFact>,
    block: Expression | undefined,
    event: Expression | undefined,
    depth: number,
  ): Told[] => {
    const { file, fact } = call;
    if (!block || depth === 0) return [];
    const spelled = event?.root.kind === "constant" && event.path.length === 0 ? event.root.text : "param";
    if (block.root.kind !== "parameter" || block.path.length > 0)
      return resolveBlock(symbols, file, fact.function, block).flatMap((one) =>
        [...(homes.get(blockKey(one)) ?? [])].map((chain) => ({ chain, event: spelled })),
      );
    const { index } = block.root;
    const key = `${file}:${fact.function} ${index} ${spelled}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const own = chainsOfParameter(wrappers, file, fact.function, index);
    if (own.length > 0) return own.map((chain) => ({ chain, event: spelled }));
    return callsOfFunction(symbols, file, fact.function).flatMap((caller) =>
      follow(caller, caller.fact.arguments[index], asSeenBy(caller, event), depth - 1),
    );
  };
  const [block, event] = replay.fact.arguments;
  return follow(replay, block, event, DEPTH);
}

function asSeenBy({ fact }: Defined<CallFact>, event: Expression | undefined): Expression | undefined {
  return event?.root.kind === "parameter" && event.path.length === 0
    ? fact.arguments[event.root.index]
    : event;
}

/** What each function does, by `file:name`. */
const operationsByFunction = oncePer(
  (wrappers: Wrappers) => new Map(wrappers.map((one) => [`${one.file}:${one.name}`, one.operations])),
);

/** The chains on which a function puts what a parameter points to, or from which it takes it. */
function chainsOfParameter(wrappers: Wrappers, file: string, name: string, index: number): string[] {
  const operations = operationsByFunction(wrappers).get(`${file}:${name}`) ?? [];
  const chains = operations.flatMap((o) =>
    o.kind !== "walk" && o.block.kind === "parameter" && o.block.index === index && o.head.kind === "chain"
      ? [o.head.id]
      : [],
  );
  return [...new Set(chains)];
}
