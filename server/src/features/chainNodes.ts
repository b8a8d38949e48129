/**
 * What stands below a chain in the tree of chains: its findings, its callbacks in the order of a walk, its events, and
 * the calls that walk it. In the words of the hovers. Must not decide which chains are shown.
 */
import { type Finding, SEVERITIES } from "../base/finding";
import { answerGroups } from "../model/answers";
import type { Callback, CallSite, Chain, ReturnPath } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import {
  type Branch,
  callbackKey,
  chainKey,
  foundBranches,
  keyed,
  leaf,
  nodeOf,
  type TreeNode,
  withoutCode,
} from "./chainBranch";
import { eventBranch, eventLabel, eventsOf } from "./chainEvents";
import { verb } from "./consumers";
import { callbackHover } from "./hoverCallback";
import { walkHover } from "./hoverChain";
import { call } from "./markdown";
import { members, standing, standingText } from "./order";

/** The groups below a chain; those with nothing in them are left out. */
export function chainBranches(chain: Chain, findings: readonly Finding[]): readonly Branch[] {
  const group = groupsOf(chain);
  const callbacks = chain.callbacks;
  const events = eventsOf(chain);
  const sites = chain.callSites;
  const worst = SEVERITIES.find((severity) => findings.some((f) => f.severity === severity)) ?? null;
  const found = group("findings", "Findings", findings.length, { severity: worst }, (id) =>
    foundBranches(id, findings),
  );
  const none = leaf(
    { id: `${chainKey(chain)}\tnone`, kind: "note", label: "No callback is registered in this tree" },
    () => "Whoever is told is registered in code that is not here, or nobody is told.",
  );
  const unwalked = leaf(
    { id: `${chainKey(chain)}\tunwalked`, kind: "note", label: "Nobody walks it in this tree" },
    () => "No call was found that tells the callbacks of this chain anything.",
  );
  return [
    ...found,
    ...(callbacks.length === 0
      ? [none]
      : group("callbacks", "Callbacks", members(chain).length, { isExpanded: true }, (id) =>
          keyed(callbacks, callbackKey).map(({ key, thing }) => callbackBranch(id, key, chain, thing)),
        )),
    ...group("events", "Events", events.length, {}, (id) =>
      events.map((event) => eventBranch(id, chain, event)),
    ),
    ...(sites.length === 0
      ? [unwalked]
      : group("sites", "Call sites", sites.length, {}, (id) =>
          keyed(sites, siteKey).map(({ key, thing }) => siteBranch(id, key, chain, thing)),
        )),
  ];
}

function groupsOf(chain: Chain) {
  return (
    name: "findings" | "callbacks" | "events" | "sites",
    label: string,
    count: number,
    more: Partial<TreeNode>,
    children: (id: string) => Branch[],
  ): Branch[] => {
    const id = `${chainKey(chain)}\t${name}`;
    const node = nodeOf({ id, kind: name, label, description: `${count}`, hasChildren: true, ...more });
    return count === 0 ? [] : [{ node, children: () => children(id), tooltip: () => "" }];
  };
}

function callbackBranch(parent: string, key: string, chain: Chain, callback: Callback): Branch {
  const { priority, priorityValue, returns, function: name, takes, alternative } = callback;
  const id = `${parent}\t${key}`;
  const stands = alternative
    ? "for another configuration"
    : standingText(standing(chain, callback)).replace(/ of \d+$/, "");
  const number = priorityValue === null || priority === String(priorityValue) ? "" : ` = ${priorityValue}`;
  const values = returns.length === 0 ? "?" : returns.join(", ");
  const node = nodeOf({
    ...{ id, kind: "callback", label: `${name}()`, hasChildren: true, copies: name },
    description: [values, `priority ${priority}${number}`, stands].join(" · "),
    ...{ place: callback, registration: callback.registeredBy },
    simulation: { chain: chain.id, callback: name },
  });
  const takesNote = takes.length > 0 ? [takesLeaf(id, chain, takes)] : [];
  return {
    node,
    children: () => [...answerLeaves(id, callback), ...takesNote, ...lifeLeaves(id, callback)],
    tooltip: (at) => callbackHover([{ chain, callback }], at),
  };
}

/** One for each group of events that the callback treats alike. A click goes to a return that answers so. */
function answerLeaves(parent: string, callback: Callback): Branch[] {
  const groups = answerGroups(callback);
  if (groups.length === 0)
    return [leaf({ id: `${parent}\tanswer`, kind: "note", label: "What it returns is not known" })];
  return groups.map(({ events, values }) => {
    const label = events.length > 0 ? events.join(", ") : groups.length > 1 ? "otherwise" : "any event";
    const names = events.length > 0 ? events : [OTHER_EVENTS];
    const path = callback.paths.find((p) => names.includes(p.event) && values.includes(p.value));
    return leaf(
      {
        ...{ id: `${parent}\tanswer ${label}`, kind: "answer", label, description: values.join(", ") },
        ...{ place: path?.place ?? callback, copies: values.join(", ") },
      },
      () => whyText(callback.paths.filter((p) => names.includes(p.event))),
    );
  });
}

/** Why a value is not known, where one is not. */
function whyText(paths: readonly ReturnPath[]): string {
  const reasons = paths.flatMap(({ why, place }) => (why === null ? [] : [`Line ${place.line}: ${why}.`]));
  return [...new Set(reasons)].join("\n\n");
}

function takesLeaf(parent: string, { handoff }: Chain, takes: readonly string[]): Branch {
  const object = handoff?.object ?? "object";
  return leaf({
    ...{ id: `${parent}\ttakes`, kind: "note", label: `Takes the ${object}` },
    description: `when it returns ${takes.join(" or ")}`,
  });
}

/** Where the block comes and goes. */
function lifeLeaves(parent: string, { block, blockPlace, registeredBy, unregisteredBy }: Callback): Branch[] {
  const inside = (fn: string): string => (fn === "" ? "" : ` in ${fn}()`);
  const off = keyed(unregisteredBy, (s) => `${s.call} ${s.function} ${s.file}`).map(({ key, thing }) =>
    leaf({
      ...{ id: `${parent}\toff ${key}`, kind: "block", label: `Taken off by ${thing.call}()` },
      ...{ description: placeText(thing, inside(thing.function)), place: thing, copies: thing.call },
    }),
  );
  return [
    leaf({
      ...{ id: `${parent}\tblock`, kind: "block", label: `Block ${block}` },
      ...{ description: blockPlace ? placeText(blockPlace, "") : "", place: blockPlace, copies: block },
    }),
    leaf({
      ...{ id: `${parent}\ton`, kind: "block", label: `Registered by ${registeredBy.call}()` },
      description: placeText(registeredBy, inside(registeredBy.function)),
      ...{ place: registeredBy, copies: registeredBy.call },
    }),
    ...(off.length > 0 ? off : [leaf({ id: `${parent}\tstays`, kind: "note", label: "Never taken off" })]),
  ];
}

function placeText({ file, line }: { readonly file: string; readonly line: number }, inside: string): string {
  return `${file}:${line}${inside}`;
}

function siteKey({ function: fn, file, event, through }: CallSite): string {
  return `${file} ${fn} ${event} ${through ?? ""}`;
}

/** A call that walks the chain; below it the places that use its result. */
function siteBranch(parent: string, key: string, chain: Chain, site: CallSite): Branch {
  const { event, undoEvent, through, replay, effectiveUse, function: name } = site;
  const id = `${parent}\t${key}`;
  const told = event === "param" ? "its caller's event" : eventLabel(event);
  const undo = undoEvent === null ? "" : `, undone with ${undoEvent}`;
  const by = through === null ? "" : ` through ${through}()`;
  const node = nodeOf({
    ...{ id, kind: "walk", label: `${name}()`, hasChildren: effectiveUse.length > 0, place: site },
    ...{ description: `${replay ? "replays " : ""}${told}${undo}${by}`, copies: name },
    simulation: { chain: chain.id, callback: null },
  });
  const subject = { kind: "walk", callee: through ?? "", chain, site, uses: effectiveUse } as const;
  return {
    node,
    tooltip: (at) =>
      through === null ? walkHover({ ...subject, callee: name }, at) : walkHover(subject, at),
    children: () =>
      keyed(effectiveUse, (u) => `${u.file} ${u.function} ${u.event} ${u.use}`).map(({ key: own, thing }) =>
        leaf(
          {
            ...{ id: `${id}\t${own}`, kind: "use", label: `${thing.function}()`, place: thing },
            description: `${thing.event === "param" ? "" : `${eventLabel(thing.event)}: `}${withoutCode(verb(thing))}`,
            copies: thing.function,
          },
          (at) => `${call(thing.function)} ${at(thing)} ${verb(thing)}.`,
        ),
      ),
  };
}
