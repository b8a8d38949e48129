/**
 * The hover of a return value: what it does to the walk, and what the callers of the callback's chain make of it when
 * it becomes the result. The arithmetic is notifier/values.ts, nothing is decided here twice.
 */

import type { Chain, EffectiveUse } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import { spellErrno } from "../notifier/errno";
import { describeValue, parseSpelling } from "../notifier/spelling";
import { endsWalk, NOTIFY_VALUES, notifierToErrno } from "../notifier/values";
import { unknownReasons } from "./answers";
import { consumersOf, verb } from "./consumers";
import type { PlaceWriter } from "./context";
import { alternatives, call, code, hoverText } from "./markdown";
import { testHolds } from "./roles";
import type { Returning } from "./subject";

/** What the names are for (include/linux/notifier.h). */
const MEANINGS: ReadonlyMap<string, string> = new Map([
  ["NOTIFY_DONE", "the event does not concern this callback"],
  ["NOTIFY_OK", "the event suits this callback"],
  ["NOTIFY_STOP_MASK", "the flag, bit 15, that ends a walk"],
  ["NOTIFY_BAD", "a veto"],
  ["NOTIFY_STOP", "dealt with, call nobody else"],
]);

/** The most callers that one value is explained for. */
const MOST = 6;

/** A NOTIFY_ name anywhere, or a word of a callback's return statement. */
export function valueHover(word: string, returning: readonly Returning[], at: PlaceWriter): string {
  const named = NOTIFY_VALUES.get(word);
  const general = named === undefined ? "" : meaningText(word, named);
  const blocks = returning.flatMap((r) => returnedBlocks(r, named === undefined, at));
  const reasons = unknownReasons(returning.flatMap((r) => r.paths)).map(
    ({ why }) => `Not known further: ${why}.`,
  );
  return hoverText(
    [general, ...blocks.map((b) => b.short), ...reasons],
    [...new Set(blocks.map((b) => b.details))],
  );
}

function meaningText(word: string, value: number): string {
  return `${code(describeValue(value))}: ${MEANINGS.get(word) ?? ""}. ${effectText(value)}`;
}

/** What a walk does with a value, and what notifier_to_errno() makes of it. */
function effectText(value: number): string {
  const errno = notifierToErrno(value);
  const walk = endsWalk(value) ? "Ends the walk" : "The walk goes on";
  const decoded = errno === 0 ? "0" : `${errno} (${code(spellErrno(errno))})`;
  const warning = endsWalk(value) && value < 0 ? ": a raw errno ends the walk and is read as success" : "";
  return `${walk}; ${call("notifier_to_errno")} makes ${decoded} of it${warning}.`;
}

interface Block {
  readonly short: string;
  readonly details: string;
}

/** One block for each value that the statement returns. */
function returnedBlocks(returning: Returning, explain: boolean, at: PlaceWriter): Block[] {
  const { chain, paths, function: fn } = returning;
  const values = [...new Set(paths.map((p) => p.value))];
  return values.map((value) => {
    const spelled = parseSpelling(value);
    const number = spelled.kind === "value" ? spelled.value : null;
    const own = paths.filter((p) => p.value === value);
    const events = [...new Set(own.map((p) => p.event))];
    // Without a caller that asks who took it, "taken" means nothing.
    const taken = chain?.handoff && own.some((p) => p.taken !== "no") ? chain.handoff.object : null;
    const takes = taken === null ? "" : `, having taken the ${code(taken)}`;
    const said = `${call(fn)} returns ${code(value)} here ${eventsText(events, returning)}${takes}.`;
    const effect = explain && number !== null ? ` ${effectText(number)}` : "";
    const uses = chain ? consumersOf(chain).filter((u) => concerns(u, events)) : [];
    return { short: `${said}${effect}`, details: number === null ? "" : resultText(chain, uses, number, at) };
  });
}

function eventsText(events: readonly string[], { tellsApart }: Returning): string {
  const named = events.filter((e) => e !== OTHER_EVENTS);
  const others = tellsApart ? "every event it does not name" : "every event";
  if (named.length === 0) return `for ${others}`;
  return `for ${alternatives(named)}${named.length < events.length ? ` and ${others}` : ""}`;
}

function concerns(use: EffectiveUse, events: readonly string[]): boolean {
  return use.event === "param" || events.includes(use.event) || events.includes(OTHER_EVENTS);
}

/** What each caller does when this value is the walk's result. */
function resultText(
  chain: Chain | null,
  uses: readonly EffectiveUse[],
  value: number,
  at: PlaceWriter,
): string {
  if (uses.length === 0) return "";
  const lines = uses
    .slice(0, MOST)
    .map((u) => `- ${call(u.function)} ${at(u)} ${verb(u)}${verdict(chain, u, value)}`);
  const more = uses.length > MOST ? [`- and ${uses.length - MOST} more callers`] : [];
  return ["As the walk's result (the value of the last callback called):", ...lines, ...more].join("\n");
}

function verdict(chain: Chain | null, use: EffectiveUse, value: number): string {
  if (use.use === "to_errno") {
    const errno = notifierToErrno(value);
    return errno === 0 ? ": no error" : `: ${code(spellErrno(errno))}`;
  }
  const holds = use.test === null ? null : testHolds(use.test, value);
  if (holds === null) return "";
  const consumer = chain?.handoff?.consumers.find((c) => isSameUse(c.use, use));
  if (consumer)
    return testHolds(consumer.claim, value)
      ? `: ${holds}, taken, so it does not call ${call(consumer.release)}`
      : `: ${holds}, not taken, so it calls ${call(consumer.release)}`;
  const [effect] = holds ? use.whenTrue : use.whenFalse;
  return `: ${holds ? "true" : "false"}${effect ? `, so it calls ${call(effect.callee)}` : ""}`;
}

function isSameUse(a: EffectiveUse, b: EffectiveUse): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}
