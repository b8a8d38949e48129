/**
 * What the user has set, as the client tells it: asked for where the client can be asked, taken from what it sends
 * unasked otherwise. Whatever is of the wrong type is as if it were not there, and told once. Must not know documents.
 */
import { type Connection, DidChangeConfigurationNotification } from "vscode-languageserver/node";
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
}

export interface SettingsReader {
  readonly current: Settings;
  /** Asks to be told of changes and reads the settings. Never rejects. */
  start(): Promise<void>;
}

/**
 * Reads settings of the form `{ rules: { "raw-errno": "off" } }`.
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
  if (isKernelVersion(kernel)) return { levels, kernelVersion: kernel };
  if (kernel !== undefined && kernel !== null && kernel !== "")
    told(`${SECTION}.kernelVersion is ${JSON.stringify(kernel)}; allowed: a version such as 6.1 or 4.19.88`);
  return { levels };
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
  let current: Settings = { levels: new Map() };
  const take = (value: unknown): void => {
    const next = readSettings(value, log.error);
    const text = ({ levels, kernelVersion }: Settings): string =>
      JSON.stringify([[...levels], kernelVersion]);
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
