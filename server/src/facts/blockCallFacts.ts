/**
 * The part of the facts that stands around a call which is handed a notifier block: how the function can fail afterwards,
 * and when the kernel calls it. Types only.
 */
import type { Place } from "../base/place";

/** A return statement that reports an error although an earlier call has succeeded. */
export interface ExitFact {
  readonly place: Place;
  readonly written: string;
  /**
   * The ways there: for each the functions it called that could undo something, by their name or because they are of
   * the same file. Only the ways that call least.
   */
  readonly ways: readonly (readonly string[])[];
}

/** When the kernel calls a function: at the start or the end of a module, or of a driver's use of a device. */
export interface RoleFact {
  readonly role: "init" | "exit" | "probe" | "remove";
  /** What says so: `module_init`, `.probe`. */
  readonly by: string;
  /** The function that it says so of, where that one calls this one; null for the function itself. */
  readonly through: string | null;
}

/** The life of what a function registers, as far as its file tells. */
export interface LifeFact {
  /** When the kernel calls the function, itself or through its callers in the file. */
  readonly roles: readonly RoleFact[];
  /** Whether the function's code is freed once the kernel has started (`__init`). */
  readonly isInit: boolean;
  /** Whether the file's module can be unloaded. */
  readonly unloads: boolean;
  /** Whether its driver cannot be taken from a device by hand. */
  readonly staysBound: boolean;
  /** The bus whose devices are probed, where a machine can have several alike: `pci`, `usb`, `i2c`. */
  readonly bus: string | null;
  /** Whether it is a platform driver's: one part of one machine, as a rule. */
  readonly isPlatform: boolean;
  /** Whether the function, or the one that the kernel calls, lets in one device only, as far as it counts or keeps it. */
  readonly counts: boolean;
}

/** What others call for a function that gives up; of functions of the file also what they call that could undo something. */
export interface CleanUpFact {
  /** The functions that it hands over to be called when its device goes, or when its probe fails. */
  readonly actions: readonly string[];
  /** What each of its callers in the file calls where it fails. */
  readonly byCallers: readonly string[];
}

/** A condition under which a call is made. */
export interface PreconditionFact {
  /** As written, without what negates it. */
  readonly text: string;
  readonly place: Place;
  /** Whether it must hold, or fail. */
  readonly holds: boolean;
  /** It encloses the call; or it leaves the function before it, with its work done or because something failed. */
  readonly kind: "encloses" | "done" | "fails";
  /** The members and variables that it asks about. */
  readonly names: readonly string[];
  /** The member, where it asks about one and nothing else. */
  readonly member: string | null;
  /** Where that member says how a device is made. */
  readonly settled?: SettledFact;
}

/** What is known of a member that tables of the file set, and that nothing in the file changes. */
export interface SettledFact {
  /** The tables of the same struct that leave it unset, with the members that they set. */
  readonly without: readonly { readonly table: string; readonly sets: readonly string[] }[];
  /** The functions of the file that are called from those which ask about it. */
  readonly behind: readonly string[];
}

/** What a function says around a call that is handed a notifier block. */
export interface BlockCallFact {
  /** The member whose address it is handed first: `od->nb`; null where there is none. */
  readonly member: string | null;
  /** The function that made the memory which the block lies in, where the enclosing function tells: devm_kzalloc. */
  readonly allocatedBy: string | null;
  /** The conditions under which the call is made, the innermost first. */
  readonly conditions: readonly PreconditionFact[];
  readonly inLoop: boolean;
  /** Where the function gives up after the call has succeeded. */
  readonly errorExits: readonly ExitFact[];
  readonly life: LifeFact;
  readonly cleanUps: CleanUpFact;
}
