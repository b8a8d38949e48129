/** Events that close what another event opened: which they are on a chain. Must not judge callbacks. */
import { oncePer } from "../base/once";
import type { Chain } from "../model/model";
import { type EventPair, pairOf } from "../notifier/eventPairs";
import { namedEvents } from "./stops";

/** The pair that an event closes on a chain which also sends the pair's first event; null for all other events. */
export function closedBy(chain: Chain, event: string): EventPair | null {
  return closingEvents(chain).get(event) ?? null;
}

/** Each closing event of a chain with the pair it closes. */
const closingEvents = oncePer((chain: Chain): ReadonlyMap<string, EventPair> => {
  const events = namedEvents(chain);
  const opening = events.flatMap((event) => pairOf(event, events) ?? []);
  return new Map(
    opening.flatMap((pair) =>
      [...pair.success, ...pair.cancel].map((closing): [string, EventPair] => [closing, pair]),
    ),
  );
});
