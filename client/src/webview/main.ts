/**
 * The panel in its webview: keeps the state, asks the view logic what is to be seen, lets the templates draw it, and
 * speaks to the extension. The simulator runs here, so that everything changes at once. Must not judge anything itself.
 */
import { render } from "lit";
import { focusCard, showVerdict } from "./focus";
import type { FromPanel, Remembered, ToPanel } from "./logic/messages";
import { type Action, reduce } from "./logic/reduce";
import { chainOrigin, fileOrigin, freshState, type PanelState } from "./logic/state";
import { copiedText, savedScenario } from "./logic/text";
import { type Computed, compute, viewOf } from "./logic/view";
import { type WhatCanGoWrong, whatCanGoWrong } from "./logic/wrong";
import { type Problem, panelTemplate } from "./templates/panel";
import type { Send } from "./templates/send";

/** What the editor gives a webview. */
interface EditorApi {
  postMessage(message: FromPanel): void;
  getState(): Remembered | undefined;
  setState(state: Remembered): void;
}
declare function acquireVsCodeApi(): EditorApi;

/** How long a played step is shown, in milliseconds, and how long a long walk may take as a whole. */
const STEP_TIME = 1200;
const WALK_TIME = 30_000;
/** Exploring waits until the hand rests. */
const REST = 120;

const editor = acquireVsCodeApi();
const root = document.getElementById("panel") ?? document.body;

let state: PanelState | null = null;
let computed: { readonly of: PanelState; readonly result: Computed } | null = null;
let wrong: { readonly of: string; readonly result: WhatCanGoWrong | null } | null = null;
let exploring: number | undefined;
let playing: number | undefined;
let announced = "";
let problem: Problem | null = null;
let find = "";

const post = (message: FromPanel): void => editor.postMessage(message);

/** What the exploration of a state depends on. */
const questionOf = ({ origin, call, changes }: PanelState): string =>
  JSON.stringify([origin.title, call, changes]);

function isSame(a: PanelState, b: PanelState): boolean {
  return a.origin === b.origin && a.call === b.call && a.changes === b.changes;
}

function computedOf(current: PanelState): Computed {
  if (computed === null || !isSame(computed.of, current))
    computed = { of: current, result: compute(current) };
  return computed.result;
}

function exploreSoon(current: PanelState): void {
  window.clearTimeout(exploring);
  const question = questionOf(current);
  if (wrong?.of === question) return;
  exploring = window.setTimeout(() => {
    wrong = { of: question, result: whatCanGoWrong(current) };
    draw();
  }, REST);
}

function draw(): void {
  if (state === null) return;
  const view = viewOf(state, computedOf(state));
  const current = wrong?.of === questionOf(state) ? wrong.result : null;
  const isPlaying = playing !== undefined;
  render(panelTemplate({ view, wrong: current, announced, isPlaying, problem, find }, send), root);
}

/** Goes to another state, remembers it and shows it. */
function go(next: PanelState, say = ""): void {
  state = next;
  announced = say;
  editor.setState({ version: 1, state: next });
  draw();
  exploreSoon(next);
}

function act(action: Action, say = ""): void {
  if (state === null) return;
  if (action.type !== "position") pause();
  problem = null;
  go(reduce(state, action), say);
  // These come from below the verdict, which is what they are about.
  if (action.type === "witness" || action.type === "combination") showVerdict();
}

function pause(): void {
  window.clearInterval(playing);
  playing = undefined;
}

/** Goes to a moment of the walk and says what happens there. */
function showMoment(position: number): void {
  if (state === null) return;
  const { moments } = computedOf(state);
  const at = Math.min(moments.length - 1, Math.max(0, position));
  act({ type: "position", position: at }, moments[at]?.sentence ?? "");
  const callback = moments[at]?.callback;
  if (callback) focusCard(callback, "show");
}

function step(by: number): void {
  if (state === null) return;
  const last = computedOf(state).moments.length - 1;
  showMoment((state.position ?? last) + by);
}

function play(): void {
  if (state === null) return;
  if (playing !== undefined) {
    pause();
    draw();
    return;
  }
  const last = computedOf(state).moments.length - 1;
  if (state.position === null || state.position >= last) showMoment(0);
  playing = window.setInterval(
    () => {
      if ((state?.position ?? last) >= last) pause();
      else step(1);
      draw();
    },
    Math.min(STEP_TIME, WALK_TIME / Math.max(1, last)),
  );
  draw();
}

/** What the templates can ask for. */
const send: Send = {
  act,
  step,
  showMoment,
  play,
  open: (place) => post({ type: "open", place }),
  copy: () => {
    if (state !== null) post({ type: "copy", text: copiedText(state) });
  },
  save: () => {
    if (state !== null) post({ type: "save", ...savedScenario(state) });
  },
  openScenario: () => post({ type: "openScenario" }),
  find: (text) => {
    find = text;
    draw();
  },
  closeProblem: () => {
    problem = null;
    draw();
  },
  move: (callback, to) => {
    act({ type: "move", callback, to });
    if (state === null) return;
    const { cards } = viewOf(state, computedOf(state));
    const place = cards.findIndex(({ name }) => name === callback);
    const { priority } = cards[place] ?? { priority: 0 };
    announced = `${callback} is now number ${place + 1} of ${cards.length}, priority ${priority}.`;
    draw();
    focusCard(callback, "handle");
  },
};

function received(message: ToPanel): void {
  switch (message.type) {
    case "chain": {
      const origin = chainOrigin(message.chain);
      const shown = state?.home ?? state?.origin;
      if (message.keep && JSON.stringify(shown) === JSON.stringify(origin)) return;
      if (state !== null && message.keep && state.home === null)
        act({ type: "load", origin, keep: true }, "The code has changed; your changes are kept.");
      else if (state !== null && message.keep) go({ ...state, home: origin });
      else {
        pause();
        go(freshState(origin));
      }
      return;
    }
    case "scenario": {
      pause();
      const home = state?.home ?? (state?.origin.chain ? state.origin : null);
      go({ ...freshState(fileOrigin(message.name, message.scenario), home), loaded: message.name });
      return;
    }
    case "problem":
      problem = message;
      draw();
  }
}

window.addEventListener("message", (event: MessageEvent<ToPanel>) => received(event.data));

root.replaceChildren();
/** Shows what the editor kept; what another version of the panel kept is of no use to this one. */
function restore(remembered: Remembered | undefined): void {
  if (remembered?.version !== 1) return;
  try {
    go(remembered.state);
  } catch {
    state = null;
    root.replaceChildren();
  }
}

restore(editor.getState());
post({ type: "ready" });
