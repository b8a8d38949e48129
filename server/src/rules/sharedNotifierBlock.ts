/** `shared-notifier-block`: one block is put on two chains, though it has room for one place in one list. */

import { sameElements } from "../base/lists";
import { oncePer } from "../base/once";
import type { CallFact, Expression, FileFacts } from "../facts/facts";
import type { Callback, Chain } from "../model/model";
import { push } from "../model/symbols";
import type { Scenario } from "../simulator/types";
import { sharedExample } from "./registrationExamples";
import type { Rule, RuleContext, RuleDocs, RuleFinding } from "./rule";
import { called, related } from "./words";

/** A call that puts a block on a chain. */
interface Put {
  readonly call: CallFact;
  readonly block: string;
  /** Which chain, in the words of the other arguments. */
  readonly onto: string;
  readonly callback: Callback;
  readonly chain: NamedChain;
}

function checkRest({ model: { chains, kernelVersion }, facts }: RuleContext): RuleFinding[] {
  const byFile = new Map<string, Known[]>();
  for (const chain of chains)
    for (const [file, registered] of registeredOn(chain)) {
      const own = facts.get(file);
      if (!own || handingTwice(own).length === 0) continue;
      byFile.set(file, [...(byFile.get(file) ?? []), ...registered]);
    }
  return [...byFile].flatMap(([file, registered]) => {
    const own = facts.get(file);
    return own ? foundIn(file, own, registered, kernelVersion) : [];
  });
}

/** The calls of a file that hand on a block which may be handed on twice in a run; none in most files. */
const handingTwice = oncePer((facts: FileFacts): readonly CallFact[] => {
  const calls = facts.calls.filter(({ block }) => block);
  return calls.filter((call) => call.block?.inLoop || calls.some((other) => shareArgument(call, other)));
});

/** Whether two calls of one function have an argument alike: only then both may hand on the same block. */
function shareArgument(one: CallFact, other: CallFact): boolean {
  return (
    one !== other &&
    one.function === other.function &&
    one.arguments.some(({ text }) => other.arguments.some((argument) => argument.text === text))
  );
}

/** All that is asked of a chain: it stays while other callbacks come and go. */
type NamedChain = Pick<Chain, "id" | "name" | "type">;

interface Known {
  readonly callback: Callback;
  readonly chain: NamedChain;
}

/** What is registered on a chain, by file. */
const registeredOn = oncePer((chain: Chain): ReadonlyMap<string, readonly Known[]> => {
  const files = new Map<string, Known[]>();
  for (const callback of chain.callbacks) push(files, callback.registeredBy.file, known(callback, chain));
  return files;
});

/** The same object as the last time that the callback was asked about on this chain. */
function known(callback: Callback, { id, name, type }: Chain): Known {
  const ofCallback = knownOf(callback);
  const key = JSON.stringify([id, name, type]);
  const kept = ofCallback.get(key) ?? { callback, chain: { id, name, type } };
  ofCallback.set(key, kept);
  return kept;
}

const knownOf = oncePer((_: Callback) => new Map<string, Known>());

/** What was last found in a file, and all that it was made from. */
interface Found {
  readonly registered: readonly Known[];
  readonly kernelVersion: string | null;
  readonly findings: readonly RuleFinding[];
}

/** By the facts of a file: a change of one chain leaves what is found in most. */
const FOUND = new WeakMap<FileFacts, Found>();

function foundIn(
  file: string,
  facts: FileFacts,
  registered: readonly Known[],
  kernelVersion: string | null,
): readonly RuleFinding[] {
  const last = FOUND.get(facts);
  if (last?.kernelVersion === kernelVersion && sameElements(last.registered, registered))
    return last.findings;
  const puts = handingTwice(facts).flatMap((call) => put(call, registered));
  const findings = byBlock(puts).flatMap((group) => {
    const pair = firstPair(group);
    return pair ? [finding(file, pair, group, kernelVersion)] : [];
  });
  FOUND.set(facts, { registered, kernelVersion, findings });
  return findings;
}

function put(call: CallFact, registered: readonly Known[]): Put[] {
  if (!call.block) return [];
  for (const { callback, chain } of registered) {
    const { call: callee, function: name } = callback.registeredBy;
    if (callee !== call.callee || name !== call.function) continue;
    const member = callback.block.split(".").at(-1) ?? "";
    const handed = call.arguments.find((argument) => isBlock(argument, member));
    if (!handed) continue;
    const onto = call.arguments.filter((argument) => argument !== handed).map(({ text }) => text);
    return [{ call, block: handed.text, onto: onto.join(", "), callback, chain }];
  }
  return [];
}

/** `&x->member`; an element of an array is another block each time. */
function isBlock({ text, path, root }: Expression, member: string): boolean {
  if (!text.startsWith("&") || text.includes("[")) return false;
  return (path.at(-1) ?? ("name" in root ? root.name : "")) === member || text === `&${member}`;
}

function byBlock(puts: readonly Put[]): Put[][] {
  const groups = new Map<string, Put[]>();
  for (const one of puts) {
    const key = `${one.call.function} ${one.block}`;
    push(groups, key, one);
  }
  return [...groups.values()];
}

/** The first two calls that put the block on different chains in one run; one call twice where a loop makes it. */
function firstPair(group: readonly Put[]): readonly [Put, Put] | null {
  for (const [index, second] of group.entries()) {
    const first = group
      .slice(0, index)
      .find((one) => areApart(one, second) && !excludeEachOther(one, second));
    if (first) return [first, second];
    if (isForEachChain(second)) return [second, second];
  }
  return null;
}

function areApart(a: Put, b: Put): boolean {
  return a.onto !== b.onto || a.chain.id !== b.chain.id;
}

/** `if (c) … else …`: one condition, on either side; `if (c) return …;` before the other. */
function excludeEachOther({ call: a }: Put, { call: b }: Put): boolean {
  if (a.uses.length === 1 && a.uses[0]?.use === "returned") return true;
  return (a.block?.conditions ?? []).some((ours) =>
    (b.block?.conditions ?? []).some(
      (theirs) =>
        ours.text === theirs.text &&
        ours.holds !== theirs.holds &&
        ours.kind === "encloses" &&
        theirs.kind === "encloses",
    ),
  );
}

/** A loop over chains that hands each the block of its function's caller. */
function isForEachChain({ call, block }: Put): boolean {
  if (!call.block?.inLoop) return false;
  const handed = call.arguments.find(({ text }) => text === block);
  if (handed?.root.kind !== "parameter" && handed?.root.kind !== "global") return false;
  return call.arguments.some(
    ({ text, root }) => text !== block && (/\[\w+\]/.test(text) || root.kind === "local"),
  );
}

function finding(
  file: string,
  [first, second]: readonly [Put, Put],
  group: readonly Put[],
  kernelVersion: string | null,
): RuleFinding {
  const { callback, chain, call } = second;
  const inLoop = first === second;
  const where = inLoop ? "in a loop, each time on another chain" : `a second time, on another chain`;
  const others = group.filter((one) => one !== second);
  return {
    ...{ file, ...call.place },
    message:
      `${called(call.function)} registers ${second.block} (${called(callback.function)}) ${where} ` +
      `(${call.callee}(${second.onto}${inLoop ? "" : ` after ${first.onto}`})). A block has one next pointer: what ` +
      "stands behind it on the one chain is no longer called, or is called with the other one's data. " +
      "Give each chain a block of its own.",
    chain: chain.id,
    related: others.map((one) =>
      related({ file, line: one.call.place.line }, `${one.block} is put on a chain here (${one.onto})`),
    ),
    witness: witness(callback, chain, kernelVersion),
    fix: null,
  };
}

/** Two chains with a listener of their own each, and the block that is put on both: on the second one at the end. */
function witness(callback: Callback, chain: NamedChain, kernelVersion: string | null): Scenario {
  const shared = callback.function;
  const [one, two] = [`${chain.name} 1`, `${chain.name} 2`];
  const listener = (name: string) => ({ name, returns: { "*": "NOTIFY_DONE" } });
  return {
    schema: 1,
    ...(kernelVersion === null ? {} : { kernel: kernelVersion }),
    chains: [one, two].map((name) => ({ name, type: chain.type })),
    callbacks: [shared, `listener of ${one}`, `listener of ${two}`].map(listener),
    program: [
      { register: shared, on: one },
      { register: `listener of ${one}`, on: one },
      { register: `listener of ${two}`, on: two },
      { register: shared, on: two },
      { call: 0, on: one },
    ],
  };
}

const docs: RuleDocs = {
  summary: "One notifier block is put on two chains.",
  reports:
    "A function that registers the same block twice, with other words for the chain: another head, another clock, " +
    "regulator, PHY or cable, or a loop over such objects with one block for all. Calls in the two branches of one " +
    "`if`, and elements of an array, stay silent.",
  why:
    "A chain is a list through the blocks' `next` pointers. Registering a block on a second chain sets its pointer to " +
    "that chain's rest: on the first one whoever stood behind it is lost, or members of the second are called with " +
    "the first one's data. The kernel does not warn (`kernel/notifier.c` looks only at the chain at hand).",
  bad: sharedExample("&lamp->nb"),
  good: sharedExample("&lamp->backup_nb"),
  fixSafety: "There is no automatic fix: the callback finds its object by the member that it is handed.",
  whenNotToWorry: "The two objects are never there at the same time on any machine, or are one and the same.",
  pastFixes:
    "*[SCTP]: Fix inetaddr notifier chain corruption* (2004): one block on the IPv4 and the IPv6 address chain. The " +
    "codecs pcm512x and wm8962 have an array of blocks, one for each supply, for this reason.",
};

export const sharedNotifierBlock: Rule = {
  id: "shared-notifier-block",
  severity: "error",
  docs,
  checkRest,
};
