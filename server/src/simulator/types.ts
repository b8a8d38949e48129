/**
 * The scenario that the simulator runs and the answer it gives, field by field as contract.md ("Scenario, and what
 * `simulate --format json` answers") names them. Fields that contract.md does not show are marked "Added". This file
 * holds types only.
 */
import type { ChainType } from "../notifier/kernelApi";
import type { Exploration } from "./exploration/types";

/** An event: the integer that the walk passes, or the name of it. */
export type EventId = number | string;

/** A return value: one of the spellings of contract.md, or an integer. */
export type ReturnValue = number | string;

/** What a callback may return for an event; a list means "any of these". */
export type ReturnChoice = ReturnValue | readonly ReturnValue[];

/** The name and kind of a chain. */
export interface ScenarioChain {
  readonly name: string;
  readonly type: ChainType;
}

/** What a callback does with the object of a handoff: it takes it and frees it later, or takes it for good. */
export type Taking = "frees" | "keeps";

/** A callback and its notifier_block, which are one thing here: a block is registered by its callback's name. */
export interface ScenarioCallback {
  readonly name: string;
  /** `priority` of the block, 0 by default. A walk calls higher ones first. */
  readonly priority?: number;
  /** Event to value; `*` is every other event. An event without an entry yields NOTIFY_DONE: "don't care". */
  readonly returns: Readonly<Record<string, ReturnChoice>>;
  readonly handoff?: Taking;
  /**
   * Added. The values with which the callback takes the object, where it does not take it every time: the `takes` of
   * the chain model. Without it, every call takes.
   */
  readonly takes?: readonly ReturnValue[];
}

/** Which chain an operation is about; needed, and only allowed to differ, where the scenario has several. */
interface OnChain {
  readonly on?: string;
}

/** Added. Sets the block's priority, whatever it was, before the block is registered. */
interface AtPriority {
  readonly priority?: number;
}

/** One step of a program. */
export type Operation = OnChain &
  (
    | ({ readonly register: string } & AtPriority)
    | ({ readonly registerUniquePrio: string } & AtPriority)
    | { readonly unregister: string }
    | { readonly call: EventId; readonly nrToCall?: number }
    | { readonly callRobust: readonly [up: EventId, down: EventId] }
  );

/**
 * How a chain makes one result of many: the kernel's `last`; `or`, all or-ed together; `stop-on-ok`, the kernel's, with
 * a walk that ends at NOTIFY_OK too.
 */
export type Policy = "last" | "or" | "stop-on-ok";

/** How the caller and the callbacks agree on who frees the object. */
export type Protocol = "claim" | "refcount" | "direct";

/** The object that every call of the chain hands out. */
export interface ScenarioHandoff {
  /** What is handed out, for the reader: `task_struct`. */
  readonly object?: string;
  /** The caller's test for "taken": `== NOTIFY_OK` by default. Added: `== V`, `!= V` and `& V` with any value. */
  readonly claim?: string;
  /** `claim` by default. */
  readonly protocol?: Protocol;
}

/** A whole scenario. Exactly one of `chain` and `chains` is given. */
export interface Scenario {
  readonly schema: 1;
  /** Which kernel's registration rules apply, "6.1" or "4.19.88"; the newest known by default. */
  readonly kernel?: string;
  readonly chain?: ScenarioChain;
  readonly chains?: readonly ScenarioChain[];
  readonly callbacks: readonly ScenarioCallback[];
  /** By default: registers every callback as listed, then calls each event that some `returns` names, or 0. */
  readonly program?: readonly Operation[];
  /**
   * Added. "any": callbacks of equal priority may have been registered in any order, not just in that of the program,
   * which registers every callback once and then only calls. Explored like the orders of a scenario without a program.
   */
  readonly order?: "any";
  readonly policy?: Policy;
  readonly handoff?: ScenarioHandoff;
}

/** One call of one callback. */
export interface Visit {
  readonly callback: string;
  readonly event: EventId;
  readonly returned: number;
}

/** Added. What an operation broke on one chain without anybody being told. */
export interface Damage {
  readonly chain: string;
  /** Callbacks that were on the chain and that no walk reaches any more. */
  readonly lost?: readonly string[];
  /** Callbacks of another chain that walks of this one call now, with this chain's data. */
  readonly gained?: readonly string[];
  /** Callbacks that a walk goes round for ever, from the first one it meets. */
  readonly cycle?: readonly string[];
}

interface StepBase {
  /** The chain, where the scenario has several. */
  readonly on?: string;
}

/** The answer of a registering or unregistering function. */
export interface RegistrationStep extends StepBase {
  readonly op: "register" | "registerUniquePrio" | "unregister";
  readonly callback: string;
  /** As the program gave it. */
  readonly priority?: number;
  /** What the kernel's function returned; absent if it never did. */
  readonly returned?: number;
  /** Added. What the kernel prints about it. */
  readonly warning?: string;
  readonly damage?: readonly Damage[];
  /** Added. The search for the place in the list goes round a cycle for ever. */
  readonly endless?: true;
}

/** How a walk that came back ended. */
interface Returned {
  readonly visited: readonly Visit[];
  readonly result: number;
  readonly nrCalls: number;
  readonly errno: number;
  /** The callback that ended the walk. */
  readonly stoppedBy: string | null;
  /** Added. Callbacks on the chain that the walk (of a robust call: the first one) never came to, in order. */
  readonly unreached?: readonly string[];
  /** Added. What became of the object of this call, where the program makes several. */
  readonly handoff?: HandoffOutcome;
}

/** A walk that never comes back: the calls up to and once round the cycle, and the callbacks of the cycle. */
interface Endless {
  readonly visited: readonly Visit[];
  /** Added. The part of `visited` that repeats. */
  readonly cycle: readonly string[];
  readonly endless: true;
}

interface CallBase extends StepBase {
  readonly op: "call";
  readonly event: EventId;
  /** As the program gave it. */
  readonly nrToCall?: number;
}

interface RobustBase extends StepBase {
  readonly op: "callRobust";
  readonly events: readonly [up: EventId, down: EventId];
  /** Added. That the kernel at hand has no such function for this type of chain. */
  readonly note?: string;
}

/** Added fields of a robust walk that came back. */
interface RolledBack {
  /** Whether a second walk was made, which is whenever the first one was stopped. */
  readonly rolledBack: boolean;
  /** The callback that ended the second walk early. */
  readonly rollbackStoppedBy: string | null;
}

export type CallStep = CallBase & (Returned | Endless);
export type RobustStep = RobustBase & ((Returned & RolledBack) | Endless);
export type Step = RegistrationStep | CallStep | RobustStep;

/** What became of one object. Counts are of calls: a callback that a corrupted list calls twice counts twice. */
export interface HandoffOutcome {
  /** Calls whose own value passes the caller's test. */
  readonly claims: number;
  /** Calls that took the object. */
  readonly owners: number;
  /** Whether the caller itself freed the object; by refcount, whether its put was the last. */
  readonly callerFrees: boolean;
  /** How often the object is freed in all. */
  readonly frees: number;
  readonly outcome: "ok" | "leak" | "double-free";
  /** Added. Callbacks that keep the object although somebody frees it: a use after free in waiting. */
  readonly dangling?: readonly string[];
}

/**
 * A callback that was told that something is going to happen (the first event of a pair of notifier/eventPairs.ts) and
 * never whether it did. It stands in an answer if it agreed, that is, answered the first event with no error; if it has
 * not been unregistered since, nor told of the same first event again; and if either
 * - the caller went on with an event that closes the pair, in a later call or in the second walk of a robust one, and no
 *   such walk reached it (a robust call does not undo the callback that stopped it: that is no missed one); or
 * - the walk of the first event gave its caller an error, and the program has no closing event, neither before nor after.
 * A program that just ends after a first event that nobody refused accuses nobody.
 */
export interface Unclosed {
  /** The chain, where the scenario has several. */
  readonly on?: string;
  readonly callback: string;
  /** The first event that it was told of. */
  readonly event: EventId;
  /** The step that told it, from 0. */
  readonly step: number;
  /** The events that would have told it how that ended: success and cancel. */
  readonly closing: readonly EventId[];
  /** The steps that walked with one of these without reaching it, from 0; none if the program has no such call. */
  readonly missed: readonly number[];
  /** Present where only the names of the events say that they are a pair. */
  readonly heuristic?: true;
}

/** What `simulate` answers: of one run, and of all where it has explored them. */
export interface Answer {
  readonly schema: 1;
  /** The chain's name; for a scenario with several, `chains` instead. */
  readonly chain?: string;
  readonly chains?: readonly string[];
  readonly steps: readonly Step[];
  /** Of the last call. */
  readonly handoff?: HandoffOutcome;
  /** Added. Callbacks that were told of the first event of a pair, and not how it ended; only for a written program. */
  readonly unclosed?: readonly Unclosed[];
  /** Added. The last step never ended; what the program would do after it was not run. */
  readonly endless?: true;
  /** Over every run; the rest of the answer is then of one, the first value of each list in the order as listed. */
  readonly exploration?: Exploration;
}

/** The list of a chain at some moment of a run, for whoever explains the run. */
export interface ChainOrder {
  readonly chain: string;
  /** In the order of a walk, each block once. `linkedBy` is the step (from 0) that linked it in last. */
  readonly members: readonly {
    readonly callback: string;
    readonly priority: number;
    readonly linkedBy: number;
  }[];
  /** The members that a walk goes round for ever; empty for a list that ends. */
  readonly cycle: readonly string[];
}

/** One thing wrong with a scenario: where in the document, and what is wrong and what is allowed, in one line. */
export interface Mistake {
  /** JSON path: `$.callbacks[1].returns["*"]`. */
  readonly path: string;
  readonly message: string;
}

/** The result of simulating: an answer, or why there is none. "invalid": the scenario contradicts itself. */
export type Simulation =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly reason: "invalid"; readonly mistakes: readonly Mistake[] };
