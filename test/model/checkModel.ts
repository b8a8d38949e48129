/**
 * Holds linking to a small tree: the chains, callbacks, call sites, uses or unresolved things of its model, one line
 * each, all of them and in the model's order. What holds for every model is held for every tree: it is plain data, and
 * the order of files does not matter.
 */
import { expect } from "vitest";
import type { FileFacts } from "../../server/src/facts/facts";
import { createLinker, linkModel } from "../../server/src/model/link";
import type {
  Callback,
  CallSite,
  Chain,
  ChainModel,
  EffectiveUse,
  Unresolved,
} from "../../server/src/model/model";
import type { FactsByFile } from "../../server/src/model/symbols";
import { analyse } from "../support/analyse";
import { parseFixture } from "../support/fixture";

const KINDS = {
  /** ID TYPE PROTOCOL, and the handoff where there is one. */
  chains: ({ chains }) => chains.map(chain),
  /** FUNCTION by its block, where it is registered and taken off; in the order of a walk. */
  callbacks: ({ chains }) => chains.flatMap((c) => c.callbacks.map((one) => `${c.id}: ${callback(one)}`)),
  /** FUNCTION -> event: values; after each value what was done to the object, where anything was. */
  returns: ({ chains }) =>
    chains.flatMap((c) => c.callbacks.map((one) => `${one.function}: ${returns(one)}`)),
  callSites: ({ chains }) => chains.flatMap((c) => c.callSites.map((s) => `${c.id}: ${callSite(s)}`)),
  /** Where the result of each walk ends up. */
  uses: ({ chains }) =>
    chains.flatMap((c) => c.callSites.flatMap((s) => s.effectiveUse.map((u) => `${s.function}: ${use(u)}`))),
  unresolved: ({ unresolved: list }) => list.map(unresolved),
} satisfies Record<string, (model: ChainModel) => readonly string[]>;

export type ModelKind = keyof typeof KINDS;

function chain({ id, type, protocol, handoff }: Chain): string {
  const words = handoff
    ? `, ${handoff.object} freed by ${handoff.release}() in ${handoff.consumer.function} unless ${handoff.claim}`
    : "";
  return `${id} ${type} ${protocol}${words}`;
}

function callback(c: Callback): string {
  const known = c.priorityValue === null ? "unknown" : String(c.priorityValue);
  const priority = c.priority === known ? known : `${c.priority} = ${known}`;
  const { call, function: fn } = c.registeredBy;
  const off = c.unregisteredBy.map((u) => ` off by ${u.call} in ${u.function}`).join("");
  return `${c.function}@${c.file} ${c.block} at ${priority} by ${call} in ${fn}${off}${c.alternative ? " (alternative)" : ""}`;
}

function returns(c: Callback): string {
  const events = Object.entries(c.returnsByEvent).map(([event, values]) => `${event}: ${values.join(", ")}`);
  return [...events, ...(c.takes.length > 0 ? [`takes with ${c.takes.join(", ")}`] : [])].join(" | ");
}

function callSite(s: CallSite): string {
  const undo = s.robust ? ` robust, back with ${s.undoEvent}` : "";
  return `${s.replay ? "replay of " : ""}${s.event}${undo} in ${s.function}${s.through === null ? "" : ` through ${s.through}`}: ${s.use}`;
}

function use(u: EffectiveUse): string {
  const list = (effects: EffectiveUse["whenTrue"]): string => effects.map((e) => e.callee).join(",") || "-";
  const branch =
    u.whenTrue.length + u.whenFalse.length > 0 ? ` then ${list(u.whenTrue)} else ${list(u.whenFalse)}` : "";
  return `${u.event} ${u.use}${u.test === null ? "" : ` (${u.test})`} in ${u.function}@${u.file}${branch}`;
}

function unresolved(u: Unresolved): string {
  return `${u.kind} ${u.name}@${u.file}:${u.line}: ${u.why}${u.returns ? `; returns ${u.returns.join(", ")}` : ""}`;
}

/** The model of a tree. */
export async function modelOf(text: string): Promise<ChainModel> {
  const { facts, model } = await analyse(parseFixture(text).files);
  expect(JSON.parse(JSON.stringify(model))).toEqual(model);
  const { kernelVersion } = model;
  expect(linkModel(new Map([...facts].reverse()), { kernelVersion })).toEqual(model);
  checkFileByFile(facts, kernelVersion);
  return model;
}

/** Files that come one after the other, and go again, leave nothing behind. */
function checkFileByFile(facts: FactsByFile, kernelVersion: string | null): void {
  const linker = createLinker();
  const now = new Map<string, FileFacts>();
  const check = (): void =>
    expect(linker.link(now, { kernelVersion })).toEqual(linkModel(now, { kernelVersion }));
  for (const [file, one] of facts) {
    now.set(file, one);
    check();
  }
  for (const file of facts.keys()) {
    now.delete(file);
    check();
  }
}

/** One chain of a tree. */
export async function chainOf(text: string, id: string): Promise<Chain> {
  const found = (await modelOf(text)).chains.find((c) => c.id === id);
  if (!found) throw new Error(`no chain ${id}`);
  return found;
}

/** Checks one kind of line of a model: these lines, and no others. */
export async function checkModel(kind: ModelKind, text: string, expected: readonly string[]): Promise<void> {
  expect(KINDS[kind](await modelOf(text))).toEqual(expected);
}
