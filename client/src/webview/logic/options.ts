/**
 * What can be chosen in the panel: the values of a callback, those that the code can return first; policies, tests,
 * protocols and kernels. Lists only; must not know states.
 */
import { parseSpelling } from "../../../../server/src/notifier/spelling";
import type { Policy, Protocol, ScenarioCallback } from "../../../../server/src/simulator";

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** Options under a heading, as a select groups them. */
export interface OptionGroup {
  readonly label: string;
  readonly options: readonly Option[];
}

const ERRNOS = ["-EINVAL", "-ENOMEM", "-EBUSY", "-EPERM", "-ENODEV", "-EAGAIN"];

const NAMED = ["NOTIFY_DONE", "NOTIFY_OK", "NOTIFY_STOP", "NOTIFY_BAD", "NOTIFY_STOP_MASK"];

const plain = (values: readonly string[]): Option[] => values.map((value) => ({ value, label: value }));

const numbers = new Map<string, number | null>();

/** The value of a spelling; null for one that has none. Each is read once: a long chain asks for thousands. */
function numberOf(spelling: string): number | null {
  const known = numbers.get(spelling);
  if (known !== undefined) return known;
  const spelled = parseSpelling(spelling);
  const value = spelled.kind === "value" ? spelled.value : null;
  numbers.set(spelling, value);
  return value;
}

/**
 * The values that a callback can be given.
 * @param own what the code can return, in its spellings
 * @param current the value it has
 */
export function valueGroups(own: readonly string[], current: string, isCode: boolean): OptionGroup[] {
  const known = own.filter((value) => numberOf(value) !== null);
  const taken = new Set(known.map(numberOf));
  const others = (values: readonly string[]) => plain(values.filter((value) => !taken.has(numberOf(value))));
  const wrapped = ERRNOS.map((errno) => `notifier_from_errno(${errno})`);
  const listed = new Set([...known, ...NAMED, ...wrapped, ...ERRNOS]);
  const written = listed.has(current) ? [] : [{ label: "Set", options: plain([current]) }];
  return [
    { label: isCode ? "The code can return" : "The scenario says", options: plain([...new Set(known)]) },
    ...written,
    { label: "Other values", options: others(NAMED) },
    { label: "Errors, wrapped as they should be", options: others(wrapped) },
    { label: "Errors as they are (a mistake)", options: others(ERRNOS) },
  ].filter(({ options }) => options.length > 0);
}

export const POLICIES: readonly (Option & { readonly value: Policy })[] = [
  { value: "last", label: "last value counts (the kernel's)" },
  { value: "or", label: "all values or-ed" },
  { value: "stop-on-ok", label: "stop at NOTIFY_OK too" },
];

export const PROTOCOLS: readonly (Option & { readonly value: Protocol })[] = [
  { value: "claim", label: "claim by return value" },
  { value: "refcount", label: "reference count" },
  { value: "direct", label: "direct call, no chain" },
];

/** The tests of the thread of April 2012, and the one at hand. */
export function claimOptions(current: string): Option[] {
  return plain([...new Set(["== NOTIFY_OK", "& NOTIFY_OK", current])]);
}

/** Kernels on each side of every change of the rules, and the one at hand. */
const KERNELS: readonly Option[] = [
  { value: "6.1", label: "5.17 and later: registering twice is refused" },
  { value: "5.5", label: "5.4 to 5.16: registering twice is ignored" },
  { value: "4.20", label: "4.20 to 5.3: registering twice is warned about" },
  { value: "4.19", label: "2.6.35 to 4.19: registering twice is not noticed" },
  { value: "2.6.34", label: "before 2.6.35: notifier_from_errno(0) ends a walk" },
];

export function kernelOptions(current: string): Option[] {
  const own = { value: current, label: `Linux ${current}` };
  return [own, ...KERNELS.filter(({ value }) => value !== current)];
}

/** What a callback does with the object; the first is what it does in the code. */
export function takingOptions({ handoff, takes }: ScenarioCallback, isCode: boolean): Option[] {
  const by = isCode ? "As in the code" : "As in the scenario";
  const own =
    handoff === undefined
      ? "takes nothing"
      : `takes it${takes === undefined ? "" : ` with ${takes.join(" or ")}`}${handoff === "keeps" ? " for good" : ""}`;
  return [
    { value: "", label: `${by}: ${own}` },
    { value: "frees", label: "Takes it, frees it later" },
    { value: "keeps", label: "Takes it for good" },
    { value: "none", label: "Takes nothing" },
  ];
}
