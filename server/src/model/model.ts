/**
 * The chain model: what the whole tree says about its notifier chains, linked. Plain data in the words of contract.md;
 * rules, features and the command line read it, nobody changes it.
 */
import type { FilePlace } from "../base/finding";
import type {
  Arm,
  BlockCallFact,
  DataUse,
  DoneFact,
  Effect,
  EventEffects,
  KeptFact,
  LockFact,
  MacroFact,
  SummaryRequest,
  Taken,
  Use,
  UseFact,
} from "../facts/facts";
import type { ChainType } from "../notifier/kernelApi";

/** What the callers of a chain make of its result. */
export type ChainProtocol = "notify-only" | "errno-veto" | "stop-veto" | "claim" | "mixed";

/** One way a callback can end, resolved and spelled as contract.md spells return values. */
export interface ReturnPath {
  /** The event, or "default". */
  readonly event: string;
  readonly value: string;
  /** Why the value is "?", where it is. */
  readonly why: string | null;
  readonly taken: Taken;
  /** The return statement (of a helper of the same file where the value is made there). */
  readonly place: FilePlace;
  /** The return statement as written, white space folded. */
  readonly written: string;
}

/** Where a block is put on a chain or taken off. */
export interface RegistrationSite extends FilePlace {
  readonly call: string;
  readonly function: string;
  /** The arguments that mean the same everywhere, as written: `&platform_bus_type`, `OPAL_MSG_HMI_EVT`. */
  readonly named: readonly string[];
  /** What stands around the call; null where the block is out of its sight. */
  readonly around: BlockCallFact | null;
  /** The locks around the primitive, from it outwards to this call. */
  readonly locks: readonly LockFact[];
}

/** A callback by way of one notifier block on one chain. */
export interface Callback extends FilePlace {
  readonly function: string;
  /** The block's variable, or `struct T.field`. */
  readonly block: string;
  /** Where the block is defined or its callback assigned. */
  readonly blockPlace: FilePlace | null;
  /** As written; "0" where nothing is written. */
  readonly priority: string;
  /** The number behind `priority`, or null where it is a name the tree does not explain. */
  readonly priorityValue: number | null;
  readonly paths: readonly ReturnPath[];
  readonly returns: readonly string[];
  readonly returnsByEvent: Readonly<Record<string, readonly string[]>>;
  /** Whether the function, and whether the block, is freed once the kernel has started. */
  readonly isInit: boolean;
  readonly blockIsInit: boolean;
  /** The return values with which it has taken the object behind `data`. */
  readonly takes: readonly string[];
  /** What it does at the events of pairs that it handles in part. */
  readonly eventEffects?: readonly EventEffects[];
  /** What it makes of its block and of `data`; absent where its definition is not known. */
  readonly dataUse?: DataUse;
  /** Whether another definition of the same name stands for it in another configuration (per architecture, weak). */
  readonly alternative: boolean;
  /** What it does that depends on the context it runs in. */
  readonly does: readonly DoneFact[];
  /** What it keeps of the event for later, without a reference. */
  readonly keeps: readonly KeptFact[];
  readonly registeredBy: RegistrationSite;
  readonly unregisteredBy: readonly RegistrationSite[];
}

/** A place at which the result of a walk is consumed, perhaps callers away from the walk. */
export interface EffectiveUse extends FilePlace {
  readonly use: Use;
  readonly function: string;
  /** The event, where the way here fixed it; else "param". */
  readonly event: string;
  /** The comparison that decides: `== NOTIFY_OK`. */
  readonly test: string | null;
  /** Whether the function that tests the raw result also returns it: then it is an errno to it. */
  readonly alsoReturned: boolean;
  /** For a result that is returned as it is: whether the function also answers negative errnos. */
  readonly amongErrnos: boolean;
  /** What the test leads to, where that could be told. */
  readonly arm: Arm | null;
  /** What the function calls off later: where the test says that the walk was stopped, and where not. */
  readonly callsOff: UseFact["callsOff"];
  readonly whenTrue: readonly Effect[];
  readonly whenFalse: readonly Effect[];
  /** The walk's third argument as written at this place. */
  readonly data: string | null;
}

/** A call that walks a chain: of a primitive, or of a wrapper that leaves the event to its caller. */
export interface CallSite extends FilePlace {
  readonly function: string;
  /** The constant, or "param" where the event is decided elsewhere. */
  readonly event: string;
  /** The event of the second walk of a robust call. */
  readonly undoEvent: string | null;
  readonly robust: boolean;
  /** Whether it is no walk but a direct call of one block's function: a replay. */
  readonly replay: boolean;
  /** The wrapper that is called, or null for a primitive. */
  readonly through: string | null;
  /** The locks around the primitive, from it outwards to this call. */
  readonly locks: readonly LockFact[];
  readonly use: Use;
  readonly effectiveUse: readonly EffectiveUse[];
  /** Where a function that acts on the raw result itself returns it all the same, to callers that nobody knows. */
  readonly handedOut: readonly EffectiveUse[];
  /** What callbacks are handed a pointer to: a struct, "NULL", "param" where the callers decide, null where not known. */
  readonly points: string | null;
}

/** A chain whose caller lets the result decide who frees the object. */
export interface ChainHandoff {
  /** The object's type without `struct`. */
  readonly object: string;
  /** The caller's test for "taken": `== NOTIFY_OK`. */
  readonly claim: string;
  /** The place that frees the object unless it was claimed: the first of `consumers`. */
  readonly consumer: EffectiveUse;
  /** What it calls then. */
  readonly release: string;
  /** Every such place; their tests may differ. */
  readonly consumers: readonly HandoffConsumer[];
}

/** A place that frees the object unless the result says that it was taken. */
export interface HandoffConsumer {
  readonly use: EffectiveUse;
  readonly claim: string;
  readonly release: string;
}

export interface Chain extends FilePlace {
  /** `kernel/power/main.c:pm_chain_head` or `struct devfreq.transition_notifier_list`. */
  readonly id: string;
  readonly name: string;
  readonly type: ChainType;
  readonly protocol: ChainProtocol;
  /** In the order of a walk: descending priority; equal ones by file, because link order is not in the source. */
  readonly callbacks: readonly Callback[];
  readonly callSites: readonly CallSite[];
  readonly handoff: ChainHandoff | null;
  /** For a chain on which nobody may sleep: functions that sleep, of other files, which its callbacks come to. */
  readonly sleepers: readonly Sleeper[];
  /** Where callers and a callback do not name the same struct: which structs lie in those; null where not known. */
  readonly inside: Readonly<Record<string, readonly string[] | null>>;
}

/** A function that sleeps, with what sleeps in it. */
export interface Sleeper {
  readonly name: string;
  readonly call: string;
  readonly file: string;
}

/** Something found whose chain could not be told. */
export interface Unresolved extends FilePlace {
  readonly kind: "callback" | "registration" | "callSite";
  readonly name: string;
  readonly why: string;
  /** A callback's values; absent for the others. */
  readonly returns?: readonly string[];
  readonly returnsByEvent?: Readonly<Record<string, readonly string[]>>;
  readonly paths?: readonly ReturnPath[];
}

/** The linked model of a tree. */
export interface ChainModel {
  readonly chains: readonly Chain[];
  readonly unresolved: readonly Unresolved[];
  /** "6.1.192" from the top Makefile, or null. */
  readonly kernelVersion: string | null;
  /** What linking would like to know of files not read, or not read for it. */
  readonly wanted: WantedFacts;
}

export interface WantedFunction {
  readonly name: string;
  /** The only file that can call it, where it is static there. */
  readonly onlyIn: string | null;
}

/** Names that a second look at the tree should be made for. */
export interface WantedFacts {
  /** Wrappers whose callers decide or consume something. */
  readonly functions: readonly WantedFunction[];
  /** Structs on the way to a chain head or a block. */
  readonly structs: readonly string[];
  /** Macros that make, fill or register blocks. */
  readonly macros: readonly MacroFact[];
  /** Functions whose values callbacks hand on, wherever they are defined. */
  readonly summaries: readonly SummaryRequest[];
}
