/**
 * A state as what is to be seen: plain data that the templates draw without a thought of their own. Runs the simulator,
 * through walk.ts; must not know the DOM.
 */

import type { CallerDetails, FindingDetails, SourcePlace } from "../../../../server/src/protocol/panel";
import { type Comparison, compare, NEWEST_KERNEL } from "../../../../server/src/simulator";
import { type CallChoice, callsOf } from "./calls";
import { type CardView, cardView, progressOf } from "./card";
import { claimOptions, kernelOptions, type Option } from "./options";
import { isPlain, orderOf } from "./scenario";
import { isChanged, type PanelState } from "./state";
import { type Verdict, verdictOf } from "./verdict";
import { conclusionOf, type Moment, momentsOf, type Run, runOf } from "./walk";

export interface PanelView {
  readonly title: string;
  /** "atomic chain, kernel/profile.c:16". */
  readonly kind: string;
  readonly head: SourcePlace | null;
  readonly calls: readonly CallChoice[];
  readonly call: string;
  readonly policy: string;
  readonly kernel: string;
  readonly kernels: readonly Option[];
  /** Null where calls hand out nothing. */
  readonly handoff: {
    readonly object: string;
    readonly claim: string;
    readonly claims: readonly Option[];
    readonly protocol: string;
  } | null;
  readonly cards: readonly CardView[];
  /** Whether the order of the walk can be changed here. */
  readonly isMovable: boolean;
  readonly verdict: Verdict | null;
  readonly mistakes: readonly string[];
  readonly moments: readonly Moment[];
  /** Which of the moments is shown. */
  readonly moment: number;
  readonly comparison: Comparison | null;
  /** What the caller makes of the result; null where nothing was run. */
  readonly conclusion: string | null;
  /** Which call of a comparison's rows is looked at. */
  readonly comparedCall: number;
  readonly callers: readonly CallerDetails[];
  readonly assumptions: readonly string[];
  readonly findings: readonly FindingDetails[];
  readonly isChanged: boolean;
  readonly isAway: boolean;
  readonly loaded: string | null;
}

/** What is computed once for a state, whatever moment of it is shown. */
export interface Computed {
  readonly run: Run | null;
  readonly mistakes: readonly string[];
  readonly verdict: Verdict | null;
  readonly moments: readonly Moment[];
  readonly comparison: Comparison | null;
}

/** Runs a state: the verdict, the moments, the comparison. */
export function compute(state: PanelState): Computed {
  const result = runOf(state);
  if (!result.ok) {
    const mistakes = result.mistakes.map(({ path, message }) => `${path}: ${message}`);
    return { run: null, mistakes, verdict: null, moments: [], comparison: null };
  }
  const { run } = result;
  const compared = compare(run.scenario);
  return {
    ...{ run, mistakes: [], verdict: verdictOf(run), moments: momentsOf(run) },
    comparison: compared.ok ? compared.comparison : null,
  };
}

const CONVENTIONS = {
  "notify-only": "no caller uses the result",
  "errno-veto": "a caller reads the result as an errno and gives up",
  "stop-veto": "a caller gives up when a callback ends the walk",
  claim: "a value tells the caller that a callback has taken over",
  mixed: "callers differ in what they make of the result",
} as const;

function kindOf({ origin }: PanelState): string {
  const { chain, chains = [] } = origin.scenario;
  const kinds = (chain === undefined ? chains : [chain]).map(({ name, type }) => `${name}, ${type}`);
  const convention = origin.chain === null ? [] : [CONVENTIONS[origin.chain.convention]];
  const text = chain === undefined ? kinds.join("; ") : chain.type;
  return [`${text} chain`, ...convention].join("; ");
}

/**
 * What is to be seen.
 * @param computed what {@link compute} made of the same state
 */
export function viewOf(state: PanelState, computed: Computed): PanelView {
  const { origin, changes, home, loaded } = state;
  const { moments, mistakes, verdict, comparison } = computed;
  const end = Math.max(0, moments.length - 1);
  const moment = Math.min(end, Math.max(0, state.position ?? end));
  const progress = progressOf(computed, moment);
  const calls = callsOf(origin);
  const { handoff } = origin.scenario;
  const claim = changes.claim ?? handoff?.claim ?? "== NOTIFY_OK";
  const kernel = changes.kernel ?? origin.scenario.kernel ?? NEWEST_KERNEL;
  return {
    title: origin.scenario.chain?.name ?? origin.title,
    kind: kindOf(state),
    head: origin.chain?.head ?? null,
    ...{ calls, call: calls.some(({ key }) => key === state.call) ? state.call : (calls[0]?.key ?? "") },
    policy: changes.policy ?? origin.scenario.policy ?? "last",
    ...{ kernel, kernels: kernelOptions(origin.scenario.kernel ?? NEWEST_KERNEL) },
    handoff:
      handoff === undefined
        ? null
        : {
            object: handoff.object ?? "object",
            ...{ claim, claims: claimOptions(handoff.claim ?? "== NOTIFY_OK") },
            protocol: changes.protocol ?? handoff.protocol ?? "claim",
          },
    cards: orderOf(state).map((callback) => cardView(state, callback, progress)),
    isMovable: isPlain(origin.scenario),
    ...{ verdict, mistakes, moments, moment, comparison },
    comparedCall:
      origin.chain === null
        ? Math.max(
            0,
            calls.findIndex(({ key }) => key === state.call),
          )
        : 0,
    conclusion: computed.run === null ? null : conclusionOf(computed.run),
    callers: origin.chain?.callers ?? [],
    assumptions: origin.assumptions,
    findings: origin.chain?.findings ?? [],
    isChanged: isChanged(changes),
    isAway: home !== null,
    loaded,
  };
}
