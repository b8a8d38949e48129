/**
 * The hover of an event constant: who announces it on which chain, who answers it with what, which event closes it.
 * Only names that a callback's own code or a call around the word tells for events are taken for one.
 */
import { contains } from "../base/place";
import type { CallSite, Chain } from "../model/model";
import { type EventPair, pairOf } from "../notifier/eventPairs";
import { valuesFor } from "./answers";
import { consumerList, usesOf } from "./consumers";
import { type FeatureContext, functionAt, memberships, type PlaceWriter } from "./context";
import { alternatives, call, code, hoverText, table } from "./markdown";
import { members } from "./order";
import type { Asked, Word } from "./subject";

/** The most callbacks, callers and chains that are named. */
const MOST = 12;

/** The chains on which a word is an event here: that of the callback around it, or of the call that it stands in. */
export function chainsOfEvent(context: FeatureContext, asked: Asked, word: Word): readonly Chain[] {
  if (word.isMember || !/^[A-Z][A-Z0-9_]{2,}$/.test(word.text) || word.text.startsWith("NOTIFY_")) return [];
  const around = functionAt(context, asked.file, asked.point)?.name;
  const own = memberships(context)
    .filter(({ callback: c }) => c.file === asked.file && c.function === around)
    .filter(({ chain, callback }) => word.text in callback.returnsByEvent || announces(chain, word.text))
    .map(({ chain }) => chain);
  if (own.length > 0) return [...new Set(own)];
  const calls = (context.facts.get(asked.file)?.calls ?? []).filter((c) => contains(c.place, asked.point));
  const isHere = (place: { file: string; line: number; column: number }): boolean =>
    place.file === asked.file &&
    calls.some((c) =>
      [c.place, ...c.uses.map((use) => use.place)].some(
        (p) => p.line === place.line && p.column === place.column,
      ),
    );
  return context.model.chains.filter((chain) =>
    chain.callSites.some((site) => {
      const told = [site, ...site.effectiveUse].filter((one) => one.event === word.text);
      return told.some(isHere) || (site.undoEvent === word.text && isHere(site));
    }),
  );
}

function announces(chain: Chain, event: string): boolean {
  return chain.callSites.some((site) => tells(site, event));
}

function tells(site: CallSite, event: string): boolean {
  if (site.replay) return false;
  return site.event === event || site.undoEvent === event || site.effectiveUse.some((u) => u.event === event);
}

export function eventHover(event: string, chains: readonly Chain[], at: PlaceWriter): string {
  return chains
    .slice(0, 3)
    .map((chain) => onChain(event, chain, at))
    .join("\n\n---\n\n");
}

function onChain(event: string, chain: Chain, at: PlaceWriter): string {
  const all = members(chain);
  const naming = all.filter((c) => event in c.returnsByEvent);
  const uses = usesOf(chain.callSites).filter((use) => use.event === event);
  const callers = new Map(
    [...uses, ...chain.callSites.filter((site) => !site.replay && site.event === event)].map((one) => [
      `${one.file} ${one.function}`,
      `${call(one.function)} ${at(one)}`,
    ]),
  );
  const who = [...callers.values()];
  const named = who.slice(0, 3).join(", ");
  const more = who.length > 3 ? ` and ${who.length - 3} more` : "";
  const told = who.length === 0 ? "no call that announces it was found" : `announced by ${named}${more}`;
  const counted = `${naming.length} of ${all.length} callbacks name it`;
  const rows = naming
    .slice(0, MOST)
    .map((c) => [`${call(c.function)} ${at(c)}`, alternatives(valuesFor(c, event))]);
  const list = consumerList(uses, at);
  return hoverText(
    [
      `${code(event)}: an event of the ${chain.type} chain ${code(chain.name)} (${at(chain)}), ${told}; ${counted}.`,
      pairText(event, chain),
    ],
    [
      rows.length === 0 ? "" : table(["callback", "returns"], rows),
      list === "" ? "" : `What becomes of the result:\n${list}`,
    ],
  );
}

/** What an event announces, or what it says about an event before it. */
function pairText(event: string, chain: Chain): string {
  const events = new Set([
    ...chain.callSites.flatMap((s) => [s.event, s.undoEvent ?? "", ...s.effectiveUse.map((u) => u.event)]),
    ...chain.callbacks.flatMap((c) => Object.keys(c.returnsByEvent)),
  ]);
  const opens = pairOf(event, [...events]);
  if (opens) return `It announces what is going to happen. ${endText(opens)}`;
  for (const other of events) {
    const pair = pairOf(other, [...events]);
    if (pair && [...pair.success, ...pair.cancel].includes(event))
      return `It tells how ${code(other)} ended: ${outcome(pair, event)}.`;
  }
  return "";
}

function endText({ success, cancel }: EventPair): string {
  if (success.join() === cancel.join() && success.length > 0)
    return `${alternatives(success)} tells that it is over, done or not.`;
  const done = success.length > 0 ? `${alternatives(success)} tells that it has happened` : "";
  const not = cancel.length > 0 ? `${alternatives(cancel)} that it has not` : "";
  const both = [done, not === "" || done !== "" ? not : not.replace(" that", " tells that")];
  return `${both.filter((text) => text !== "").join(", ")}.`;
}

function outcome({ success, cancel }: EventPair, event: string): string {
  const [good, bad] = [success.includes(event), cancel.includes(event)];
  return good && bad ? "done or not" : good ? "it has happened" : "it has not happened";
}
