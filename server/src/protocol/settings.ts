/**
 * The settings beside the rules' levels, as data: the extension's manifest is generated from this table and the server
 * reads by it, so that neither can offer what the other does not know. Must import nothing.
 */

interface Described {
  /** For the editor's list of settings: one or two sentences. */
  readonly description: string;
}

export interface Switch extends Described {
  readonly type: "boolean";
  readonly default: boolean;
}

export interface OneOf extends Described {
  readonly type: "string";
  readonly enum: readonly string[];
  /** One sentence for each of `enum`. */
  readonly enumDescriptions: readonly string[];
  readonly default: string;
}

/** By name, below the section `notifierLens`. */
export const OPTIONS = {
  "codeLens.callbacks": {
    type: "boolean",
    default: true,
    description: "Show a line above each notifier callback: its place in the order, what it can decide.",
  },
  "codeLens.heads": {
    type: "boolean",
    default: true,
    description: "Show a line above each chain head: how many callbacks are on the chain.",
  },
  "codeLens.walks": {
    type: "boolean",
    default: true,
    description: "Show a line above each call that walks a chain: how many callbacks it tells.",
  },
  "inlayHints.order": {
    type: "boolean",
    default: false,
    description: "Show behind each registration which place in the order of the chain the callback gets.",
  },
  "diagnostics.scope": {
    type: "string",
    enum: ["openFiles", "workspace"],
    enumDescriptions: ["The files that are open.", "All files of the workspace."],
    default: "openFiles",
    description: "Which files findings are shown for without being asked.",
  },
} as const satisfies Readonly<Record<string, Switch | OneOf>>;

type ValueOf<O> = O extends { readonly enum: readonly (infer V)[] } ? V : boolean;

/** A value for each option: one of its `enum`, or true or false. */
export type Options = { readonly [N in keyof typeof OPTIONS]: ValueOf<(typeof OPTIONS)[N]> };
