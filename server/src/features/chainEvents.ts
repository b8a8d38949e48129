/**
 * The events of a chain in the tree of chains: who sends each, and what those callbacks answer that tell it from the
 * others. Must not know the rest of the tree.
 */
import type { FilePlace } from "../base/finding";
import type { Callback, Chain } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import { valuesFor } from "./answers";
import { type Branch, callbackKey, keyed, leaf, nodeOf, withoutCode } from "./chainBranch";
import { usesOf, verb } from "./consumers";
import { callbackHover } from "./hoverCallback";
import { call, code } from "./markdown";
import { members } from "./order";

/** Every event that a caller or a callback names, those of the callers first. */
export function eventsOf(chain: Chain): string[] {
  const sent = chain.callSites.flatMap(({ event, undoEvent, effectiveUse }) => [
    ...[event, ...(undoEvent === null ? [] : [undoEvent])],
    ...effectiveUse.map((use) => use.event),
  ]);
  const named = chain.callbacks.flatMap((callback) => Object.keys(callback.returnsByEvent));
  return [...new Set([...sent, ...named])].filter((event) => event !== "param" && event !== OTHER_EVENTS);
}

export function eventBranch(parent: string, chain: Chain, event: string): Branch {
  const id = `${parent}\t${event}`;
  const senders = sendersOf(chain, event);
  const naming = members(chain).filter((callback) => event in callback.returnsByEvent);
  const others = othersText(naming.length, members(chain).length - naming.length);
  const node = nodeOf({
    ...{ id, kind: "event", label: eventLabel(event), copies: event, hasChildren: true },
    description: `${placesText(senders.length)} · named by ${naming.length}`,
    place: senders[0]?.place ?? naming[0] ?? null,
  });
  return {
    node,
    children: () => [
      ...senderLeaves(id, chain, senders),
      ...answerLeaves(id, chain, event, naming),
      leaf({ id: `${id}\tothers`, kind: "note", label: others }),
    ],
    tooltip: (at) => {
      const by = senders.map((s) => `- ${call(s.function)} ${at(s.place)}: ${s.verb}`);
      const sent = by.length === 0 ? "No call that sends it was found." : `Sent by\n${by.join("\n")}`;
      return [code(event), sent, `${others}.`].join("\n\n");
    },
  };
}

/** Some chains have but one event, a number that nobody looks at. */
export function eventLabel(event: string): string {
  return /^\d+$/.test(event) ? `event ${event}` : event;
}

function placesText(n: number): string {
  return n === 0 ? "not sent" : `sent in ${n} place${n === 1 ? "" : "s"}`;
}

function othersText(naming: number, others: number): string {
  if (others === 0) return "Every callback names it";
  if (naming === 0) return "No callback names it";
  return others === 1 ? "1 other callback does not name it" : `${others} other callbacks do not name it`;
}

/** A place that sends an event, with what becomes of the result there. */
interface Sender {
  readonly function: string;
  readonly place: FilePlace;
  readonly verb: string;
}

/** Where the result of a walk with this event is used; walks of which that is not known stand for themselves. */
function sendersOf(chain: Chain, event: string): Sender[] {
  const uses = usesOf(chain.callSites).filter((use) => use.event === event);
  const used = uses.map((use) => ({ function: use.function, place: use, verb: verb(use) }));
  const others = chain.callSites.filter(
    (site) =>
      (site.event === event || site.undoEvent === event) && !site.effectiveUse.some((u) => u.event === event),
  );
  const silent = others.map((site) => {
    const [first] = site.effectiveUse;
    return { function: site.function, place: site, verb: first ? verb(first) : "ignores the result" };
  });
  return [...used, ...silent];
}

function senderLeaves(parent: string, chain: Chain, senders: readonly Sender[]): Branch[] {
  return keyed(senders, (s) => `${s.function} ${s.place.file}`).map(({ key, thing }) =>
    leaf(
      {
        ...{ id: `${parent}\tsent ${key}`, kind: "walk", label: `${thing.function}()`, place: thing.place },
        ...{ description: withoutCode(thing.verb), copies: thing.function },
        simulation: { chain: chain.id, callback: null },
      },
      (at) => `${call(thing.function)} ${at(thing.place)} ${thing.verb}.`,
    ),
  );
}

/** A click goes to the return that answers the event. */
function answerLeaves(parent: string, chain: Chain, event: string, naming: readonly Callback[]): Branch[] {
  return keyed(naming, callbackKey).map(({ key, thing }) =>
    leaf(
      {
        ...{ id: `${parent}\tanswered ${key}`, kind: "callback", label: `${thing.function}()` },
        description: valuesFor(thing, event).join(", "),
        place: thing.paths.find((path) => path.event === event)?.place ?? thing,
        ...{ registration: thing.registeredBy, copies: thing.function },
        simulation: { chain: chain.id, callback: thing.function },
      },
      (at) => callbackHover([{ chain, callback: thing }], at),
    ),
  );
}
