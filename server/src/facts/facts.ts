/**
 * What one file says about notifier chains, as small, serialisable data. Facts are made from the file's text alone:
 * they name things as the text does and resolve nothing across files (that is model/'s work), so they can be cached by
 * the text's hash. They are never changed after they were made and hold no syntax nodes.
 */
import type { Place } from "../base/place";
import type { ChainType } from "../notifier/kernelApi";
import type { Truth } from "../notifier/sign";
import type { AllowanceFact } from "./allowances";
import type { BlockCallFact } from "./blockCallFacts";
import type { ContextFact, LockFact, SleeperFact } from "./contextFacts";
import type { DataUse } from "./dataUseFacts";
import type { ConstantFact, MacroFact } from "./macroFacts";

export type { AllowanceFact } from "./allowances";
export type * from "./blockCallFacts";
export type * from "./contextFacts";
export type * from "./dataUseFacts";
export type * from "./macroFacts";

/** The shape of facts. */
export const FACTS_VERSION = 18;

/** Where an expression's value starts, before any member is selected. */
export type Root =
  | { readonly kind: "parameter"; readonly name: string; readonly index: number; readonly type: string }
  | { readonly kind: "local"; readonly name: string; readonly type: string }
  /** A name that the function does not declare; `type` where the file declares it. */
  | { readonly kind: "global"; readonly name: string; readonly type: string | null }
  | { readonly kind: "constant"; readonly text: string }
  | { readonly kind: "call"; readonly callee: string }
  /** A type that a cast or container_of() states, whatever the value behind it. */
  | { readonly kind: "typed"; readonly type: string }
  | { readonly kind: "unknown" };

/** `&p->a.b[i]` is root `p`, path `["a", "b"]`; addresses, dereferences and subscripts are dropped. */
export interface Expression {
  readonly text: string;
  readonly root: Root;
  readonly path: readonly string[];
  /** The last local pointer on the way whose declaration names a struct, and the members from there: `void *` hides none. */
  readonly near?: { readonly type: string; readonly path: readonly string[] };
  /** Of an argument that may go to callbacks: the struct that it points to, where declarations tell. */
  readonly pointee?: string;
}

/** A chain head that the file defines as a variable (or declares, where `storage` is "extern"). */
export interface HeadFact {
  /** `pm_chain_head`, or `cpu_pm_notifier.chain` for a member of a variable of anonymous struct type. */
  readonly name: string;
  readonly type: ChainType;
  readonly storage: "static" | "global" | "extern";
  readonly place: Place;
}

/** A struct member that is a head, a notifier block, or leads to one. */
export interface FieldFact {
  readonly name: string;
  readonly type: string;
  readonly head: ChainType | null;
  readonly place: Place;
}

/** A struct with at least one member that is a head or a notifier block (embedded or pointed to). */
export interface StructFact {
  /** `struct devfreq`. */
  readonly name: string;
  readonly fields: readonly FieldFact[];
}

/** A notifier_block variable with what its initialiser says. Members of other variables are named `foo.nb`. */
export interface BlockFact {
  readonly name: string;
  readonly storage: "static" | "global";
  readonly place: Place;
  /** The function in `.notifier_call`, where the initialiser has one. */
  readonly callback: string | null;
  readonly callbackPlace: Place | null;
  /** `.priority` as written; null where the initialiser has none (then it is 0). */
  readonly priority: string | null;
  /** Whether it is freed once the kernel has started (`__initdata`). */
  readonly isInit: boolean;
}

/** `x.notifier_call = f;` or `x->nb.priority = 5;` in a function. `target` stops before the assigned member. */
export interface AssignmentFact {
  readonly target: Expression;
  readonly member: "notifier_call" | "priority";
  readonly value: Expression;
  readonly function: string;
  readonly place: Place;
}

/** A function that is handed over: by its name in the file, or as a parameter of the function that the value is of. */
export type Target = string | number;

/** A value that a function can return, before calls into other files are resolved. */
export type Value =
  /** As written: NOTIFY_OK, 0, -EINVAL, NOTIFY_STOP_MASK|NOTIFY_OK. */
  | { readonly kind: "constant"; readonly text: string }
  /** notifier_from_errno() of another value. */
  | { readonly kind: "fromErrno"; readonly of: Value }
  /** What a function of another file returned, as far as branches on it allow. */
  | {
      readonly kind: "call";
      readonly callee: string;
      readonly eventArgument: number | null;
      readonly truth: Truth;
      /** The parameter, by position, that the call goes through; `callee` is only its name then. */
      readonly parameter?: number;
      /** Arguments that are functions, by position. */
      readonly functions?: Readonly<Record<number, Target>>;
      /** Constants that comparisons have shown it not to be. */
      readonly except?: readonly string[];
    }
  | { readonly kind: "unknown"; readonly why: string; readonly truth: Truth };

/**
 * What one path did to the object behind `data`: took it and frees it (now or later), keeps it, took a reference,
 * nothing, or handed it to a function whose body is in another file ("unknown").
 */
export type Taken = "no" | "frees" | "keeps" | "reference" | "unknown";

/** One way a function can end for one event. */
export interface Outcome {
  /** The event's name as written, or "default" for every event that the function does not mention. */
  readonly event: string;
  readonly value: Value;
  readonly taken: Taken;
  /** The return statement; or the function's closing brace where control falls off the end. */
  readonly place: Place;
  /** The return statement as written, white space folded; "" where there is none. */
  readonly written: string;
}

/** A function whose values callbacks of other files hand on, with the position of the event where it is handed one. */
export interface SummaryRequest {
  readonly name: string;
  readonly eventArgument: number | null;
}

/** What a function that was asked for can return; one per definition. */
export interface SummaryFact extends SummaryRequest {
  readonly isStatic: boolean;
  /** Values by event; under "default" those for every event that the function does not mention. */
  readonly returns: Readonly<Record<string, readonly Value[]>>;
}

export interface ParameterFact {
  readonly name: string;
  readonly type: string;
}

/** A function that matters: a callback by its signature or use, or one that registers, walks or wraps. */
export interface FunctionFact {
  readonly name: string;
  readonly isStatic: boolean;
  readonly parameters: readonly ParameterFact[];
  readonly returnType: string;
  /** The name in the definition. */
  readonly place: Place;
  readonly body: Place;
  /** Whether its code is freed once the kernel has started (`__init`). */
  readonly isInit: boolean;
  /** Whether the parameters are those of a notifier callback. */
  readonly isCallback: boolean;
  /** How it can end, per event; null where nobody asked for it. */
  readonly outcomes: readonly Outcome[] | null;
  /** Why outcomes are incomplete, where they are. */
  readonly incomplete: string | null;
  /** For a callback that names a first event and its success, and not every event that cancels it. */
  readonly eventEffects?: readonly EventEffects[];
  /** For a callback: what it makes of its block and of `data`. */
  readonly dataUse?: DataUse;
}

/** What a callback does at one event, by the tests on the event alone; "default" for every event it does not name. */
export interface EventEffects {
  readonly event: string;
  /** Where the event is first named; the function's name for "default". */
  readonly place: Place;
  readonly calls: readonly Effect[];
  /** Stores to what outlives the call. */
  readonly stores: readonly { readonly target: string; readonly value: string }[];
}

/** contract.md's words for what a caller does with a result. */
export type Use =
  | "ignored"
  | "returned"
  | "to_errno"
  | "stop_mask"
  | "eq_BAD"
  | "eq_STOP"
  | "eq_OK"
  | "nonzero"
  | "other";

/** A call made in one arm of a branch: evidence for what a caller does when nobody took its object. */
export interface Effect {
  readonly callee: string;
  /** Its arguments as written, without white space. */
  readonly arguments: readonly string[];
}

/**
 * What a test of a result leads to: `logs`: nothing but the log depends on it; `passes`: where it holds, the function
 * returns the result itself; `same`: there it returns what it also returns after its own handling.
 */
export type Arm = "logs" | "passes" | "same";

/** One use of a call's result. */
export interface UseFact {
  readonly use: Use;
  readonly place: Place;
  /** The comparison, where there is one: `== NOTIFY_OK`, `& NOTIFY_STOP_MASK`, `!= 0`. */
  readonly test: { readonly operator: string; readonly value: string } | null;
  /** How the enclosing function hands the result on to its own caller, if it does. */
  readonly returnedAs: "result" | "errno" | "test" | null;
  /** For a result that is returned as it is: whether the function also answers negative errnos. */
  readonly amongErrnos?: boolean;
  /** Where the function answers the test's opposite (`return !x;`, `return ret == OK ? 0 : 1;`). */
  readonly negated: boolean;
  readonly arm: Arm | null;
  /** What is called off later where the test says that the walk was stopped, and where not: constants, by their names. */
  readonly callsOff?: { readonly ifStopped: readonly string[]; readonly ifNot: readonly string[] };
  /** Calls made only where the test holds, and only where it does not. */
  readonly whenTrue: readonly Effect[];
  readonly whenFalse: readonly Effect[];
}

/** A condition on a parameter under which a call is made: `switch (list) { case A: …` or `if (list == A)`. */
export interface GuardFact {
  readonly parameter: number;
  readonly values: readonly string[];
  /** Whether the call is made where the parameter is none of the values. */
  readonly negated: boolean;
}

/** A call that may be a registration, a walk, or a call of a wrapper of one. */
export interface CallFact {
  /** The function's or variable's name; `->member` for a call through a member. */
  readonly callee: string;
  /** The expression that holds the function, for a call through a member. */
  readonly pointer: Expression | null;
  readonly arguments: readonly Expression[];
  /** The enclosing function; "" at file level. */
  readonly function: string;
  readonly place: Place;
  /** What becomes of its result; one "ignored" where nothing does. */
  readonly uses: readonly UseFact[];
  readonly guards: readonly GuardFact[];
  /** For a call that is handed a block. */
  readonly block?: BlockCallFact;
  /** What the function does about locks there, where it has any. */
  readonly locks?: readonly LockFact[];
}

/** `.power_notifier_fn = callback` in an initialiser: a callback or a wrapper that is reached through a table. */
export interface TableEntryFact {
  readonly member: string;
  readonly function: string;
  /** The structs that the table's declaration names: `struct imx8m_blk_ctrl_data`. */
  readonly types: readonly string[];
}

/** A head, block, function or struct stored where a recorded call takes it: `x->list = &head;`, `x->nb = nb;`. */
export interface StoreFact {
  readonly target: Expression;
  readonly value: Expression;
  readonly function: string;
  readonly place: Place;
}

/** Everything one file says. Places are of the text the facts were made from. */
export interface FileFacts {
  readonly version: number;
  readonly heads: readonly HeadFact[];
  readonly structs: readonly StructFact[];
  readonly blocks: readonly BlockFact[];
  readonly assignments: readonly AssignmentFact[];
  readonly functions: readonly FunctionFact[];
  readonly summaries: readonly SummaryFact[];
  readonly calls: readonly CallFact[];
  readonly constants: readonly ConstantFact[];
  readonly macros: readonly MacroFact[];
  readonly tableEntries: readonly TableEntryFact[];
  readonly stores: readonly StoreFact[];
  /** What callbacks do that matters to the context they run in. */
  readonly contexts: readonly ContextFact[];
  /** Functions for other files that sleep, where the file has a chain of its own. */
  readonly sleepers: readonly SleeperFact[];
  readonly allowances: readonly AllowanceFact[];
}
