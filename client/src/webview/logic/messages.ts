/**
 * What the panel and the extension say to each other. Everything is plain data, so that it goes through a message and
 * through the editor's store. Types only: both sides read this file, neither may run code from it.
 */
import type { ChainScenarioResult, SourcePlace } from "../../../../server/src/protocol/panel";
import type { PanelState } from "./state";

/** To the panel. */
export type ToPanel =
  /** Show this chain; with `keep`, what the person changed stays. */
  | { readonly type: "chain"; readonly chain: ChainScenarioResult; readonly keep: boolean }
  /** Show this scenario of a file. */
  | { readonly type: "scenario"; readonly name: string; readonly scenario: object }
  /** Something could not be done: a headline, and one line each. */
  | { readonly type: "problem"; readonly title: string; readonly lines: readonly string[] };

/** From the panel. */
export type FromPanel =
  /** The panel is there. */
  | { readonly type: "ready" }
  | { readonly type: "open"; readonly place: SourcePlace }
  | { readonly type: "copy"; readonly text: string }
  | { readonly type: "save"; readonly name: string; readonly text: string }
  | { readonly type: "openScenario" };

/** What the editor keeps for the panel over a reload. */
export interface Remembered {
  readonly version: 1;
  readonly state: PanelState;
}
