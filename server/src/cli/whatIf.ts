/** The options of `simulate` that ask "what if": read, checked against the scenario, and applied. */
import {
  type ChangeProblem,
  type Changes,
  changeScenario,
  checkScenario,
  type Policy,
  type ReturnChoice,
  type Scenario,
} from "../simulator";
import { Failure } from "./failure";
import { suggestion } from "./nearest";

/** As commander hands them over. */
export interface WhatIfOptions {
  readonly set: readonly string[];
  readonly without: readonly string[];
  readonly priority: readonly string[];
  readonly policy?: Policy;
  readonly event: readonly string[];
  readonly kernel?: string;
}

const VALUE_NAMES = ["NOTIFY_DONE", "NOTIFY_OK", "NOTIFY_BAD", "NOTIFY_STOP", "NOTIFY_STOP_MASK"];

/** The scenario that is run, the one it is compared with, and what differs, as the user wrote it. */
export interface WhatIf {
  readonly scenario: Scenario;
  /** The scenario without the changes, with the calls that were asked for; null where nothing is to be otherwise. */
  readonly unchanged: Scenario | null;
  readonly changes: readonly string[];
}

/** Whether any of the options was given. */
export function asksWhatIf(options: WhatIfOptions): boolean {
  return changesText(options).length + options.event.length > 0;
}

/** The options that make a run another one, as they were written. */
function changesText({ set, without, priority, policy, kernel }: WhatIfOptions): string[] {
  return [
    ...set.map((text) => `--set ${text}`),
    ...without.map((text) => `--without ${text}`),
    ...priority.map((text) => `--priority ${text}`),
    ...(policy === undefined ? [] : [`--policy ${policy}`]),
    ...(kernel === undefined ? [] : [`--kernel ${kernel}`]),
  ];
}

/**
 * Applies the options to a scenario.
 * @throws Failure with one line for each option that cannot be meant
 */
export function applyWhatIf(scenario: Scenario, options: WhatIfOptions): WhatIf {
  const { changes, mistakes } = readChanges(scenario, options);
  const [changed, base] = [
    changeScenario(scenario, changes),
    changeScenario(scenario, { events: options.event }),
  ];
  const problems = changed.ok ? [] : changed.problems.map(problemText);
  if (mistakes.length > 0 || !changed.ok || !base.ok)
    throw new Failure(...new Set([...mistakes, ...problems]));
  const written = changesText(options);
  return {
    scenario: changed.scenario,
    unchanged: written.length === 0 ? null : base.scenario,
    changes: written,
  };
}

const OPTION_OF = { set: "--set", without: "--without", priority: "--priority", events: "--event" } as const;

function problemText({ change, word, message, known }: ChangeProblem): string {
  const near = suggestion(word, known);
  const few = known.length > 0 && known.length <= 10 ? `; there are ${known.join(", ")}` : "";
  return `${OPTION_OF[change]} ${word}: ${message}${near || few}`;
}

function readChanges(
  scenario: Scenario,
  options: WhatIfOptions,
): { readonly changes: Changes; readonly mistakes: readonly string[] } {
  const names = new Set(scenario.callbacks.map(({ name }) => name));
  const mistakes: string[] = options.kernel === undefined ? [] : kernelMistakes(options.kernel);
  const attempt = <T>(read: () => T): T[] => {
    try {
      return [read()];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      mistakes.push(...error.lines);
      return [];
    }
  };
  const changes: Changes = {
    set: options.set.flatMap((text) => attempt(() => readSet(text, names))),
    without: options.without,
    priority: options.priority.flatMap((text) => attempt(() => readPriority(text))),
    events: options.event,
    ...(options.policy === undefined ? {} : { policy: options.policy }),
    ...(options.kernel === undefined ? {} : { kernel: options.kernel }),
  };
  return { changes, mistakes };
}

/** `LEFT=RIGHT`, both without the white space around them. */
function halves(option: string, text: string, form: string): [string, string] {
  const at = text.indexOf("=");
  const [left, right] = [text.slice(0, Math.max(at, 0)).trim(), text.slice(at + 1).trim()];
  if (at < 0 || left === "" || right === "") throw new Failure(`${option} ${text}: write ${option} ${form}`);
  return [left, right];
}

function readSet(text: string, names: ReadonlySet<string>) {
  const [target, values] = halves("--set", text, "CALLBACK=VALUE or CALLBACK:EVENT=VALUE");
  const colon = names.has(target) ? -1 : target.lastIndexOf(":");
  const value = readValues(text, values);
  if (colon < 0) return { callback: target, value };
  return { callback: target.slice(0, colon), event: target.slice(colon + 1), value };
}

/** One value; or several, any of them, with commas between. */
function readValues(text: string, values: string): ReturnChoice {
  const [first = "", ...more] = values.split(",").map((value) => value.trim());
  for (const value of [first, ...more]) {
    const [mistake] = checkScenario({ ...EMPTY, callbacks: [{ name: "x", returns: { "*": value } }] });
    if (mistake) throw new Failure(`--set ${text}: ${mistake.message}${suggestion(value, VALUE_NAMES)}`);
  }
  return more.length === 0 ? first : [first, ...more];
}

function readPriority(text: string) {
  const [callback, number] = halves("--priority", text, "CALLBACK=N");
  const priority = /^[-+]?(?:0[xX][0-9a-fA-F]+|\d+)$/.test(number) ? Number(number) : Number.NaN;
  if (!(priority >= -0x80000000 && priority <= 0x7fffffff))
    throw new Failure(`--priority ${text}: ${number} is no 32-bit integer`);
  return { callback, priority };
}

const EMPTY = { schema: 1, chain: { name: "x", type: "raw" } } as const;

function kernelMistakes(kernel: string): string[] {
  return checkScenario({ ...EMPTY, kernel, callbacks: [] }).map(({ message }) => `--kernel: ${message}`);
}
