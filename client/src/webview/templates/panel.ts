/**
 * The whole panel. Stable for tests: `#call`, `#policy`, `#claim`, `#protocol`, `#kernel` (vscode-single-select), `#chain`
 * (the list of cards), `#verdict`, `#step`, `#comparison`, `#wrong`, `#findings`, `#find` (long chains), `#conclusion`, `#copy`, `#save`, `#open`, `#reset`,
 * `#live` (what a screen reader is told). The other files of this folder name what is theirs.
 */
import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-checkbox/index.js";
import "@vscode-elements/elements/dist/vscode-single-select/index.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import { type Option, POLICIES, PROTOCOLS } from "../logic/options";
import type { PanelView } from "../logic/view";
import type { WhatCanGoWrong } from "../logic/wrong";
import { cardTemplate } from "./card";
import { comparisonTemplate } from "./compare";
import { icon } from "./icons";
import { type Send, sourceLink, valueIn } from "./send";
import { stepsTemplate, verdictTemplate } from "./walk";
import { wrongTemplate } from "./wrong";

/** Something that could not be done. */
export interface Problem {
  readonly title: string;
  readonly lines: readonly string[];
}

export interface Shown {
  readonly view: PanelView;
  readonly wrong: WhatCanGoWrong | null;
  readonly announced: string;
  readonly isPlaying: boolean;
  readonly problem: Problem | null;
  /** Only callbacks with this in their names are shown. */
  readonly find: string;
}

/** A longer chain is drawn in one line for each callback, and can be searched. */
const LONG = 12;

interface Select {
  readonly id: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  choose(value: string): void;
}

function select({ id, label, options, value, choose }: Select): TemplateResult {
  const all = options.map((one) => ({
    ...one,
    description: "",
    selected: one.value === value,
    disabled: false,
  }));
  return html`<span class="field"
    ><span class="caption">${label}</span
    ><vscode-single-select
      id=${id}
      label=${label}
      .options=${guard([JSON.stringify(options)], () => all)}
      .value=${live(value)}
      @change=${(event: Event) => choose(valueIn(event))}
    ></vscode-single-select
  ></span>`;
}

function optionIn<T extends string>(options: readonly { readonly value: T }[], value: string): T | undefined {
  return options.find((one) => one.value === value)?.value;
}

function settings(view: PanelView, send: Send): TemplateResult {
  const { calls, call, policy, kernel, kernels, handoff } = view;
  const policies = (value: string) => {
    const found = optionIn(POLICIES, value);
    if (found !== undefined) send.act({ type: "policy", policy: found });
  };
  const protocols = (value: string) => {
    const found = optionIn(PROTOCOLS, value);
    if (found !== undefined) send.act({ type: "protocol", protocol: found });
  };
  return html`<div class="settings">
    ${select({
      ...{ id: "call", label: "Event", value: call },
      options: calls.map(({ key, label }) => ({ value: key, label })),
      choose: (key) => send.act({ type: "call", key }),
    })}
    ${select({ id: "policy", label: "Policy of the walk", options: POLICIES, value: policy, choose: policies })}
    ${
      handoff === null
        ? nothing
        : html`${select({
            ...{
              id: "claim",
              label: `The ${handoff.object} is taken if the result`,
              options: handoff.claims,
            },
            value: handoff.claim,
            choose: (claim) => send.act({ type: "claim", claim }),
          })}
          ${select({ id: "protocol", label: "Who frees it", options: PROTOCOLS, value: handoff.protocol, choose: protocols })}`
    }
    ${select({ id: "kernel", label: "Rules of Linux", options: kernels, value: kernel, choose: (value) => send.act({ type: "kernel", kernel: value }) })}
  </div>`;
}

function header(view: PanelView, send: Send): TemplateResult {
  return html`<header>
    <h1>${view.title}</h1>
    <p class="kind">
      ${view.kind}${view.head === null ? nothing : html`, ${sourceLink(view.head, view.head.label, send)}`}
    </p>
    ${settings(view, send)}
    <div class="buttons">
      <vscode-button id="reset" secondary ?disabled=${!view.isChanged && !view.isAway} @click=${() => send.act({ type: "reset" }, "Everything is as it was loaded.")}>
        ${view.isAway ? "Back to the code" : view.head === null ? "Reset" : "Reset to the code"}
      </vscode-button>
      <vscode-button id="copy" secondary @click=${() => send.copy()}>Copy as text</vscode-button>
      <vscode-button id="save" secondary @click=${() => send.save()}>Save as scenario</vscode-button>
      <vscode-button id="open" secondary @click=${() => send.openScenario()}>Open scenario</vscode-button>
    </div>
  </header>`;
}

function notices({ view, problem }: Shown, send: Send): unknown {
  return html`${view.loaded === null ? nothing : html`<p class="notice" id="loaded">Loaded: ${view.loaded}.</p>`}
  ${
    problem === null
      ? nothing
      : html`<div class="notice bad" role="alert">
          <p>${problem.title}</p>
          <ul>
            ${problem.lines.map((line) => html`<li>${line}</li>`)}
          </ul>
          <vscode-button secondary @click=${() => send.closeProblem()}>Close</vscode-button>
        </div>`
  }`;
}

/** The end of the chain: the caller that gets the result. */
function conclusion({ conclusion: text, moment, moments }: PanelView): unknown {
  if (text === null) return nothing;
  const isOver = moment >= moments.length - 1;
  return html`<span class="link-up">${icon("arrow")}</span>
    <div class="conclusion ${isOver ? "at" : "waiting"}" id="conclusion" aria-current=${isOver ? "step" : nothing}>
      <strong>The caller</strong> ${isOver ? text : "waits for the result."}
    </div>`;
}

function finder(find: string, shown: number, all: number, send: Send): unknown {
  if (all <= LONG) return nothing;
  return html`<div class="finder">
    <vscode-textfield
      id="find"
      .label=${"Find a callback"}
      placeholder="Find a callback"
      .value=${live(find)}
      @input=${(event: Event) => send.find(valueIn(event))}
    ></vscode-textfield>
    <span class="quiet">${shown === all ? `${all} callbacks` : `${shown} of ${all} callbacks`}</span>
  </div>`;
}

function chain(view: PanelView, find: string, send: Send): TemplateResult {
  const { cards, isMovable } = view;
  const order = cards.map(({ name }) => name);
  const object = view.handoff?.object ?? "object";
  const shown = cards.flatMap((card, place) =>
    card.name.toLowerCase().includes(find.toLowerCase()) ? [{ card, place }] : [],
  );
  return html`<section class="chain" aria-label="The chain">
    <div class="head-node">${view.title}<span class="quiet">, the head of the chain</span></div>
    ${finder(find, shown.length, cards.length, send)}
    <ol id="chain" class=${cards.length > LONG ? "compact" : ""}>
      ${repeat(
        shown,
        ({ card }) => card.name,
        ({ card, place }) =>
          guard([JSON.stringify(card), place, cards.length], () =>
            cardTemplate(card, { place, isMovable, object, order }, send),
          ),
      )}
    </ol>
    ${conclusion(view)} ${isMovable ? nothing : html`<p class="quiet">The program of this scenario fixes the order.</p>`}
  </section>`;
}

function background(view: PanelView, send: Send): TemplateResult {
  const { callers, assumptions } = view;
  return html`${
    callers.length === 0
      ? nothing
      : html`<details class="part" id="callers">
          <summary><h2>Who walks it (${callers.length})</h2></summary>
          <ul>
            ${callers.map(
              (one) =>
                html`<li>
                  ${sourceLink(one.place, `${one.function}()`, send)}${one.event === null ? "" : ` with ${one.event}`} ${one.does}
                </li>`,
            )}
          </ul>
        </details>`
  }
  ${
    assumptions.length === 0
      ? nothing
      : html`<details class="part" id="assumptions">
          <summary><h2>Taken for granted (${assumptions.length})</h2></summary>
          <ul>
            ${assumptions.map((text) => html`<li>${text}</li>`)}
          </ul>
        </details>`
  }`;
}

/** Everything that is to be seen. */
export function panelTemplate(shown: Shown, send: Send): TemplateResult {
  const { view, wrong, announced, isPlaying, find } = shown;
  return html`${header(view, send)} ${notices(shown, send)}
    <main>
      <div class="story">${verdictTemplate(view)} ${stepsTemplate(view, isPlaying, send)} ${chain(view, find, send)}</div>
      <div class="more">
        ${wrongTemplate(view, wrong, send)} ${comparisonTemplate(view, send)} ${background(view, send)}
      </div>
    </main>
    <div id="live" class="sr-only" aria-live="polite">${announced}</div>`;
}
