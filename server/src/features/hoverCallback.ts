/**
 * The hover of a callback, of a block and of a registration: which chain, which place in the order, which value for
 * which event, what the caller makes of it. The short part must stand without the details.
 */
import type { Callback, Chain, Unresolved } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import { answersText, unknownReasons, valuesFor } from "./answers";
import { consumerList, protocolText, usesOf, verb } from "./consumers";
import type { Membership, PlaceWriter } from "./context";
import { alternatives, call, code, hoverText, table } from "./markdown";
import { members, priorityText, standing, standingText, tiesText } from "./order";

/** The most rows of a table of callbacks or events. */
const MOST = 14;

/** A callback, once for each chain that it is on. */
export function callbackHover(on: readonly Membership[], at: PlaceWriter): string {
  return on.map((m) => hoverText(callbackSummary(m, at), callbackDetails(m, at))).join("\n\n---\n\n");
}

/** A callback whose chain could not be told. */
export function lostCallbackHover(callback: Unresolved): string {
  const { name, why, returnsByEvent, paths = [] } = callback;
  return hoverText(
    [
      `${call(name)} is a notifier callback; its chain is not known: ${why}.`,
      returnsByEvent ? `Returns ${answersText({ returnsByEvent })}.` : "",
    ],
    [reasonsText(paths)],
  );
}

/** A block: its callback, its place, where it is put on and taken off. */
export function blockHover(on: readonly Membership[], at: PlaceWriter): string {
  const texts = on.map((m) => {
    const { callback, chain } = m;
    const carries = `${code(callback.block)} carries ${call(callback.function)} (${at(callback)})`;
    const first = `${carries}: ${standsText(chain, callback, `on ${chainText(chain)}`)}.`;
    return hoverText(
      [first, returnsText(m), protocolText(chain, at)],
      [lifeText(callback, at), orderTable(chain, callback)],
    );
  });
  return texts.join("\n\n---\n\n");
}

/** A registration: what goes where. */
export function registrationHover(on: readonly Membership[], undo: boolean, at: PlaceWriter): string {
  const lines = on.map(({ chain, callback }) => {
    const what = `${call(callback.function)} (${at(callback)}, block ${code(callback.block)})`;
    const where = `${chainText(chain)} (${at(chain)})`;
    return undo
      ? `Takes ${what} off ${where}; ${sleepText(chain)}`
      : `Puts ${what} on ${where}: ${standsText(chain, callback, "")}.`;
  });
  const [first] = on;
  return hoverText(
    lines,
    first && !undo ? [protocolText(first.chain, at), orderTable(first.chain, first.callback)] : [],
  );
}

/** What unregistering waits for (kernel/notifier.c). */
function sleepText({ type }: Chain): string {
  if (type === "raw") return "a raw chain leaves the locking against walks to its users.";
  const waits = {
    atomic: "waits for a grace period",
    srcu: "waits for the walks under way",
    blocking: "waits for the walks under way (it takes the semaphore for writing)",
  } as const;
  const deadlock = type === "atomic" ? "" : ", so it must not be called from a callback of this chain";
  return `it ${waits[type]}${deadlock}.`;
}

function callbackSummary(membership: Membership, at: PlaceWriter): string[] {
  const { chain, callback } = membership;
  return [
    `${call(callback.function)} is ${standsText(chain, callback, `on ${chainText(chain)}`)}.`,
    returnsText(membership),
    protocolText(chain, at),
  ];
}

/** "called 1st or 2nd of 3 on the atomic chain `x` (priority 0)"; `where` is empty or begins with "on". */
function standsText(chain: Chain, callback: Callback, where: string): string {
  const perObject = chain.id.startsWith("struct ") ? ", if all are on one object" : "";
  const place = standingText(standing(chain, callback));
  const stands = place === "the only callback" ? place : `called ${place}`;
  const text = callback.alternative ? "a definition for another configuration, of a callback" : stands;
  return `${text}${where === "" ? "" : ` ${where}`}${perObject} (${priorityText(callback)})`;
}

/** "the atomic chain `x`". */
function chainText(chain: Chain): string {
  return `the ${chain.type} chain ${code(chain.id.startsWith("struct ") ? chain.id : chain.name)}`;
}

function returnsText({ chain, callback }: Membership): string {
  const takes =
    chain.handoff && callback.takes.length > 0
      ? ` It takes the ${code(chain.handoff.object)} when it returns ${alternatives(callback.takes)}.`
      : "";
  return `Returns ${answersText(callback)}.${takes}`;
}

function callbackDetails({ chain, callback }: Membership, at: PlaceWriter): string[] {
  const uses = consumerList(usesOf(chain.callSites), at);
  return [
    eventTable(chain, callback),
    reasonsText(callback.paths),
    orderTable(chain, callback),
    lifeText(callback, at),
    uses === "" ? "" : `Callers of the walk:\n${uses}`,
  ];
}

/** Every event that the callback or a caller names: the answer, and what the caller makes of it. */
function eventTable(chain: Chain, callback: Callback): string {
  const uses = usesOf(chain.callSites);
  const told = uses.map((u) => u.event).filter((e) => e !== "param" && !/^\d+$/.test(e));
  const named = Object.keys(callback.returnsByEvent).filter((e) => e !== OTHER_EVENTS);
  const events = [...new Set([...named, ...told])];
  if (events.length === 0) return "";
  const rows = events.slice(0, MOST).map((event) => {
    const verbs = uses.filter((u) => u.event === event).map(verb);
    const caller = [...new Set(verbs)].join("; ");
    return [
      code(event),
      alternatives(valuesFor(callback, event)),
      caller === "" ? "no caller found" : caller,
    ];
  });
  const others = callback.returnsByEvent[OTHER_EVENTS];
  if (others) rows.push(["any other", alternatives(others), ""]);
  const more = events.length > MOST ? `\n\nand ${events.length - MOST} more events` : "";
  return table(["event", "returns", "the caller"], rows) + more;
}

function reasonsText(paths: Callback["paths"]): string {
  const reasons = unknownReasons(paths).slice(0, 4);
  return reasons.map(({ why, path }) => `Line ${path.place.line} is not fully known: ${why}.`).join("\n\n");
}

/** The chain in the order of a walk, around one callback where it is long. */
function orderTable(chain: Chain, callback: Callback): string {
  const all = members(chain);
  if (all.length < 2) return "";
  const start = Math.max(0, Math.min(all.indexOf(callback) - 6, all.length - MOST));
  const rows = all.slice(start, start + MOST).map((c, i) => {
    const name = c === callback ? `**${call(c.function)}**` : call(c.function);
    return [`${start + i + 1}`, name, c.priority, alternatives(c.returns)];
  });
  const more = all.length > MOST ? `\n\n${all.length} callbacks in all` : "";
  return table(["", "callback", "priority", "returns"], rows) + more + tiesText(all);
}

/** Where the block comes and goes. */
function lifeText({ registeredBy, unregisteredBy, block }: Callback, at: PlaceWriter): string {
  const inside = (fn: string): string => (fn === "" ? "" : ` in ${call(fn)}`);
  const on = `Block ${code(block)}: ${call(registeredBy.call)}${inside(registeredBy.function)} ${at(registeredBy)}`;
  const off = unregisteredBy.map((s) => `${call(s.call)}${inside(s.function)} ${at(s)}`);
  return `${on}; ${off.length === 0 ? "no call that takes it off was found" : `taken off by ${off.join(", ")}`}.`;
}
