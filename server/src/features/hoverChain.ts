/** The hover of a chain head and of a walk: who is called in which order, and what becomes of the result. */
import type { CallSite, Chain } from "../model/model";
import { PRIMITIVES } from "../notifier/kernelApi";
import { valuesFor } from "./answers";
import { consumerList, protocolText, usesOf } from "./consumers";
import type { PlaceWriter } from "./context";
import { alternatives, call, code, hoverText, table } from "./markdown";
import { members, tiesText } from "./order";
import type { Subject } from "./subject";

type Walk = Extract<Subject, { kind: "walk" }>;

/** The most callbacks in a table. */
const MOST = 20;

/** What a walk of each kind runs under (kernel/notifier.c). */
const RUNS_UNDER: Readonly<Record<Chain["type"], string>> = {
  atomic: "callbacks run inside `rcu_read_lock()` and must not sleep",
  blocking: "callbacks may sleep; a walk holds a semaphore for reading",
  raw: "no locking: its users see to it",
  srcu: "callbacks may sleep; a walk holds an SRCU read lock",
};

/** A chain head. */
export function headHover(chain: Chain, at: PlaceWriter): string {
  const perObject = chain.id.startsWith("struct ");
  const kind = `${perObject ? "the head of one chain per object, " : ""}${chain.type} notifier chain`;
  const count = members(chain).length;
  const uses = consumerList(usesOf(chain.callSites), at);
  return hoverText(
    [
      `${code(perObject ? chain.id : chain.name)}: ${kind}, ${counted(count, "callback")}; ${RUNS_UNDER[chain.type]}.`,
      protocolText(chain, at),
    ],
    [
      callbackTable(chain, null, at),
      uses === "" ? "" : `Callers of the walk:\n${uses}`,
      walkers(chain, at),
      replayers(chain, at),
    ],
  );
}

/** A call that walks a chain, or that gets the result of a walk from a wrapper. */
export function walkHover({ callee, chain, site, uses }: Walk, at: PlaceWriter): string {
  const events = new Set([site.event, ...uses.map((u) => u.event)].filter((e) => e !== "param"));
  const [only] = events;
  const event = events.size === 1 && only !== undefined ? only : null;
  const told = event === null || /^\d+$/.test(event) ? "" : `${code(event)} to `;
  const undo =
    site.undoEvent === null
      ? ""
      : `, and takes it back with ${code(site.undoEvent)} if one of them ends the walk`;
  const who = PRIMITIVES.has(callee) ? "Tells" : `${call(callee)} tells`;
  const whom = counted(members(chain).length, "callback");
  const list = consumerList(uses, at);
  return hoverText(
    [
      `${who} ${told}${whom} of the ${chain.type} chain ${code(chain.name)} (${at(chain)})${undo}.`,
      list === "" ? protocolText(chain, at) : `What becomes of the result:\n${list}`,
    ],
    [callbackTable(chain, event, at)],
  );
}

/** The callbacks in order, with what they return: for one event, or for all. */
function callbackTable(chain: Chain, event: string | null, at: PlaceWriter): string {
  const all = members(chain);
  if (all.length === 0) return "No callback is registered in this tree.";
  const rows = all.slice(0, MOST).map((c, i) => {
    const values = event === null ? c.returns : valuesFor(c, event);
    return [`${i + 1}`, `${call(c.function)} ${at(c)}`, c.priority, alternatives(values)];
  });
  const more = all.length > MOST ? `\n\nand ${all.length - MOST} more` : "";
  return table(["", "callback", "priority", "returns"], rows) + more + tiesText(all);
}

function walkers(chain: Chain, at: PlaceWriter): string {
  const walks = chain.callSites.filter((s) => !s.replay);
  const sites = walks.filter((s) => s.through === null);
  return walks.length === 0 ? "" : `Walked by ${named(sites.length > 0 ? sites : walks, at)}.`;
}

/** Who calls a single block's function itself: what that returns is nobody's result but its own. */
function replayers(chain: Chain, at: PlaceWriter): string {
  const replays = chain.callSites.filter((s) => s.replay);
  return replays.length === 0 ? "" : `Replayed to one block, outside any walk, by ${named(replays, at)}.`;
}

function named(sites: readonly CallSite[], at: PlaceWriter): string {
  return sites
    .slice(0, 6)
    .map((s) => `${call(s.function)} ${at(s)}`)
    .join(", ");
}

function counted(n: number, what: string): string {
  return n === 1 ? `1 ${what}` : `${n} ${what}s`;
}
