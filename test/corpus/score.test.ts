/** The scoring itself: a model that says what the labels say scores in full, and each wrong word costs its dimension. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { scoreModel } from "./score.mjs";

type Values = Readonly<Record<string, readonly string[]>>;

interface Definition {
  readonly file: string;
  readonly line: number;
  readonly returnsByEvent: Values;
}
interface CallbackLabel extends Partial<Definition> {
  readonly at: string;
  readonly function: string;
  readonly chain: string | null;
  readonly priority: string;
  readonly definitions?: readonly Definition[];
  readonly handoff: { readonly takes: readonly string[] };
}
interface Consumer {
  readonly use: string;
  readonly file: string;
  readonly function: string;
}
interface SiteLabel {
  readonly at: string;
  readonly file: string;
  readonly line: number;
  readonly function: string;
  readonly chain: string;
  readonly event: string;
  readonly robust: boolean;
  readonly use: string;
  readonly effectiveUse: readonly Consumer[];
}
interface Labels {
  readonly callbacks: readonly CallbackLabel[];
  readonly callSites: readonly SiteLabel[];
  readonly chains: readonly { readonly id: string; readonly protocol: string }[];
}

const HEAD = "kernel/a.c:head";
const CALLBACK = {
  at: "drivers/one.c:9",
  function: "one_event",
  file: "drivers/one.c",
  line: 3,
  chain: HEAD,
  priority: "7",
  returnsByEvent: {
    UP: ["NOTIFY_OK", "notifier_from_errno(-EIO)", "notifier_from_errno(...)"],
    default: ["NOTIFY_DONE"],
  },
  handoff: { takes: ["NOTIFY_OK"] },
} satisfies CallbackLabel;
const SITE = {
  at: "kernel/a.c:20",
  file: "kernel/a.c",
  line: 20,
  function: "tell",
  chain: HEAD,
  event: "UP",
  robust: false,
  use: "returned",
  effectiveUse: [
    { use: "to_errno", file: "kernel/b.c", function: "ask" },
    { use: "ignored", file: "kernel/b.c", function: "shout" },
  ],
} satisfies SiteLabel;
const LABELS = {
  callbacks: [CALLBACK],
  callSites: [SITE],
  chains: [{ id: HEAD, protocol: "errno-veto" }],
} satisfies Labels;

/** A model that answers what labels say, and nothing else. */
function modelOf({ callbacks, callSites, chains }: Labels) {
  const definitions = (label: CallbackLabel) =>
    (label.definitions ?? [label]).map((one) => ({ ...label, ...one, name: label.function }));
  const ids = [...callbacks, ...callSites, ...chains.map(({ id }) => ({ chain: id }))].map(
    (each) => each.chain,
  );
  return {
    chains: [...new Set(ids)]
      .filter((id) => id !== null)
      .map((id) => ({
        id,
        protocol: chains.find((chain) => chain.id === id)?.protocol,
        callbacks: callbacks.filter((each) => each.chain === id).flatMap(definitions),
        callSites: callSites.filter((each) => each.chain === id),
      })),
    unresolved: callbacks
      .filter((each) => each.chain === null)
      .flatMap(definitions)
      .map((each) => ({ ...each, kind: "callback" })),
  };
}

/** Scores labels against a model; `lost` are the dimensions that are not full. */
function checkScore(labels: Labels, model: object, lost: readonly string[]) {
  const { scores, differences } = scoreModel([labels], model);
  const short = Object.entries(scores).filter(([, { right, all }]) => right < all);
  expect(short.map(([dimension]) => dimension).sort()).toEqual([...lost].sort());
  expect([...new Set(differences.map(({ dimension }) => dimension))].sort()).toEqual([...lost].sort());
  return scores;
}

const withCallback = (change: Partial<CallbackLabel>): Labels => ({
  ...LABELS,
  callbacks: [{ ...CALLBACK, ...change }],
});
const withSite = (change: Partial<SiteLabel>): Labels => ({ ...LABELS, callSites: [{ ...SITE, ...change }] });
const values = (returnsByEvent: Values) => withCallback({ returnsByEvent });

const SETS = ["return sets", "values of an event"];
const MISSING = [...SETS, "return sets without a value missing"];
const CONSUMERS = ["consumers", "consumers one by one"];
const ALL_OF_CALLBACK = [
  ...["callbacks found", "chain of a callback", "priority", "line of a definition", "what is taken"],
  ...MISSING,
];
const ALL_OF_SITE = [
  ...["call sites found", "chain of a call site", "function of a call site", "event of a call site"],
  ...["robust", "direct use", ...CONSUMERS],
];

describe("labels of the kernel", () => {
  it.each(["a", "b", "c"])("sample %s scores in full against a model that says the same", (set) => {
    const file = new URL(`./labels-linux-6.1-${set}.json`, import.meta.url);
    const labels = JSON.parse(readFileSync(file, "utf8")) as Labels;
    const scores = checkScore(labels, modelOf(labels), []);
    expect(scores["return sets"]).toEqual({ right: labels.callbacks.length, all: labels.callbacks.length });
    expect(scores["direct use"]).toEqual({ right: labels.callSites.length, all: labels.callSites.length });
    expect(new Set(labels.chains.map(({ id }) => id))).toEqual(new Set(scoredChains(labels)));
  });
});

/** The chains whose protocol must be labelled: those of the call sites, and what else the file names. */
function scoredChains({ callSites, chains }: Labels) {
  return [...callSites.map(({ chain }) => chain), ...chains.map(({ id }) => id)];
}

describe("a label that differs from the model", () => {
  it.each<[string, Labels, readonly string[]]>([
    ["a value too many", values({ ...CALLBACK.returnsByEvent, default: [] }), SETS],
    ["a value missing", values({ ...CALLBACK.returnsByEvent, default: ["NOTIFY_DONE", "0"] }), MISSING],
    ["another value", values({ ...CALLBACK.returnsByEvent, default: ["NOTIFY_BAD"] }), MISSING],
    ["an event the model does not tell apart", values({ ...CALLBACK.returnsByEvent, DOWN: ["0"] }), MISSING],
    ["no event told apart", values({ default: ["NOTIFY_DONE"] }), [...MISSING, "what is taken"]],
    [
      "a known errno",
      values({ ...CALLBACK.returnsByEvent, UP: ["NOTIFY_OK", "notifier_from_errno(-EIO)"] }),
      SETS,
    ],
    ["another chain", withCallback({ chain: "struct other.head" }), ["chain of a callback"]],
    ["no chain", withCallback({ chain: null }), ["chain of a callback"]],
    ["another priority", withCallback({ priority: "INT_MAX" }), ["priority"]],
    ["another line", withCallback({ line: 4 }), ["line of a definition"]],
    ["nothing taken", withCallback({ handoff: { takes: [] } }), ["what is taken"]],
    ["another function", withCallback({ function: "two_event" }), ALL_OF_CALLBACK],
    ["another file", withCallback({ file: "drivers/two.c" }), ALL_OF_CALLBACK],
    ["another use", withSite({ use: "ignored" }), ["direct use"]],
    ["another event", withSite({ event: "param" }), ["event of a call site"]],
    ["a robust walk", withSite({ robust: true }), ["robust"]],
    ["another caller", withSite({ function: "whisper" }), ["function of a call site"]],
    ["another chain walked", withSite({ chain: "struct other.head" }), ["chain of a call site"]],
    ["no consumer", withSite({ effectiveUse: [] }), CONSUMERS],
    ["a consumer less", withSite({ effectiveUse: SITE.effectiveUse.slice(1) }), CONSUMERS],
    [
      "a consumer in another function of the file",
      withSite({ effectiveUse: SITE.effectiveUse.map((each) => ({ ...each, function: "other" })) }),
      ["consumers one by one"],
    ],
    ["another place", withSite({ line: 21 }), ALL_OF_SITE],
    ["another protocol", { ...LABELS, chains: [{ id: HEAD, protocol: "claim" }] }, ["protocol"]],
    ["a chain the model has not", { ...LABELS, chains: [{ id: "x.c:y", protocol: "claim" }] }, ["protocol"]],
  ])("%s costs its dimension", (_what, labels, lost) => {
    checkScore(labels, modelOf(LABELS), lost);
  });

  it("costs one place among many", () => {
    const labels = {
      ...LABELS,
      callbacks: [CALLBACK, { ...CALLBACK, at: "drivers/one.c:10", priority: "0" }],
    };
    expect(checkScore(labels, modelOf(LABELS), ["priority"]).priority).toEqual({ right: 1, all: 2 });
  });
});

describe("what is no difference", () => {
  it.each<[string, Values]>([
    ["the order of values", { ...CALLBACK.returnsByEvent, UP: [...CALLBACK.returnsByEvent.UP].reverse() }],
    [
      "a named errno beside any errno",
      { ...CALLBACK.returnsByEvent, UP: ["NOTIFY_OK", "notifier_from_errno(...)"] },
    ],
    ["an event named with the values of the others", { ...CALLBACK.returnsByEvent, DOWN: ["NOTIFY_DONE"] }],
  ])("%s", (_what, returnsByEvent) => {
    checkScore(values(returnsByEvent), modelOf(LABELS), []);
  });

  it("events that the model names with the values of the others do not raise the share", () => {
    const wordy = values({ ...CALLBACK.returnsByEvent, A: ["NOTIFY_DONE"], B: ["NOTIFY_DONE"] });
    const scores = checkScore(LABELS, modelOf(wordy), []);
    expect(scores["values of an event"]).toEqual({ right: 2, all: 2 });
  });
});

it("a model without anything scores nothing in any dimension", () => {
  const { scores } = scoreModel([LABELS], { chains: [], unresolved: [] });
  expect(Object.entries(scores).filter(([, { right, all }]) => right > 0 || all === 0)).toEqual([]);
});

it("several definitions of a name are one place, right only where each is", () => {
  const twin = { file: "arch/two.c", line: 5, returnsByEvent: { default: ["0"] } };
  const label = { ...CALLBACK, definitions: [CALLBACK, twin] };
  const labels = { ...LABELS, callbacks: [label] };
  expect(checkScore(labels, modelOf(labels), [])["return sets"]).toEqual({ right: 1, all: 1 });
  const wrong = withCallback({ definitions: [CALLBACK, { ...twin, returnsByEvent: { default: ["1"] } }] });
  expect(checkScore(labels, modelOf(wrong), MISSING)["return sets"]).toEqual({ right: 0, all: 1 });
});
