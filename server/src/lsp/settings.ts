/**
 * What the user has set, as the client tells it: asked for where the client can be asked, taken from what it sends
 * unasked otherwise. Whatever is of the wrong type is as if it were not there, and told once. Must not know documents.
 */
import { type Connection, DidChangeConfigurationNotification } from "vscode-languageserver";
import { type OneOf, OPTIONS, type Options, type Switch } from "../protocol/settings";
import { isKernelVersion, isLevel, type Level, RULES } from "../rules";
import type { Client } from "./client";
import type { Log } from "./guard";

/** The section that the settings stand in. */
const SECTION = "notifierLens";

export interface Settings {
  /** Rule to level, for the rules that are not at their default. */
  readonly levels: ReadonlyMap<string, Level>;
  /** The kernel whose rules of registration apply, where the tree's own version is not to count. */
  readonly kernelVersion?: string;
  /** The options of protocol/settings; each has a value. */
  readonly options: Options;
}

export interface SettingsReader {
  readonly current: Settings;
  /** Asks to be told of changes and reads the settings. Never rejects. */
  start(): Promise<void>;
}

/**
 * Reads settings of the form `{ rules: { "raw-errno": "off" }, codeLens: { heads: false } }`.
 * @param told is given one line for each thing that is no setting
 */
export function readSettings(value: unknown, told: (problem: string) => void): Settings {
  const rules = fieldOf(value, "rules");
  const levels = new Map<string, Level>();
  for (const [id, level] of typeof rules === "object" && rules !== null ? Object.entries(rules) : []) {
    if (!RULES.some((rule) => rule.id === id)) told(`${SECTION}.rules: there is no rule ${id}`);
    else if (isLevel(level)) levels.set(id, level);
    else if (level !== "default")
      told(`${SECTION}.rules: ${id} is ${JSON.stringify(level)}; allowed: ${LEVELS}`);
  }
  const kernel = fieldOf(value, "kernelVersion");
  const options = readOptions(value, told);
  if (isKernelVersion(kernel)) return { levels, kernelVersion: kernel, options };
  if (kernel !== undefined && kernel !== null && kernel !== "")
    told(`${SECTION}.kernelVersion is ${JSON.stringify(kernel)}; allowed: a version such as 6.1 or 4.19.88`);
  return { levels, options };
}

/** Nested by their dots, as clients send them; a dotted name as one key is taken too. */
function readOptions(value: unknown, told: (problem: string) => void): Options {
  const read = (name: string, option: Switch | OneOf): unknown => {
    const given = fieldOf(value, name) ?? name.split(".").reduce(fieldOf, value) ?? option.default;
    const allowed: readonly unknown[] = option.type === "string" ? option.enum : [true, false];
    if (allowed.includes(given)) return given;
    told(`${SECTION}.${name} is ${JSON.stringify(given)}; allowed: ${allowed.join(", ")}`);
    return option.default;
  };
  const entries = Object.entries(OPTIONS).map(([name, option]) => [name, read(name, option)]);
  // Each value is one that its option allows: that is what `read` sees to.
  return Object.fromEntries(entries) as Options;
}

const LEVELS = "default, error, warning, info, off";

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** @param changed called after the settings have changed */
export function settingsOf(
  connection: Connection,
  client: Client,
  log: Log,
  changed: () => void,
): SettingsReader {
  let current: Settings = readSettings(null, () => undefined);
  const take = (value: unknown): void => {
    const next = readSettings(value, log.error);
    const text = ({ levels, kernelVersion, options }: Settings): string =>
      JSON.stringify([[...levels], kernelVersion, options]);
    const same = text(next) === text(current);
    current = next;
    if (!same) changed();
  };
  const pull = async (): Promise<void> => {
    try {
      take(await connection.workspace.getConfiguration(SECTION));
    } catch (error) {
      log.error(`the client does not tell its settings: ${String(error)}`);
    }
  };
  connection.onDidChangeConfiguration(({ settings }) => {
    if (client.configuration) void pull();
    else take(fieldOf(settings, SECTION));
  });
  return {
    get current() {
      return current;
    },
    start: async () => {
      if (client.configurationRegistration)
        await connection.client.register(DidChangeConfigurationNotification.type, { section: SECTION });
      if (client.configuration) await pull();
    },
  };
}
