/**
 * The chain model for reading in a terminal: each chain with who is called, in the order of a walk, with what it
 * answers, and who walks it and what becomes of the result. 100 columns. Must not infer: all of it stands in the model.
 */
import type { Callback, CallSite, Chain, ChainModel, EffectiveUse, Unresolved } from "../model/model";
import { callbackAnswers } from "./returnsText";
import { count, line, padded } from "./traceText";

/** As wide as the kernel's own sources may be (scripts/checkpatch.pl: 100). */
const COLUMNS = 100;

/** contract.md's words for the use of a result, in a sentence. */
const USES: Readonly<Record<EffectiveUse["use"], string>> = {
  ignored: "ignored",
  returned: "returned",
  to_errno: "read as an errno",
  stop_mask: "tested for the stop bit",
  eq_BAD: "tested for NOTIFY_BAD",
  eq_STOP: "tested for NOTIFY_STOP",
  eq_OK: "tested for NOTIFY_OK",
  nonzero: "tested for anything but 0",
  other: "used otherwise",
};

const PROTOCOLS: Readonly<Record<Chain["protocol"], string>> = {
  "notify-only": "notify-only: no caller uses the result",
  "errno-veto": "errno-veto: a caller reads the result as an errno and gives up",
  "stop-veto": "stop-veto: a caller gives up when a callback ended the walk",
  claim: "claim: a value tells the caller that a callback has taken over",
  mixed: "mixed: callers or events differ in what they make of the result",
};

/** The listing of `chains`. */
export function chainsText(model: ChainModel): string {
  const sections = model.chains.map(chainLines);
  if (model.unresolved.length > 0) sections.push(unresolvedLines(model.unresolved));
  return sections.map((lines) => `${lines.join("\n")}\n`).join("\n");
}

/** `12 chains, 31 callbacks, 20 call sites in ROOT (Linux 6.1.0); 3 not resolved`. */
export function chainsSummary(root: string, model: ChainModel): string {
  const callbacks = model.chains.flatMap((c) => c.callbacks).length;
  const sites = model.chains.flatMap((c) => c.callSites).length;
  const version = model.kernelVersion === null ? "" : ` (Linux ${model.kernelVersion})`;
  const open = model.unresolved.length === 0 ? "" : `; ${model.unresolved.length} not resolved`;
  const counts = `${count(model.chains.length, "chain")}, ${count(callbacks, "callback")}, ${count(sites, "call site")}`;
  return `${counts} in ${root}${version}${open}`;
}

const wrapped = (indent: number, text: string): string[] => line(indent, text, COLUMNS);

function chainLines(chain: Chain): string[] {
  const { id, type, protocol, handoff, callbacks } = chain;
  return [
    id,
    ...wrapped(4, `${type}, head at ${chain.file}:${chain.line}; ${PROTOCOLS[protocol]}`),
    ...(handoff?.consumers ?? []).flatMap(({ use, claim, release }) =>
      wrapped(
        4,
        `hands out a ${handoff?.object}: taken where the result ${claim}, else ${use.function}() calls ${release}()`,
      ),
    ),
    ...(callbacks.length === 0 ? wrapped(4, "no callback is registered in this tree") : []),
    ...callbacks.flatMap(callbackLines),
    ...(chain.callSites.every((s) => s.replay) ? wrapped(4, "nobody walks it in this tree") : []),
    ...toldOnce(chain.callSites).flatMap(callSiteLines),
  ];
}

/** A place, without its file where the reader has just seen it. */
function place(file: string, at: number, seen: string): string {
  return file === seen ? `line ${at}` : `${file}:${at}`;
}

function callbackLines(callback: Callback, index: number): string[] {
  const { priority, priorityValue, file, registeredBy, unregisteredBy } = callback;
  const number = priorityValue === null || String(priorityValue) === priority ? "" : ` = ${priorityValue}`;
  const by = `${registeredBy.call}() at ${place(registeredBy.file, registeredBy.line, file)}`;
  const off = unregisteredBy.length === 0 ? ", never taken off" : "";
  const order = `${index + 1}.`.padStart(7);
  return [
    `${order} ${callback.function}()  ${file}:${callback.line}  priority ${priority}${number}`,
    ...callbackAnswers(callback).flatMap((answer) => wrapped(12, answer)),
    ...wrapped(12, `${callback.block}, ${by}${off}`),
  ];
}

/** The sites without those of a wrapper whose uses are listed with the walk inside it. */
function toldOnce(sites: readonly CallSite[]): CallSite[] {
  const key = (u: EffectiveUse): string => `${u.file}:${u.line} ${u.event} ${u.use}`;
  const told = new Set(sites.filter((s) => s.through === null).flatMap((s) => s.effectiveUse.map(key)));
  return sites.filter((s) => s.through === null || !s.effectiveUse.every((u) => told.has(key(u))));
}

function callSiteLines(site: CallSite): string[] {
  const { robust, undoEvent, through, file, effectiveUse } = site;
  const event = eventText(site.event);
  const undo = robust ? `, undone with ${eventText(undoEvent ?? "param")}` : "";
  const by = through === null ? "" : ` through ${through}()`;
  const own = effectiveUse.length === 0 ? `: result ${USES[site.use]}` : "";
  const walk = `${site.replay ? "replayed to one block" : "walked"} by ${site.function}()  ${file}:${site.line}${by}, ${event}${undo}${own}`;
  const events = padded(effectiveUse.map((u) => (u.event === "param" ? "any event" : u.event)));
  const uses = padded(effectiveUse.map(useText));
  return [
    ...wrapped(4, walk),
    ...effectiveUse.flatMap((u, i) =>
      wrapped(12, `${events[i] ?? ""}  ${uses[i] ?? ""}  ${u.function}()  ${place(u.file, u.line, file)}`),
    ),
  ];
}

function eventText(event: string): string {
  return event === "param" ? "an event of its caller's" : `event ${event}`;
}

function useText({ use, test }: EffectiveUse): string {
  if (test === null) return USES[use];
  return use === "to_errno" ? `decoded to an errno, tested ${test}` : `tested ${test}`;
}

function unresolvedLines(unresolved: readonly Unresolved[]): string[] {
  return [
    "not resolved",
    ...unresolved.flatMap(({ kind, name, file, line: at, why, returns }) => {
      const what = kind === "callSite" ? "call of" : kind;
      const values = returns && returns.length > 0 ? `; returns ${returns.join(" or ")}` : "";
      return wrapped(4, `${what} ${name}()  ${file}:${at}  ${why}${values}`);
    }),
  ];
}
