/**
 * A chain for the simulation panel: the scenario that is shown at first, the one with every value that the code can
 * return, and what a person wants to see beside them. Plain data; must not run the simulator, nor judge anything.
 */
import type { FilePlace, Finding } from "../base/finding";
import type { Callback, CallSite, Chain, EffectiveUse } from "../model/model";
import { toSimulation } from "../model/toSimulation";
import { parseSpelling } from "../notifier/spelling";
import type { Scenario } from "../simulator";
import { usesOf, verb } from "./consumers";
import type { FeatureContext } from "./context";
import { members } from "./order";
import { type NamedScenario, type Simulation, scenarioOf } from "./simulations";

type Spot = Pick<FilePlace, "file" | "line" | "column">;

interface CallbackScene {
  /** As the scenario calls it. */
  readonly name: string;
  readonly function: string;
  readonly place: Spot;
  readonly registered: Spot;
  /** The priority as written, where that is more than a number. */
  readonly priority: string | null;
  readonly unknown: readonly {
    readonly event: string;
    readonly value: string;
    readonly why: string | null;
  }[];
}

interface CallerScene {
  readonly function: string;
  readonly event: string | null;
  readonly does: string;
  readonly place: Spot;
}

interface FindingScene extends Pick<Finding, "rule" | "severity" | "message" | "witness"> {
  readonly place: Spot;
  readonly callback: string | null;
}

export interface ChainScene extends NamedScenario {
  readonly chain: Chain;
  readonly open: Scenario;
  readonly openAssumptions: readonly string[];
  readonly callbacks: readonly CallbackScene[];
  readonly callers: readonly CallerScene[];
  readonly findings: readonly FindingScene[];
}

/**
 * A chain with everything beside it.
 * @param findings those of the tree; the chain's own are taken from them
 * @returns null where the model has no such chain
 */
export function chainSceneOf(
  context: FeatureContext,
  simulation: Simulation,
  findings: readonly Finding[],
): ChainScene | null {
  const { model } = context;
  const chain = model.chains.find(({ id }) => id === simulation.chain);
  const named = scenarioOf(context, simulation);
  if (!chain || !named) return null;
  const { scenario: open, assumptions } = toSimulation(chain, {
    kernelVersion: model.kernelVersion,
    values: "all",
  });
  const callbacks = members(chain);
  const names = named.scenario.callbacks.map(({ name }) => name);
  return {
    ...named,
    chain,
    open,
    openAssumptions: assumptions,
    callbacks: callbacks.map((callback, place) => callbackScene(callback, names[place] ?? callback.function)),
    callers: callersOf(chain),
    findings: findings
      .filter((finding) => finding.chain === chain.id)
      .map((finding) => findingScene(finding, callbacks, names)),
  };
}

function callbackScene(callback: Callback, name: string): CallbackScene {
  const { priority, priorityValue, returnsByEvent, paths } = callback;
  const unknown = Object.entries(returnsByEvent).flatMap(([event, values]) =>
    values
      .filter((value) => parseSpelling(value).kind !== "value")
      .map((value) => {
        const path = paths.find((one) => one.event === event && one.value === value && one.why !== null);
        return { event, value, why: path?.why ?? null };
      }),
  );
  return {
    name,
    function: callback.function,
    place: callback,
    registered: callback.registeredBy,
    priority: priority === String(priorityValue) ? null : priority,
    unknown,
  };
}

/** Who makes something of the result; where nobody does, who walks. */
function callersOf(chain: Chain): CallerScene[] {
  const uses = usesOf(chain.callSites);
  if (uses.length > 0) return uses.map(useScene);
  return chain.callSites.filter(({ replay }) => !replay).map(siteScene);
}

const named = (event: string): string | null => (event === "param" ? null : event);

function useScene(use: EffectiveUse): CallerScene {
  // In a panel a value needs no mark to stand out as code.
  const does = verb(use).replaceAll("`", "");
  return { function: use.function, event: named(use.event), does, place: use };
}

function siteScene(site: CallSite): CallerScene {
  return { function: site.function, event: named(site.event), does: "walks the chain", place: site };
}

function findingScene(
  finding: Finding,
  callbacks: readonly Callback[],
  names: readonly string[],
): FindingScene {
  const { rule, severity, message, witness } = finding;
  const at = callbacks.findIndex(
    ({ file, line, paths }) =>
      file === finding.file &&
      (line === finding.line ||
        paths.some(({ place }) => place.file === file && place.line === finding.line)),
  );
  return { rule, severity, message, witness, place: finding, callback: names[at] ?? null };
}
